import { type Tensor, tensor } from '@org/core';
import type { Logs } from '../callbacks/callback.js';
import type { ArrayData } from '../data/array-data.js';
import { inOrder, permutation } from '../data/permutation.js';
import type { Epochs } from './fit-loop.js';
import { batchSizeFor, warnAboutEnd } from './loop-data.js';
import { numericLogs } from './step-logs.js';
import type { Trainer } from './trainer.js';
import { prepare, runnerFor } from './trainer-state.js';
import type { FitOptions } from './types.js';

/** Epochs over arrays in memory: many steps a run. */
export function arrayEpochs(model: Trainer, data: ArrayData, options: FitOptions): Epochs {
  const { stepsPerEpoch = null, shuffle = true } = options;
  const batchSize = batchSizeFor(data.size, options.batchSize, stepsPerEpoch);
  const available = Math.ceil(data.size / batchSize);
  const full = Math.floor(data.size / batchSize);
  // With a given number of steps the next epoch goes on where the last one ended, until all samples were seen.
  let samples: Int32Array | null = null;
  let seen = 0;
  return {
    steps: stepsPerEpoch ?? available,
    prepare: () => model[prepare](data),
    begin: async () => true,
    async run(reporter) {
      const runner = model[runnerFor]('train');
      if (!samples || !stepsPerEpoch) {
        samples = await sampleOrder(data.size, batchSize, shuffle);
        seen = 0;
      }
      const order = tensor(samples.subarray(0, full * batchSize), [full, batchSize]);
      const start = seen;
      const last = stepsPerEpoch ? Math.min(start + stepsPerEpoch, available) : available;
      let logs: Logs = {};
      while (seen < last) {
        const size = reporter.stepsOfRun('train', { suggested: runner.suggestedSteps(seen), left: last - seen });
        const end = Math.min(seen + size, available);
        await reporter.tell('onTrainBatchBegin', seen - start, {});
        const count = Math.min(end, full) - seen;
        let results: unknown;
        if (count > 0) results = await runner.runMany(data.columns, order, seen, count);
        if (end > full) results = await runner.runMany(data.columns, rest(samples, full * batchSize), 0, 1);
        logs = await numericLogs(results);
        seen += size;
        await reporter.tell('onTrainBatchEnd', seen - start - 1, logs);
        if (model.stopTraining) break;
      }
      if (stepsPerEpoch && seen - start < stepsPerEpoch && !model.stopTraining) warnAboutEnd('stepsPerEpoch * epochs');
      if (seen >= available) samples = null;
      return logs;
    },
  };
}

const rest = (samples: Int32Array, start: number): Tensor =>
  tensor(samples.subarray(start), [1, samples.length - start]);

/** The samples in the order of one epoch; 'batch' shuffles within batches alone. */
async function sampleOrder(size: number, batchSize: number, shuffle: boolean | 'batch' | null): Promise<Int32Array> {
  if (shuffle === false) return inOrder(size);
  return permutation(size, { block: shuffle === 'batch' ? batchSize : size });
}
