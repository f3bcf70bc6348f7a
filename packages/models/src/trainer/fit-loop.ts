import { type Tensor, tensor, ValueError } from '@org/core';
import type { Logs } from '../callbacks/callback.js';
import type { CallbackList } from '../callbacks/callback-list.js';
import type { History } from '../callbacks/history.js';
import { ArrayData } from '../data/array-data.js';
import {
  assertNoColumns,
  type BatchSource,
  isBatchSource,
  iterateEpoch,
  numBatchesOf,
  toBatch,
  unpackXYSampleWeight,
} from '../data/batches.js';
import { inOrder, permutation } from '../data/permutation.js';
import type { Samples, TrainingData } from '../data/training-data.js';
import { runEvaluate } from './evaluate-loop.js';
import { callbackList, stepsOfRun, verbosity } from './loop-callbacks.js';
import { limitedEpochs, limitedSteps } from './run-limits.js';
import { numericLogs } from './step-runner.js';
import type { Trainer } from './trainer.js';
import { prepare, runnerFor, trainingOf } from './trainer-state.js';
import type { FitOptions } from './types.js';

const DEFAULT_BATCH = 32;

/** The epochs of `fit`. */
export async function runFit(model: Trainer, options: FitOptions): Promise<History> {
  const epochs = limitedEpochs(options.epochs ?? 1);
  const verbose = verbosity(options.verbose);
  const source = await trainingSource({ ...options, stepsPerEpoch: limitedSteps(options.stepsPerEpoch ?? null) });
  const params = { verbose, epochs, steps: source.steps };
  const callbacks = callbackList(options.callbacks, model, params, { addHistory: true });
  model.stopTraining = false;
  trainingOf(model).initialEpoch = options.initialEpoch ?? 0;
  await source.prepare(model);
  let logs: Logs = {};
  try {
    await callbacks.onTrainBegin({});
    for (let epoch = trainingOf(model).initialEpoch; epoch < epochs && !model.stopTraining; epoch++) {
      model.resetMetrics();
      await callbacks.onEpochBegin(epoch, {});
      logs = await source.runEpoch(model, callbacks);
      if (source.validation && isValidationEpoch(epoch, options.validationFreq ?? 1)) {
        logs = { ...logs, ...(await validate(model, source.validation, options, callbacks)) };
      }
      await callbacks.onEpochEnd(epoch, logs);
    }
  } finally {
    if (model.optimizer?.built) model.optimizer.finalizeVariableValues(model.trainableVariables);
  }
  await callbacks.onTrainEnd(logs);
  return model.history!;
}

/** Data of one run of `fit`. */
interface TrainingSource {
  readonly steps: number | null;
  readonly validation: TrainingData | ArrayData | null;
  prepare(model: Trainer): Promise<void>;
  runEpoch(model: Trainer, callbacks: CallbackList): Promise<Logs>;
}

async function trainingSource(options: FitOptions): Promise<TrainingSource> {
  if (isBatchSource(options.x)) return streamedSource(options.x, options);
  let data = await ArrayData.from(options.x, options.y ?? null, options.sampleWeight ?? null);
  let validation: TrainingSource['validation'] = options.validationData ?? null;
  if (options.validationSplit && !validation) [data, validation] = data.split(options.validationSplit);
  if (options.classWeight) data = data.withClassWeight(options.classWeight);
  return residentSource(data, validation, options);
}

/** Arrays in memory: many steps a run. */
function residentSource(
  data: ArrayData,
  validation: TrainingSource['validation'],
  options: FitOptions,
): TrainingSource {
  const batchSize = Math.min(options.batchSize ?? DEFAULT_BATCH, data.size);
  if (!(batchSize > 0)) throw new ValueError('batchSize must be positive.', { received: String(options.batchSize) });
  const available = Math.ceil(data.size / batchSize);
  const full = Math.floor(data.size / batchSize);
  // With a given number of steps the next epoch goes on where the last one ended, until all samples were seen.
  let samples: Int32Array | null = null;
  let seen = 0;
  return {
    steps: options.stepsPerEpoch ?? available,
    validation,
    prepare: (model) => model[prepare](data),
    async runEpoch(model, callbacks) {
      const runner = model[runnerFor]('train');
      if (!samples || !options.stepsPerEpoch) {
        samples = await sampleOrder(data.size, options.shuffle ?? true);
        seen = 0;
      }
      const order = tensor(samples.subarray(0, full * batchSize), [full, batchSize]);
      const start = seen;
      const last = options.stepsPerEpoch ? Math.min(start + options.stepsPerEpoch, available) : available;
      let logs: Logs = {};
      while (seen < last) {
        const left = last - seen;
        const size = stepsOfRun(model, callbacks, 'train', { suggested: runner.suggestedSteps, left });
        const end = Math.min(seen + size, available);
        await callbacks.onTrainBatchBegin(seen - start, {});
        const count = Math.min(end, full) - seen;
        let results: unknown;
        if (count > 0) results = await runner.runMany(data.columns, order, seen, count);
        if (end > full) results = await runner.runMany(data.columns, rest(samples, full * batchSize), 0, 1);
        logs = await numericLogs(results);
        seen += size;
        await callbacks.onTrainBatchEnd(seen - start - 1, logs);
        if (model.stopTraining) break;
      }
      if (options.stepsPerEpoch && seen - start < options.stepsPerEpoch && !model.stopTraining) warnAboutEnd();
      if (seen >= available) samples = null;
      return logs;
    },
  };
}

