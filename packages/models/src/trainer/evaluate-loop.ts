import { type Tensor, tensor } from '@org/core';
import type { Logs } from '../callbacks/callback.js';
import { ArrayData } from '../data/array-data.js';
import type { BatchStream } from '../data/batch-stream.js';
import { toBatch } from '../data/batches.js';
import { inOrder } from '../data/permutation.js';
import { Reporter, verbosity } from './loop-callbacks.js';
import { batchSizeFor, closing, type LoopData, loopData, partsOf, warnAboutEnd } from './loop-data.js';
import { counting } from './model-turn.js';
import { limitedSteps } from './run-limits.js';
import { numericLogs } from './step-logs.js';
import { StreamSteps } from './stream-steps.js';
import type { Trainer } from './trainer.js';
import { prepare, runnerFor } from './trainer-state.js';
import type { EvaluateOptions } from './types.js';

/** The loss and the metrics over all batches. */
export async function runEvaluate(model: Trainer, options: EvaluateOptions): Promise<Logs> {
  const data = await loopData(model, options);
  const verbose = verbosity(options.verbose);
  return closing(
    [data],
    () => model.stopEvaluating,
    () =>
      evaluateOn(model, data, {
        batchSize: options.batchSize ?? null,
        steps: limitedSteps(options.steps ?? null),
        reporter: (steps) => new Reporter(options.callbacks, model, { verbose, epochs: 1, steps }),
      }),
  );
}

export interface EvaluateSettings {
  readonly batchSize: number | null;
  /** Batches to evaluate; null for all. */
  readonly steps: number | null;
  /** Gives what is reported to, by the number of steps; null if that is not known. */
  readonly reporter: (steps: number | null) => Reporter;
}

/** The loss and the metrics over data that is ready for it. */
export async function evaluateOn(model: Trainer, data: LoopData, settings: EvaluateSettings): Promise<Logs> {
  const run = await (data instanceof ArrayData
    ? arraySteps(model, data, settings)
    : streamSteps(model, data, settings));
  const { steps } = settings;
  const reporter = settings.reporter(steps ?? run.available);
  model.stopEvaluating = false;
  await reporter.tell('onTestBegin', {});
  model.resetMetrics();
  const { logs, taken } = await counting(model, () => run.evaluate(reporter));
  if (steps !== null && taken < steps && !model.stopEvaluating) warnAboutEnd('steps');
  await reporter.tell('onTestEnd', logs);
  return logs;
}

interface Steps {
  /** How many the data has; null if it does not tell. */
  readonly available: number | null;
  evaluate(reporter: Reporter): Promise<{ logs: Logs; taken: number }>;
}

/** Arrays in memory: many steps a run. */
async function arraySteps(model: Trainer, data: ArrayData, settings: EvaluateSettings): Promise<Steps> {
  await model[prepare](data, 'test');
  const batchSize = batchSizeFor(data.size, settings.batchSize, settings.steps);
  const available = Math.ceil(data.size / batchSize);
  const full = Math.floor(data.size / batchSize);
  const samples = inOrder(data.size);
  const order = tensor(samples.subarray(0, full * batchSize), [full, batchSize]);
  const rest = (): Tensor => tensor(samples.subarray(full * batchSize), [1, data.size - full * batchSize]);
  return {
    available,
    async evaluate(reporter) {
      const runner = model[runnerFor]('test');
      const steps = Math.min(settings.steps ?? available, available);
      let logs: Logs = {};
      let step = 0;
      while (step < steps) {
        const size = reporter.stepsOfRun('test', { suggested: runner.suggestedSteps(step), left: steps - step });
        const end = Math.min(step + size, available);
        await reporter.tell('onTestBatchBegin', step, {});
        const count = Math.min(end, full) - step;
        let results: unknown;
        if (count > 0) results = await runner.runMany(data.columns, order, step, count);
        if (end > full) results = await runner.runMany(data.columns, rest(), 0, 1);
        logs = await numericLogs(results);
        step += size;
        await reporter.tell('onTestBatchEnd', step - 1, logs);
        if (model.stopEvaluating) break;
      }
      return { logs, taken: step };
    },
  };
}

/** Batches that arrive one by one. */
async function streamSteps(model: Trainer, stream: BatchStream, settings: EvaluateSettings): Promise<Steps> {
  await stream.beginOrThrow();
  const toData = (batch: unknown) => toBatch(batch, partsOf(model, 'test'));
  await model[prepare](await toData(await stream.look()), 'test');
  return {
    available: stream.size,
    async evaluate(reporter) {
      const result = await new StreamSteps(model, stream, 'test', toData).run(reporter, settings.steps);
      if (!model.stopEvaluating) await stream.end();
      return result;
    },
  };
}
