import { type Tensor, tensor } from '@org/core';
import { randomState } from '@org/core/internal';
import type { Logs } from '../callbacks/callback.js';
import type { ArrayData } from '../data/array-data.js';
import { inOrder, permutation } from '../data/permutation.js';
import { countedBy } from '../metrics/metric.js';
import type { Epochs } from './fit-loop.js';
import { batchSizeFor, lacksParts, warnAboutEnd } from './loop-data.js';
import { numericLogs } from './step-logs.js';
import type { Trainer } from './trainer.js';
import { prepare, runnerFor, trainingOf } from './trainer-state.js';
import type { FitOptions } from './types.js';

/** Epochs over arrays in memory: many steps a run. */
export function arrayEpochs(model: Trainer, data: ArrayData, options: FitOptions): Epochs {
  const { stepsPerEpoch = null, shuffle = true } = options;
  const batchSize = batchSizeFor(data.size, options.batchSize, stepsPerEpoch);
  const available = Math.ceil(data.size / batchSize);
  const full = Math.floor(data.size / batchSize);
  const record = trainingOf(model);
  let samples: Int32Array | null = null;
  /** What their order was drawn from. */
  let orders: Uint32Array | null = null;
  const block = shuffle === 'batch' ? batchSize : data.size;
  return {
    steps: stepsPerEpoch ?? available,
    async prepare() {
      // Keras on JAX looks at a batch of an order of its own where something is still to be built.
      if (shuffle !== false && lacksParts(model)) permutation(Math.min(block, data.size));
      await model[prepare](data, 'train');
    },
    begin: async () => true,
    restart: async () => {},
    async run(reporter) {
      const runner = model[runnerFor]('train');
      // With a given number of steps an epoch goes on where the last one ended, until all samples were seen.
      const from = record.position ?? { orders: randomState().orders, start: 0, seen: 0 };
      if (!samples || orders !== from.orders)
        samples = shuffle === false ? inOrder(data.size) : permutation(data.size, block);
      ({ orders } = from);
      const order = tensor(samples.subarray(0, full * batchSize), [full, batchSize]);
      const { start } = from;
      let { seen } = from;
      const last = stepsPerEpoch ? Math.min(start + stepsPerEpoch, available) : available;
      const runNone = () => runner.runMany(data.columns, order, 1, 0);
      if (record.resumedMetrics) {
        // Metrics are made when steps are first traced.
        await runNone();
        const variables = countedBy(model.metrics);
        for (const [i, value] of record.resumedMetrics.entries()) variables[i]?.assign(value);
        record.resumedMetrics = null;
      }
      // Of an epoch that was interrupted at its end, the logs are left.
      let logs: Logs = seen < last ? {} : await numericLogs(await runNone());
      while (seen < last) {
        const suggested = model.stopTraining ? 1 : runner.suggestedSteps(seen);
        const size = reporter.stepsOfRun('train', { suggested, left: last - seen });
        const end = Math.min(seen + size, available);
        await reporter.tell('onTrainBatchBegin', seen - start, {});
        const count = Math.min(end, full) - seen;
        let results: unknown;
        if (count > 0) results = await runner.runMany(data.columns, order, seen, count);
        if (end > full) results = await runner.runMany(data.columns, rest(samples, full * batchSize), 0, 1);
        logs = await numericLogs(results);
        seen += size;
        record.position = { orders, start, seen };
        await reporter.tell('onTrainBatchEnd', seen - start - 1, logs);
        if (model.stopTraining) break;
      }
      if (stepsPerEpoch && seen - start < stepsPerEpoch && !model.stopTraining) warnAboutEnd('stepsPerEpoch * epochs');
      record.position = stepsPerEpoch && seen < available ? { orders, start: seen, seen } : null;
      return logs;
    },
  };
}

const rest = (samples: Int32Array, start: number): Tensor =>
  tensor(samples.subarray(start), [1, samples.length - start]);
