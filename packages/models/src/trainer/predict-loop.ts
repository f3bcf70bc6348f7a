import { evaluate, isTensor, type Tensor, tree, ValueError } from '@org/core';
import { ArrayData } from '../data/array-data.js';
import { type BatchSource, batchesOf, isBatchSource, numBatchesOf, runsOf, toBatch } from '../data/batches.js';
import { joinRows } from '../data/rows.js';
import { callbackList, verbosity } from './loop-callbacks.js';
import { limitedSteps } from './run-limits.js';
import type { Trainer } from './trainer.js';
import { prepare, runnerFor } from './trainer-state.js';
import type { PredictOptions } from './types.js';

/** The outputs for all batches, joined along the first axis. */
export async function runPredict(model: Trainer, options: PredictOptions): Promise<unknown> {
  const data = isBatchSource(options.x) ? null : await ArrayData.from(options.x);
  const batchSize = options.batchSize ?? 32;
  const wanted = limitedSteps(options.steps ?? null);
  const available = data ? Math.ceil(data.size / batchSize) : numBatchesOf(options.x);
  const steps = data ? Math.min(wanted ?? available!, available!) : (wanted ?? available);
  const verbose = verbosity(options.verbose);
  const callbacks = callbackList(options.callbacks, model, { verbose, epochs: 1, steps });
  model.stopPredicting = false;
  await callbacks.onPredictBegin({});
  const results: unknown[] = [];
  const batches = data ? batchesOf(data, batchSize) : (options.x as BatchSource);
  const size = model.stepsPerExecution === 'auto' ? 1 : model.stepsPerExecution;
  let step = 0;
  for await (const run of runsOf(batches, size, steps)) {
    if (step === 0) await model[prepare](await asData(run[0]));
    await callbacks.onPredictBatchBegin(step, {});
    const outputs: unknown[] = [];
    for (const batch of run) {
      outputs.push(await model[runnerFor]('predict').runOne((await asData(batch)).columns));
    }
    await evaluate(tree.flatten<unknown>(outputs).filter(isTensor));
    results.push(...outputs);
    step += size;
    await callbacks.onPredictBatchEnd(step - 1, { outputs: await joinBatches(outputs) });
    if (model.stopPredicting) break;
  }
  if (results.length === 0) throw new ValueError('The data yields no batch.');
  await callbacks.onPredictEnd({});
  return joinBatches(results);
}

const asData = async (batch: unknown): Promise<ArrayData> => (batch instanceof ArrayData ? batch : toBatch(batch));

async function joinBatches(results: readonly unknown[]): Promise<unknown> {
  const lists = results.map((result) => tree.flatten<unknown>(result) as Tensor[]);
  const joined = lists[0]!.map((_, i) => joinRows(lists.map((list) => list[i]!)));
  return tree.packSequenceAs(results[0], await Promise.all(joined));
}
