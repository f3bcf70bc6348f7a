import { evaluate, isTensor, type Tensor, tree } from '@org/core';
import { ArrayData } from '../data/array-data.js';
import { BatchStream } from '../data/batch-stream.js';
import { batchesOf, toBatch } from '../data/batches.js';
import { joinRows } from '../data/rows.js';
import { Reporter, stepsOfStream, verbosity } from './loop-callbacks.js';
import { batchSizeFor, closing, loopData, partsOf, waitOf, warnAboutEnd } from './loop-data.js';
import { limitedSteps } from './run-limits.js';
import type { Trainer } from './trainer.js';
import { prepare, runnerFor } from './trainer-state.js';
import type { PredictOptions } from './types.js';

/** The outputs for all batches, joined along the first axis. */
export async function runPredict(model: Trainer, options: PredictOptions): Promise<unknown> {
  const steps = limitedSteps(options.steps ?? null);
  const data = await loopData(model, { x: options.x });
  const { stream, available } =
    data instanceof ArrayData
      ? inBatches(model, data, batchSizeFor(data.size, options.batchSize, steps))
      : { stream: data, available: data.size };
  return closing(
    [stream],
    () => model.stopPredicting,
    async () => {
      await stream.beginOrThrow();
      await model[prepare](await asData(model, await stream.look()), 'predict');
      const params = { verbose: verbosity(options.verbose), epochs: 1, steps: steps ?? available };
      return predictBatches(model, stream, steps, new Reporter(options.callbacks, model, params));
    },
  );
}

/** Data in memory, batch by batch. */
const inBatches = (model: Trainer, data: ArrayData, batchSize: number) => ({
  stream: new BatchStream(() => batchesOf(data, batchSize), waitOf(model)),
  available: Math.ceil(data.size / batchSize),
});

async function predictBatches(
  model: Trainer,
  stream: BatchStream,
  steps: number | null,
  reporter: Reporter,
): Promise<unknown> {
  model.stopPredicting = false;
  await reporter.tell('onPredictBegin', {});
  const results: unknown[] = [];
  const size = stepsOfStream(model);
  const last = steps ?? Number.POSITIVE_INFINITY;
  let step = 0;
  while (step < last && !model.stopPredicting) {
    const batches = await stream.take(size);
    if (batches.length === 0) break;
    await reporter.tell('onPredictBatchBegin', step, {});
    const outputs: unknown[] = [];
    for (const batch of batches)
      outputs.push(await model[runnerFor]('predict').runOne((await asData(model, batch)).columns));
    await evaluate(tree.flatten<unknown>(outputs).filter(isTensor));
    results.push(...outputs);
    step += size;
    await reporter.tell('onPredictBatchEnd', step - 1, { outputs: await joinBatches(outputs) });
  }
  if (!model.stopPredicting) {
    if (steps !== null && step < steps) warnAboutEnd('steps');
    await stream.end();
  }
  await reporter.tell('onPredictEnd', {});
  return joinBatches(results);
}

const asData = async (model: Trainer, batch: unknown): Promise<ArrayData> =>
  batch instanceof ArrayData ? batch : toBatch(batch, partsOf(model, 'predict'));

async function joinBatches(results: readonly unknown[]): Promise<unknown> {
  const lists = results.map((result) => tree.flatten<unknown>(result) as Tensor[]);
  const joined = lists[0]!.map((_, i) => joinRows(lists.map((list) => list[i]!)));
  return tree.packSequenceAs(results[0], await Promise.all(joined));
}
