/** Trains modules that are functions of their weights: all batches of an epoch are one compiled loop. */
import { join } from 'node:path';
import { jit, lax, ops, random, type Tensor, tree } from '@org/core';
import { bindOpenOptions } from '@org/core/python';
import { z } from 'zod';
import { configClass } from '../base/index.js';
import type { TrainingSource } from '../ml-model/index.js';
import { isCompat, validateConfigs } from '../utils/index.js';
import { CheckpointManager } from './ckpt-manager.js';
import { epochOrders } from './epoch-order.js';
import { Keys, splitInTwo } from './haiku.js';
import { Logger } from './logger.js';
import type { Params } from './network.js';

/** Settings of {@link trainModel}. */
export class TrainingConfigs extends configClass('TrainingConfigs', {
  nEpochs: z.int().positive().describe('How often all rows are seen.'),
  batchSize: z.int().positive().describe('How many rows make a step.'),
  monitorMetrics: z.string().nullable().default(null).describe('The metric whose best weights are kept as files.'),
  seed: z.int().default(42).describe('The seed of the order of rows and of dropout.'),
  logDir: z.string().default('log').describe('The folder of checkpoints.'),
  loggerName: z.string().default('debug').describe('The name of the logger.'),
  logOnStep: z.boolean().default(false).describe('Not used: metrics are told by epoch.'),
  maxNCheckpoints: z.int().positive().default(3).describe('How many checkpoints are kept.'),
}) {}

/** Rows with their labels, `[n, k]` and `[n, 1]`. */
export type Batch = readonly [xs: Tensor, ys: Tensor];

/** What is trained: weights, optimizers' states, and a step. All of it is recorded. */
export interface TrainingModule<OptState> {
  initLogger?(logger: Logger): void;
  initNetOpt(data: TrainingSource, key: Tensor): readonly [params: Params, optState: OptState];
  /** Logs by name, and what the step leads to. */
  trainingStep(
    params: Params,
    optState: OptState,
    rngKey: Tensor,
    batch: Batch,
  ): readonly [logs: Record<string, Tensor>, state: readonly [Params, OptState]];
  /** Losses of a batch by name. */
  validationStep(params: Params, rngKey: Tensor, batch: Batch): Record<string, Tensor>;
  /** The same training with few large tensors in place of trees of small ones, which take less time in a loop. */
  packed?(params: Params): PackedModule<OptState>;
}

/** How weights and states are packed for a loop, and a step of what is packed. */
export interface PackedModule<OptState> {
  pack(params: Params, optState: OptState): Tensor[];
  step(packed: readonly Tensor[], rngKey: Tensor, batch: Batch): Tensor[];
  unpack(packed: readonly Tensor[]): readonly [params: Params, optState: OptState];
}

export interface TrainModelOptions {
  /** Ends training between epochs. */
  signal?: AbortSignal;
  /** Told after each epoch, with the losses of the data for validation. */
  onEpoch?: (epoch: number, logs: Readonly<Record<string, number>>) => void;
}

/** What {@link trainModel} takes besides module and data. */
export type TrainModelKeywords = TrainModelOptions & {
  batchSize?: number;
  epochs?: number;
} & Partial<Omit<ConstructorParameters<typeof TrainingConfigs>[0], 'nEpochs' | 'batchSize'>>;

/**
 * Trains a module on the training part of a data module.
 *
 * @param args `batchSize` (128) and `epochs` (1), by position or by name, and other fields of {@link TrainingConfigs} by name
 * @returns its weights and the states of its optimizers
 * @example
 * import { legacy } from '@org/relax';
 * const module = new legacy.PredictiveTrainingModule({ sizes: [8], lr: 0.003 });
 * const trained = () => trainModel(module, dataModule, { epochs: 2 });
 */
export async function trainModel<OptState>(
  module: TrainingModule<OptState>,
  data: TrainingSource,
  ...args: readonly (number | TrainModelKeywords | undefined)[]
): Promise<readonly [params: Params, optState: OptState]> {
  const bound = bindOpenOptions<TrainModelKeywords>(TRAIN as never, [module, data, ...args]);
  const {
    module: _module,
    data: _data,
    batchSize = 128,
    epochs = 1,
    signal,
    onEpoch,
    ...fields
  } = bound as never as {
    module: unknown;
    data: unknown;
  } & TrainModelKeywords;
  const config = new TrainingConfigs({ ...fields, nEpochs: epochs, batchSize });
  const [params, optState] = module.initNetOpt(data, new Keys(random.PRNGKey(config.seed)).next());
  return trainModelWithStates(module, params, optState, data, config, { signal, onEpoch });
}

