import { tensor, ValueError } from '@org/core';
import type { Logs } from '../callbacks/callback.js';
import type { CallbackList } from '../callbacks/callback-list.js';
import { ArrayData } from '../data/array-data.js';
import { assertNoColumns, type BatchSource, isBatchSource, numBatchesOf, runsOf, toBatch } from '../data/batches.js';
import { inOrder } from '../data/permutation.js';
import { callbackList, stepsOfRun, verbosity } from './loop-callbacks.js';
import { limitedSteps } from './run-limits.js';
import { numericLogs } from './step-runner.js';
import type { Trainer } from './trainer.js';
import { prepare, runnerFor } from './trainer-state.js';
import type { EvaluateOptions } from './types.js';

/** The loss and the metrics over all batches. */
export async function runEvaluate(model: Trainer, options: EvaluateOptions): Promise<Logs> {
  const data = isBatchSource(options.x)
    ? null
    : await ArrayData.from(options.x, options.y ?? null, options.sampleWeight ?? null);
  const batchSize = Math.min(options.batchSize ?? 32, data?.size ?? Number.POSITIVE_INFINITY);
  const wanted = limitedSteps(options.steps ?? null);
  const available = data ? Math.ceil(data.size / batchSize) : numBatchesOf(options.x);
  const steps = data ? Math.min(wanted ?? available!, available!) : (wanted ?? available);
  const verbose = verbosity(options.verbose);
  const callbacks = callbackList(options.callbacks, model, { verbose, epochs: 1, steps });
  if (data) await model[prepare](data);
  await callbacks.onTestBegin({});
  model.resetMetrics();
  model.stopEvaluating = false;
  const logs = data
    ? await evaluateArrays(model, data, batchSize, steps!, callbacks)
    : await evaluateBatches(model, options, steps, callbacks);
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
  const runner = model[runnerFor]('test');
  const full = Math.floor(data.size / batchSize);
  const samples = inOrder(data.size);
  const order = tensor(samples.subarray(0, full * batchSize), [full, batchSize]);
  let logs: Logs = {};
  for (let step = 0; step < steps; ) {
    const size = stepsOfRun(model, callbacks, 'test', { suggested: runner.suggestedSteps, left: steps - step });
    const end = Math.min(step + size, Math.ceil(data.size / batchSize));
    await callbacks.onTestBatchBegin(step, {});
    const count = Math.min(end, full) - step;
    let results: unknown;
    if (count > 0) results = await runner.runMany(data.columns, order, step, count);
    const last = () => tensor(samples.subarray(full * batchSize), [1, data.size - full * batchSize]);
    if (end > full) results = await runner.runMany(data.columns, last(), 0, 1);
    logs = await numericLogs(results);
    step += size;
    await callbacks.onTestBatchEnd(step - 1, logs);
    if (model.stopEvaluating) break;
  }
  return logs;
}

async function evaluateBatches(
  model: Trainer,
  options: EvaluateOptions,
  steps: number | null,
  callbacks: CallbackList,
): Promise<Logs> {
  assertNoColumns({ y: options.y, sampleWeight: options.sampleWeight });
  let logs: Logs | null = null;
  const size = model.stepsPerExecution === 'auto' ? 1 : model.stepsPerExecution;
  let step = 0;
  for await (const run of runsOf(options.x as BatchSource, size, steps)) {
    if (step === 0) await model[prepare](await toBatch(run[0]));
    await callbacks.onTestBatchBegin(step, {});
    let results: unknown;
    for (const batch of run) results = await model[runnerFor]('test').runOne((await toBatch(batch)).columns);
    logs = await numericLogs(results);
    step += size;
    await callbacks.onTestBatchEnd(step - 1, logs);
    if (model.stopEvaluating) break;
  }
  if (!logs) throw new ValueError('The data yields no batch.');
  return logs;
}