const rest = (samples: Int32Array, start: number): Tensor =>
  tensor(samples.subarray(start), [1, samples.length - start]);

const warnAboutEnd = (): void =>
  console.warn('The data ended before the epoch: it holds fewer batches than stepsPerEpoch * epochs asks for.');

/** The samples in the order of one epoch. */
const sampleOrder = async (size: number, shuffle: boolean): Promise<Int32Array> =>
  shuffle ? permutation(size) : inOrder(size);

/** Batches that arrive one by one: one step a run. */
function streamedSource(source: BatchSource, options: FitOptions): TrainingSource {
  const { y, sampleWeight, validationSplit } = options;
  assertNoColumns({ y, sampleWeight, validationSplit });
  let iterator: AsyncIterator<unknown> | Iterator<unknown> | null = null;
  const iterate = () => iterateEpoch(source, options.shuffle ?? true);
  let waiting: IteratorResult<unknown> | null = null;
  const next = async (): Promise<IteratorResult<unknown>> => {
    const ready = waiting;
    waiting = null;
    return ready ?? (await iterator!.next());
  };
  const toData = async (value: unknown): Promise<ArrayData> => {
    const batch = await toBatch(value);
    return options.classWeight ? batch.withClassWeight(options.classWeight) : batch;
  };
  return {
    steps: options.stepsPerEpoch ?? numBatchesOf(source),
    validation: options.validationData ?? null,
    async prepare(model) {
      iterator = iterate();
      waiting = await iterator.next();
      if (waiting.done) throw new ValueError('The data yields no batch.');
      await model[prepare](await toData(waiting.value));
    },
    async runEpoch(model, callbacks) {
      iterator ??= iterate();
      const size = model.stepsPerExecution === 'auto' ? 1 : model.stepsPerExecution;
      let logs: Logs = {};
      let ended = false;
      for (let step = 0; !ended && step < (options.stepsPerEpoch ?? Number.POSITIVE_INFINITY); step += size) {
        const run: unknown[] = [];
        while (run.length < size && !ended) {
          const { value, done } = await next();
          if (done) ended = true;
          else run.push(value);
        }
        if (run.length === 0) break;
        await callbacks.onTrainBatchBegin(step, {});
        let results: unknown;
        for (const batch of run) results = await model[runnerFor]('train').runOne((await toData(batch)).columns);
        logs = await numericLogs(results);
        await callbacks.onTrainBatchEnd(step + size - 1, logs);
        if (model.stopTraining) break;
      }
      // With a given number of steps an endless source goes on in the next epoch; else the epoch was the whole source.
      if (ended && options.stepsPerEpoch) warnAboutEnd();
      if (ended || !options.stepsPerEpoch) iterator = null;
      return logs;
    },
  };
}

const isValidationEpoch = (epoch: number, freq: number | readonly number[]): boolean =>
  typeof freq === 'number' ? (epoch + 1) % freq === 0 : freq.includes(epoch + 1);

async function validate(
  model: Trainer,
  validation: NonNullable<TrainingSource['validation']>,
  options: FitOptions,
  callbacks: CallbackList,
): Promise<Logs> {
  const columns =
    validation instanceof ArrayData
      ? validation.columns
      : isBatchSource(validation)
        ? [validation]
        : unpackXYSampleWeight(validation);
  const [x, y, sampleWeight] = columns as readonly [TrainingData, Samples | null, Samples | null];
  const { validationBatchSize, batchSize, validationSteps } = options;
  const logs = await runEvaluate(model, {
    x,
    y,
    sampleWeight,
    batchSize: validationBatchSize ?? batchSize ?? null,
    steps: validationSteps ?? null,
    callbacks,
  });
  return Object.fromEntries(Object.entries(logs).map(([name, value]) => [`val_${name}`, value]));
}
