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
import { runEvaluate } from './evaluate-loop.js';
import { callbackList, verbosity } from './loop-callbacks.js';
import { numericLogs } from './step-runner.js';
import type { Trainer } from './trainer.js';
import type { FitOptions } from './types.js';

const DEFAULT_BATCH = 32;

/** The epochs of `fit`. */
export async function runFit(model: Trainer, options: FitOptions): Promise<History> {
  const { epochs = 1 } = options;
  const verbose = verbosity(options.verbose);
  const source = await trainingSource(options);
  const params = { verbose, epochs, steps: source.steps };
  const callbacks = callbackList(options.callbacks, model, params, { addHistory: true });
  model.stopTraining = false;
  model.initialEpoch = options.initialEpoch ?? 0;
  await source.prepare(model);
  let logs: Logs = {};
  try {
    await callbacks.onTrainBegin({});
    for (let epoch = model.initialEpoch; epoch < epochs && !model.stopTraining; epoch++) {
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
  readonly validation: readonly unknown[] | ArrayData | BatchSource | null;
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
  const steps = Math.min(options.stepsPerEpoch ?? available, available);
  return {
    steps,
    validation,
    prepare: (model) => model.prepare(data),
    async runEpoch(model, callbacks) {
      const runner = model.runnerFor('train');
      const samples = await sampleOrder(data.size, options.shuffle ?? true);
      const full = Math.min(steps, Math.floor(data.size / batchSize));
      const order = tensor(samples.subarray(0, full * batchSize), [full, batchSize]);
      let logs: Logs = {};
      for (let step = 0; step < steps; ) {
        const size = stepsOfRun(model, callbacks, runner.suggestedSteps);
        const count = step < full ? Math.min(size, full - step) : 1;
        await callbacks.onTrainBatchBegin(step, {});
        const results =
          step < full
            ? await runner.runMany(data.columns, order, step, count)
            : await runner.runMany(data.columns, rest(samples, full * batchSize), 0, 1);
        logs = await numericLogs(results);
        step += count;
        await callbacks.onTrainBatchEnd(step - 1, logs);
        if (model.stopTraining) break;
      }
      return logs;
    },
  };
}

const rest = (samples: Int32Array, start: number): Tensor =>
  tensor(samples.subarray(start), [1, samples.length - start]);

/** How many steps one run may take before callbacks are told. */
function stepsOfRun(model: Trainer, callbacks: CallbackList, suggested: number): number {
  if (model.stepsPerExecution !== 'auto') return model.stepsPerExecution;
  return callbacks.watchesBatches('train') ? 1 : suggested;
}

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
      await model.prepare(await toData(waiting.value));
    },
    async runEpoch(model, callbacks) {
      iterator ??= iterate();
      let logs: Logs = {};
      for (let step = 0; step < (options.stepsPerEpoch ?? Number.POSITIVE_INFINITY); step++) {
        const { value, done } = await next();
        if (done) break;
        await callbacks.onTrainBatchBegin(step, {});
        logs = await numericLogs(await model.runnerFor('train').runOne((await toData(value)).columns));
        await callbacks.onTrainBatchEnd(step, logs);
        if (model.stopTraining) break;
      }
      // With a given number of steps an endless source goes on in the next epoch; else the epoch was the whole source.
      if (!options.stepsPerEpoch) iterator = null;
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
  const [x, y, sampleWeight] = columns;
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
