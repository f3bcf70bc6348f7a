import { evaluate, isTensor, type Tensor, tree, ValueError } from '@org/core';
import { ArrayData } from '../data/array-data.js';
import { batchesOf, isBatchSource, numBatchesOf, toBatch } from '../data/batches.js';
import { joinRows } from '../data/rows.js';
import { callbackList, verbosity } from './loop-callbacks.js';
import type { Trainer } from './trainer.js';
import type { PredictOptions } from './types.js';

/** The outputs for all batches, joined along the first axis. */
export async function runPredict(model: Trainer, options: PredictOptions): Promise<unknown> {
  const data = isBatchSource(options.x) ? null : await ArrayData.from(options.x);
  const batchSize = options.batchSize ?? 32;
  const steps = data
    ? Math.min(options.steps ?? Number.POSITIVE_INFINITY, Math.ceil(data.size / batchSize))
    : (options.steps ?? numBatchesOf(options.x));
  const verbose = verbosity(options.verbose);
  const callbacks = callbackList(options.callbacks, model, { verbose, epochs: 1, steps });
  await callbacks.onPredictBegin({});
  const results: unknown[] = [];
  const batches = data ? batchesOf(data, batchSize, steps!) : (options.x as AsyncIterable<unknown>);
  for await (const each of batches) {
    if (steps !== null && results.length >= steps) break;
    const batch = each instanceof ArrayData ? each : await toBatch(each);
    const step = results.length;
    if (step === 0) await model.prepare(batch);
    await callbacks.onPredictBatchBegin(step, {});
    const outputs = await model.runnerFor('predict').runOne(batch.columns);
    await evaluate(tree.flatten<unknown>(outputs).filter(isTensor));
    results.push(outputs);
    await callbacks.onPredictBatchEnd(step, { outputs });
  }
  if (results.length === 0) throw new ValueError('The data yields no batch.');
  await callbacks.onPredictEnd({});
  return joinBatches(results);
}

function joinBatches(results: readonly unknown[]): unknown {
  const lists = results.map((result) => tree.flatten<unknown>(result) as Tensor[]);
  return tree.packSequenceAs(
    results[0],
    lists[0]!.map((_, i) => joinRows(lists.map((list) => list[i]!))),
  );
}
