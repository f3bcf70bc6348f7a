import type { Logs } from '../callbacks/callback.js';
import type { ArrayData } from '../data/array-data.js';
import type { BatchStream } from '../data/batch-stream.js';
import { toBatch } from '../data/batches.js';
import type { Epochs } from './fit-loop.js';
import { stepsOfStream } from './loop-callbacks.js';
import { partsOf, warnAboutEnd } from './loop-data.js';
import { numericLogs } from './step-logs.js';
import type { Trainer } from './trainer.js';
import { prepare, runnerFor } from './trainer-state.js';
import type { FitOptions } from './types.js';

/** Epochs over batches that arrive one by one: one step a run. */
export function streamEpochs(model: Trainer, stream: BatchStream, options: FitOptions): Epochs {
  const { stepsPerEpoch = null, classWeight } = options;
  const toData = async (value: unknown): Promise<ArrayData> => {
    const batch = await toBatch(value, partsOf(model));
    return classWeight ? batch.withClassWeight(classWeight) : batch;
  };
  return {
    steps: stepsPerEpoch ?? stream.size,
    async prepare() {
      await stream.beginOrThrow();
      await model[prepare](await toData(await stream.look()));
    },
    restart: () => stream.restart(),
    // With a given number of steps the next epoch goes on where the last one ended.
    begin: () => stream.begin(!stepsPerEpoch),
    async run(reporter) {
      const size = stepsOfStream(model);
      const last = stepsPerEpoch ?? Number.POSITIVE_INFINITY;
      let logs: Logs = {};
      let step = 0;
      while (step < last) {
        const batches = await stream.take(size);
        if (batches.length === 0) break;
        await reporter.tell('onTrainBatchBegin', step, {});
        let results: unknown;
        for (const batch of batches) results = await model[runnerFor]('train').runOne((await toData(batch)).columns);
        logs = await numericLogs(results);
        step += size;
        await reporter.tell('onTrainBatchEnd', step - 1, logs);
        if (model.stopTraining) return logs;
      }
      if (stepsPerEpoch && step < stepsPerEpoch) warnAboutEnd('stepsPerEpoch * epochs');
      await stream.end();
      return logs;
    },
  };
}