const TRAIN = { callee: 'trainModel', names: ['module', 'data', 'batchSize', 'epochs'], keywords: [], required: 2 };

/**
 * Goes on training a module from these weights and states.
 *
 * @param tConfigs how it is trained; with `monitorMetrics`, such as 'val/val_loss', the best weights are kept in `<logDir>/checkpoints`
 */
export async function trainModelWithStates<OptState>(
  module: TrainingModule<OptState>,
  startParams: Params,
  startState: OptState,
  data: TrainingSource,
  tConfigs: TrainingConfigs | ConstructorParameters<typeof TrainingConfigs>[0],
  { signal, onEpoch }: TrainModelOptions = {},
): Promise<readonly [params: Params, optState: OptState]> {
  const config = validateConfigs<TrainingConfigs>(tConfigs, TrainingConfigs);
  const { nEpochs, batchSize, seed, logDir, loggerName, logOnStep, monitorMetrics } = config;
  const logger = new Logger(logDir, loggerName, logOnStep);
  logger.saveHyperparams(config.dict());
  module.initLogger?.(logger);
  const manager =
    monitorMetrics === null
      ? null
      : new CheckpointManager(join(logDir, 'checkpoints'), `${monitorMetrics}_epoch`, config.maxNCheckpoints);
  const [xs, ys] = data.getItem('train') as [Tensor, Tensor];
  const labels = ops.reshape(ops.cast(ys, 'float32'), [-1, 1]) as Tensor;
  const packed = module.packed?.(startParams) ?? null;
  const step = (state: unknown, key: Tensor, batch: Batch): unknown =>
    packed
      ? packed.step(state as Tensor[], key, batch)
      : module.trainingStep(...(state as [Params, OptState]), key, batch)[1];
  // haiku's keys, one after the other: they are carried, so that what is drawn by them is drawn for all steps at once.
  const run = jit((rows: Tensor, targets: Tensor, order: Tensor, start: unknown) => {
    const body = ([key, state]: readonly [Tensor, unknown], indices: Tensor) => {
      const [next, own] = splitInTwo(key);
      return [[next, step(state, own, [ops.take(rows, indices, 0), ops.take(targets, indices, 0)])], null];
    };
    return lax.scan(body as never, start as never, order)[0] as never;
  });
  // The original's validation takes a key for each batch, and draws nothing.
  const validated = isCompat() ? Math.ceil((data.getItem('valid')[0] as Tensor).shape[0]! / batchSize) : 0;
  const skip = jit((from: Tensor) => ops.foriLoop(0, validated, (_, last) => splitInTwo(last)[0], from));
  const orders = epochOrders(seed, xs.shape[0]!, batchSize);
  let key: Tensor = random.PRNGKey(seed);
  let [params, optState] = [startParams, startState];
  for (let epoch = 0; epoch < nEpochs; epoch++) {
    signal?.throwIfAborted();
    let carry: readonly [Tensor, unknown] = [key, packed ? packed.pack(params, optState) : [params, optState]];
    for (const order of orders()) carry = run(xs, labels, order, carry as never);
    await (tree.flatten<Tensor>(carry as never)[0] as Tensor).data();
    const [last, state] = carry;
    [params, optState] = packed ? packed.unpack(state as Tensor[]) : (state as [Params, OptState]);
    key = skip(last);
    if (!onEpoch && !manager) continue;
    logger.onEpochStarted();
    logger.logDict(await logsOf(module, data, params, key));
    onEpoch?.(epoch, logger.getLastLogs() as Record<string, number>);
    await manager?.updateCheckpoints(params, optState, await logger.onEpochFinished(), epoch);
  }
  return [params, optState];
}

async function logsOf<OptState>(
  module: TrainingModule<OptState>,
  data: TrainingSource,
  params: Params,
  key: Tensor,
): Promise<Record<string, number>> {
  const [xs, ys] = data.getItem('valid') as [Tensor, Tensor];
  const logs = module.validationStep(params, key, [xs, ops.reshape(ops.cast(ys, 'float32'), [-1, 1]) as Tensor]);
  const entries = Object.entries(logs).map(async ([name, value]) => [name, (await value.item()) as number] as const);
  return Object.fromEntries(await Promise.all(entries));
}
