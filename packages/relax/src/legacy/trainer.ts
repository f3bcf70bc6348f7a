/** Trains modules that are functions of their weights: all batches of an epoch are one compiled loop. */
import { jit, ops, random, type Tensor, tensor } from '@org/core';
import { z } from 'zod';
import { configClass } from '../base/index.js';
import type { TrainingSource } from '../ml-model/index.js';
import { getConfig } from '../utils/index.js';
import type { Params } from './network.js';

/** Settings of {@link trainModel}. */
export class TrainingConfigs extends configClass('TrainingConfigs', {
  nEpochs: z.int().positive().describe('How often all rows are seen.'),
  batchSize: z.int().positive().describe('How many rows make a step.'),
  monitorMetrics: z.string().nullable().default(null).describe('The metric whose best weights are kept.'),
  seed: z.int().default(42).describe('The seed of the order of rows and of dropout.'),
  logDir: z.string().default('log').describe('Not used: nothing is written.'),
  loggerName: z.string().default('debug').describe('Not used: nothing is written.'),
  logOnStep: z.boolean().default(false).describe('Not used: metrics are told by epoch.'),
  maxNCheckpoints: z.int().positive().default(3).describe('Not used: nothing is written.'),
}) {}

/** What is trained: weights, optimizers' states, and a step. All of it is recorded. */
export interface TrainingModule<OptState> {
  initNetOpt(data: TrainingSource, key: Tensor): readonly [params: Params, optState: OptState];
  trainingStep(
    params: Params,
    optState: OptState,
    rngKey: Tensor,
    batch: readonly [Tensor, Tensor],
  ): readonly [Params, OptState];
  /** Losses of a batch by name. */
  validationStep(params: Params, rngKey: Tensor, batch: readonly [Tensor, Tensor]): Record<string, Tensor>;
}

export interface TrainModelOptions {
  /** Ends training between epochs. */
  signal?: AbortSignal;
  /** Told after each epoch, with the losses of the data for validation. */
  onEpoch?: (epoch: number, logs: Readonly<Record<string, number>>) => void;
}

/**
 * Trains a module on the training part of a data module.
 *
 * @returns its weights and the states of its optimizers
 */
export async function trainModel<OptState>(
  module: TrainingModule<OptState>,
  data: TrainingSource,
  config: TrainingConfigs,
  { signal, onEpoch }: TrainModelOptions = {},
): Promise<readonly [params: Params, optState: OptState]> {
  const { nEpochs, batchSize, seed } = config;
  const [xs, ys] = data.getItem('train') as [Tensor, Tensor];
  const labels = ops.reshape(ops.cast(ys, 'float32'), [-1, 1]) as Tensor;
  const count = xs.shape[0]!;
  const size = Math.min(batchSize, count);
  const steps = Math.ceil(count / size);
  const run = jit((rows: Tensor, targets: Tensor, order: Tensor, key: Tensor, params: Params, state: OptState) =>
    ops.foriLoop(
      0,
      steps,
      (i, carry) => {
        const [before, optState] = carry as unknown as [Params, OptState];
        const indices = order.at(i) as Tensor;
        const batch = [ops.take(rows, indices, 0), ops.take(targets, indices, 0)] as const;
        return module.trainingStep(before, optState, random.foldIn(key, i) as Tensor, batch);
      },
      [params, state] as never,
    ),
  );
  let key: Tensor = random.PRNGKey(seed ?? getConfig().globalSeed);
  let [params, optState] = module.initNetOpt(data, key);
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
    const result = run(xs, labels, batches, keys.at(2) as Tensor, params, optState as never) as unknown as [
      Params,
      OptState,
    ];
    [params, optState] = result;
    await params[Object.keys(params)[0]!]!.w.data();
    if (onEpoch) onEpoch(epoch, await logsOf(module, data, params, keys.at(2) as Tensor));
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
