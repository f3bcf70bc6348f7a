import type { ArrayData } from '../data/array-data.js';
import type { BatchStream } from '../data/batch-stream.js';
import { toBatch } from '../data/batches.js';
import type { Epochs } from './fit-loop.js';
import { lacksParts, partsOf, warnAboutEnd } from './loop-data.js';
import { StreamSteps } from './stream-steps.js';
import type { Trainer } from './trainer.js';
import { prepare } from './trainer-state.js';
import type { FitOptions } from './types.js';

/** Epochs over batches that arrive one by one. */
export function streamEpochs(model: Trainer, stream: BatchStream, options: FitOptions): Epochs {
  const { stepsPerEpoch = null, classWeight } = options;
  const toData = async (value: unknown): Promise<ArrayData> => {
    const batch = await toBatch(value, partsOf(model, 'train'));
    return classWeight ? batch.withClassWeight(classWeight) : batch;
  };
  const steps = new StreamSteps(model, stream, 'train', toData);
  return {
    steps: stepsPerEpoch ?? stream.size,
    async prepare() {
      // As in a fit over arrays.
      if (lacksParts(model)) stream.skipOrder();
      await stream.beginOrThrow();
      await model[prepare](await toData(await stream.look()), 'train');
    },
    restart: () => stream.restart(),
    // With a given number of steps the next epoch goes on where the last one ended.
    begin: () => stream.begin(!stepsPerEpoch),
    async run(reporter) {
      const { logs, taken } = await steps.run(reporter, stepsPerEpoch);
      if (model.stopTraining) return logs;
      if (stepsPerEpoch && taken < stepsPerEpoch) warnAboutEnd('stepsPerEpoch * epochs');
      await stream.end();
      return logs;
    },
  };
}
