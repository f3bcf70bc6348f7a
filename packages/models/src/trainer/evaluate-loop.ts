import { tensor, ValueError } from '@org/core';
import { CallbackList, type Logs } from '../callbacks/callback.js';
import { ArrayData } from '../data/array-data.js';
import { isBatchSource, toBatch } from '../data/batches.js';
import { verbosity, withDefaultCallbacks } from './fit-loop.js';
import { numericLogs } from './step-runner.js';
import { flattenLogs, type Trainer } from './trainer.js';
import type { EvaluateOptions } from './types.js';

/** @param running the callbacks of the `fit` that this is the validation of */
export async function runEvaluate(
  model: Trainer,
  options: EvaluateOptions,
  running?: CallbackList,
): Promise<number | number[] | Logs> {
  const data = isBatchSource(options.x)
    ? null
    : await ArrayData.from(options.x, options.y ?? null, options.sampleWeight ?? null);
  const batchSize = Math.min(options.batchSize ?? 32, data?.size ?? Number.POSITIVE_INFINITY);
  const steps = data
    ? Math.min(options.steps ?? Number.POSITIVE_INFINITY, Math.ceil(data.size / batchSize))
    : (options.steps ?? null);
  const verbose = verbosity(options.verbose);
  const callbacks =
    running ??
    new CallbackList(withDefaultCallbacks(options.callbacks, verbose), model as never, { verbose, epochs: 1, steps });
  if (data) await model.prepare(data);
  await callbacks.call('onTestBegin', {});
  model.resetMetrics();
  const logs = data
    ? await evaluateArrays(model, data, batchSize, steps!, callbacks)
    : await evaluateBatches(model, options, callbacks);
  await callbacks.call('onTestEnd', logs);
  return options.returnDict ? logs : flattenLogs(logs);
}

async function evaluateArrays(
  model: Trainer,
  data: ArrayData,
  batchSize: number,
  steps: number,
  callbacks: CallbackList,
): Promise<Logs> {
  const runner = model.runnerFor('test');
  const full = Math.min(steps, Math.floor(data.size / batchSize));
  const samples = Int32Array.from({ length: data.size }, (_, i) => i);
  const order = tensor(samples.subarray(0, full * batchSize), [full, batchSize]);
  let logs: Logs = {};
  for (let step = 0; step < steps; ) {
    const count = step < full ? Math.min(runner.suggestedSteps, full - step) : 1;
    await callbacks.call('onTestBatchBegin', step, {});
    const last = () => tensor(samples.subarray(full * batchSize), [1, data.size - full * batchSize]);
    logs = await numericLogs(
      step < full
        ? await runner.runMany(data.columns, order, step, count)
        : await runner.runMany(data.columns, last(), 0, 1),
    );
    step += count;
    await callbacks.call('onTestBatchEnd', step - 1, logs);
  }
  return logs;
}

async function evaluateBatches(model: Trainer, options: EvaluateOptions, callbacks: CallbackList): Promise<Logs> {
  let logs: Logs | null = null;
  let step = 0;
  for await (const value of options.x as AsyncIterable<unknown>) {
    if (options.steps && step >= options.steps) break;
    const batch = await toBatch(value);
    if (step === 0) await model.prepare(batch);
    await callbacks.call('onTestBatchBegin', step, {});
    logs = await numericLogs(await model.runnerFor('test').runOne(batch.columns));
    await callbacks.call('onTestBatchEnd', step, logs);
    step += 1;
  }
  if (!logs) throw new ValueError('The data yields no batch.');
  return logs;
}
