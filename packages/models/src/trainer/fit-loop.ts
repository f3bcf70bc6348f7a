import { ValueError } from '@org/core';
import type { Logs } from '../callbacks/callback.js';
import type { History } from '../callbacks/history.js';
import { ArrayData } from '../data/array-data.js';
import { BatchStream, isBatchSource } from '../data/batch-stream.js';
import { unpackXYSampleWeight } from '../data/batches.js';
import { evaluateOn } from './evaluate-loop.js';
import { arrayEpochs } from './fit-arrays.js';
import { streamEpochs } from './fit-stream.js';
import { Reporter, verbosity } from './loop-callbacks.js';
import { closing, type LoopData, loopData } from './loop-data.js';
import { counting } from './model-turn.js';
import { limitedEpochs, limitedSteps } from './run-limits.js';
import type { Trainer } from './trainer.js';
import { trainingOf } from './trainer-state.js';
import type { FitOptions } from './types.js';

/** The training part of epochs. */
export interface Epochs {
  /** Steps of an epoch; null if the data does not tell. */
  readonly steps: number | null;
  /** Makes all weights. */
  prepare(): Promise<void>;
  /** Whether there is data for another epoch. */
  begin(): Promise<boolean>;
  /** Forgets what was looked at: random numbers are those of an earlier run from here on. */
  restart(): Promise<void>;
  /** The steps of one epoch; the logs of the last one. */
  run(reporter: Reporter): Promise<Logs>;
}

/** The epochs of `fit`. */
export async function runFit(model: Trainer, given: FitOptions): Promise<History> {
  // Before anything is waited for: who asks for a stop meanwhile means this training.
  model.stopTraining = false;
  const options = { ...given, stepsPerEpoch: limitedSteps(given.stepsPerEpoch ?? null) };
  const epochs = limitedEpochs(options.epochs ?? 1);
  const { training, validation } = await dataOf(model, options);
  const source =
    training instanceof ArrayData ? arrayEpochs(model, training, options) : streamEpochs(model, training, options);
  const params = { verbose: verbosity(options.verbose), epochs, steps: source.steps };
  const reporter = new Reporter(options.callbacks, model, params, { addHistory: true });
  const record = trainingOf(model);
  record.initialEpoch = options.initialEpoch ?? 0;
  record.position = record.resumedMetrics = null;
  record.isResumed = false;
  const hasStopped = () => model.stopTraining;
  const logs = await closing([training, validation], hasStopped, async () => {
    let latest: Logs = {};
    await source.prepare();
    try {
      await reporter.tell('onTrainBegin', {});
      if (record.isResumed) await source.restart();
      for (let epoch = record.initialEpoch; epoch < epochs; epoch++) {
        if (!(await source.begin())) {
          warnAboutUsedUp('training', `and training ends before epoch ${epoch + 1} of ${epochs}`);
          break;
        }
        latest = await counting(model, async () => {
          model.resetMetrics();
          await reporter.tell('onEpochBegin', epoch, {});
          return source.run(reporter);
        });
        if (validation && isValidationEpoch(epoch, options.validationFreq ?? 1)) {
          latest = { ...latest, ...(await validate(model, validation, options, reporter)) };
        }
        await reporter.tell('onEpochEnd', epoch, latest);
        // As Keras, which asks after a step and after an epoch: who stops before the first one has one step, and its validation.
        if (hasStopped()) break;
      }
    } finally {
      if (model.optimizer?.built) model.optimizer.finalizeVariableValues(model.trainableVariables);
    }
    return latest;
  });
  await reporter.tell('onTrainEnd', logs);
  // Callbacks may have trained the model as well.
  return reporter.history ?? model.history!;
}

async function dataOf(
  model: Trainer,
  options: FitOptions,
): Promise<{ training: LoopData; validation: LoopData | null }> {
  const { x, validationSplit, validationData = null, classWeight } = options;
  if (validationSplit && validationData === null && isBatchSource(x)) {
    throw new ValueError('validationSplit is for arrays and tensors.', {
      received: 'x that yields batches',
      hint: 'pass validationData, a data set of its own.',
    });
  }
  const data = await loopData(model, options, options.shuffle !== false);
  if (data instanceof BatchStream) return { training: data, validation: await validationOf(model, validationData) };
  const [training, heldOut] = validationSplit && validationData === null ? data.split(validationSplit) : [data, null];
  return {
    training: classWeight ? training.withClassWeight(classWeight) : training,
    validation: heldOut ?? (await validationOf(model, validationData)),
  };
}

async function validationOf(model: Trainer, given: unknown): Promise<LoopData | null> {
  if (given === null) return null;
  if (isBatchSource(given)) return loopData(model, { x: given });
  const [x, y, sampleWeight] = unpackXYSampleWeight(given);
  return loopData(model, { x, y, sampleWeight });
}

const isValidationEpoch = (epoch: number, freq: number | readonly number[]): boolean =>
  typeof freq === 'number' ? (epoch + 1) % freq === 0 : freq.includes(epoch + 1);

async function validate(model: Trainer, data: LoopData, options: FitOptions, reporter: Reporter): Promise<Logs> {
  const { validationBatchSize, batchSize, validationSteps } = options;
  // An iterator goes on where the last validation ended.
  if (data instanceof BatchStream && !(await data.begin(true))) {
    warnAboutUsedUp('validation', 'so that this epoch has none');
    return {};
  }
  const logs = await evaluateOn(model, data, {
    batchSize: validationBatchSize ?? batchSize ?? null,
    steps: limitedSteps(validationSteps ?? null),
    reporter: () => reporter,
  });
  return Object.fromEntries(Object.entries(logs).map(([name, value]) => [`val_${name}`, value]));
}

const warnAboutUsedUp = (what: string, when: string): void =>
  console.warn(
    `Your input ran out of data: the iterator of the ${what} data is used up, ${when}. ` +
      'Pass the generator function itself, or another data set that can begin anew, or set the number of steps.',
  );
