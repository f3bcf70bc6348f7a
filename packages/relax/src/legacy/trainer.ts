/** Trains modules that are functions of their weights: all batches of an epoch are one compiled loop. */
import { join } from 'node:path';
import { jit, ops, random, type Tensor, tensor, tree } from '@org/core';
import { bindOpenOptions } from '@org/core/python';
import { z } from 'zod';
import { configClass } from '../base/index.js';
import type { TrainingSource } from '../ml-model/index.js';
import { validateConfigs } from '../utils/index.js';
import { CheckpointManager } from './ckpt-manager.js';
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
  const [params, optState] = module.initNetOpt(data, random.PRNGKey(config.seed));
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
  const count = xs.shape[0]!;
  const size = Math.min(batchSize, count);
  const steps = Math.ceil(count / size);
  const packed = module.packed?.(startParams) ?? null;
  const run = jit((rows: Tensor, targets: Tensor, order: Tensor, keys: Tensor, state: unknown) =>
    ops.foriLoop(
      0,
      steps,
      (i, carry) => {
        const indices = order.at(i) as Tensor;
        const batch = [ops.take(rows, indices, 0), ops.take(targets, indices, 0)] as const;
        const own = keys.at(i) as Tensor;
        if (packed) return packed.step(carry as unknown as Tensor[], own, batch) as never;
        const [before, optState] = carry as unknown as [Params, OptState];
        return module.trainingStep(before, optState, own, batch)[1] as never;
      },
      state as never,
    ),
  );
  let key: Tensor = random.PRNGKey(seed);
  let [params, optState] = [startParams, startState];
  for (let epoch = 0; epoch < nEpochs; epoch++) {
    signal?.throwIfAborted();
    const keys = random.split(key, 3) as Tensor;
    key = keys.at(0) as Tensor;
    const order = (await (random.permutation(keys.at(1) as Tensor, count) as Tensor).data()) as Int32Array;
    // The last batch begins again with the first rows of the order.
    const batches = tensor(
      Int32Array.from({ length: steps * size }, (_, i) => order[i % count]!),
      [steps, size],
    );
    const ofSteps = random.split(keys.at(2) as Tensor, steps) as Tensor;
    const state = packed ? packed.pack(params, optState) : [params, optState];
    const result = run(xs, labels, batches, ofSteps, state as never) as never;
    await (tree.flatten<Tensor>(result)[0] as Tensor).data();
    [params, optState] = packed ? packed.unpack(result) : (result as [Params, OptState]);
    if (!onEpoch && !manager) continue;
    logger.onEpochStarted();
    logger.logDict(await logsOf(module, data, params, keys.at(2) as Tensor));
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
