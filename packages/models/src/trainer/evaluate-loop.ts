import { tensor, ValueError } from '@org/core';
import type { Logs } from '../callbacks/callback.js';
import type { CallbackList } from '../callbacks/callback-list.js';
import { ArrayData } from '../data/array-data.js';
import { assertNoColumns, isBatchSource, numBatchesOf, toBatch } from '../data/batches.js';
import { inOrder } from '../data/permutation.js';
import { callbackList, verbosity } from './loop-callbacks.js';
import { numericLogs } from './step-runner.js';
import type { Trainer } from './trainer.js';
import type { EvaluateOptions } from './types.js';

/** The loss and the metrics over all batches. */
export async function runEvaluate(model: Trainer, options: EvaluateOptions): Promise<Logs> {
  const data = isBatchSource(options.x)
    ? null
    : await ArrayData.from(options.x, options.y ?? null, options.sampleWeight ?? null);
  const batchSize = Math.min(options.batchSize ?? 32, data?.size ?? Number.POSITIVE_INFINITY);
  const steps = data
    ? Math.min(options.steps ?? Number.POSITIVE_INFINITY, Math.ceil(data.size / batchSize))
    : (options.steps ?? numBatchesOf(options.x));
  const verbose = verbosity(options.verbose);
  const callbacks = callbackList(options.callbacks, model, { verbose, epochs: 1, steps });
  if (data) await model.prepare(data);
  await callbacks.onTestBegin({});
  model.resetMetrics();
  const logs = data
    ? await evaluateArrays(model, data, batchSize, steps!, callbacks)
    : await evaluateBatches(model, options, callbacks);
  await callbacks.onTestEnd(logs);
  return logs;
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
  const samples = inOrder(data.size);
  const order = tensor(samples.subarray(0, full * batchSize), [full, batchSize]);
  const size = () => (callbacks.watchesBatches('test') ? 1 : runner.suggestedSteps);
  let logs: Logs = {};
  for (let step = 0; step < steps; ) {
    const count = step < full ? Math.min(size(), full - step) : 1;
    await callbacks.onTestBatchBegin(step, {});
    const last = () => tensor(samples.subarray(full * batchSize), [1, data.size - full * batchSize]);
    logs = await numericLogs(
      step < full
        ? await runner.runMany(data.columns, order, step, count)
        : await runner.runMany(data.columns, last(), 0, 1),
    );
    step += count;
    await callbacks.onTestBatchEnd(step - 1, logs);
  }
  return logs;
}

async function evaluateBatches(model: Trainer, options: EvaluateOptions, callbacks: CallbackList): Promise<Logs> {
  assertNoColumns({ y: options.y, sampleWeight: options.sampleWeight });
  let logs: Logs | null = null;
  let step = 0;
  for await (const value of options.x as AsyncIterable<unknown>) {
    if (options.steps && step >= options.steps) break;
    const batch = await toBatch(value);
    if (step === 0) await model.prepare(batch);
    await callbacks.onTestBatchBegin(step, {});
    logs = await numericLogs(await model.runnerFor('test').runOne(batch.columns));
    await callbacks.onTestBatchEnd(step, logs);
    step += 1;
  }
  if (!logs) throw new ValueError('The data yields no batch.');
  return logs;
}
