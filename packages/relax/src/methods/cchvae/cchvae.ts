import { ops, type Tensor } from '@org/core';
import { z } from 'zod';
import { optimizerName } from '../../base/fields.js';
import { configClass } from '../../base/index.js';
import { validateConfigs } from '../../utils/index.js';
import { bindMethod } from '../base/arguments.js';
import { type Best, isFound, nothingFound } from '../base/best.js';
import { ParametricCFModule } from '../base/cf-module.js';
import { fastNormalRows, fastUniformRows, foldRows, normalRows, splitRows } from '../base/noise.js';
import type { Predictor } from '../base/predictor.js';
import type { Problem } from '../base/problem.js';
import type { Search } from '../base/search.js';
import {
  assertTrained,
  fitNetwork,
  loadNetwork,
  nearestReached,
  saveNetwork,
  type TrainArguments,
  type TrainingData,
} from '../latent/index.js';
import { CHVAE } from './chvae.js';
import { CCHVAE_PARAMETERS, type CCHVAEArguments } from './signatures.js';

/** Settings of {@link CCHVAE}. */
export class CCHVAEConfig extends configClass('CCHVAEConfig', {
  vaeLayers: z
    .array(z.int().positive())
    .min(2)
    .default([20, 16, 14, 12])
    .describe("Sizes of the encoder's blocks, those of the decoder in reverse; the last one is that of the code."),
  optName: optimizerName().default('adam').describe('The optimizer of the training.'),
  vaeLr: z.number().positive().default(0.001).describe('The learning rate of the training.'),
  maxSteps: z.int().positive().default(100).describe('How many steps the search makes at most.'),
  nSearchSamples: z.int().positive().default(100).describe('How many codes are looked at in each step.'),
  stepSize: z.number().positive().default(0.1).describe('How much further away codes are in each step.'),
}) {}

export interface CCHVAEOptions {
  /** The settings, or an object of them. */
  config?: CCHVAEConfig | ConstructorParameters<typeof CCHVAEConfig>[0] | null;
  /** An autoencoder to use in place of a new one. */
  chvae?: CHVAE | null;
  /** The name in tables. */
  name?: string | null;
}

/**
 * C-CHVAE (Pawelczyk et al., arXiv:1910.09398): looks around the code of a row in a variational autoencoder, further away in each step,
 * for codes of what is predicted as wanted.
 *
 * @example
 * const method = new CCHVAE({ nSearchSamples: 50 });
 * await method.train(dataModule, predFn, { epochs: 5 });
 */
export class CCHVAE extends ParametricCFModule<CCHVAEConfig> {
  /** The autoencoder. */
  chvae: CHVAE;

  constructor(...args: CCHVAEArguments) {
    const { config, chvae = null, name = 'cchvae' } = bindMethod(CCHVAE_PARAMETERS, args);
    super(validateConfigs<CCHVAEConfig>(config ?? {}, CCHVAEConfig), { name });
    this.chvae = chvae ?? new CHVAE(this.config.vaeLayers);
    this.isTrained = chvae?.built ?? false;
  }

  /** Trains the autoencoder on the training part of a data module, or on rows. */
  override async train(data: TrainingData, _predFn?: Predictor | null, ...args: TrainArguments): Promise<this> {
    const { optName, vaeLr } = this.config;
    await fitNetwork(this.chvae, data, { optName, lr: vaeLr }, args);
    this.isTrained = true;
    return this;
  }

  override search(problem: Problem): Search<State> {
    assertTrained(this, this.chvae);
    const { maxSteps, stepSize, nSearchSamples } = this.config;
    const { chvae } = this;
    // The original looks at all samples of a step, and takes the columns of the first one.
    const samples = problem.isCompatible ? 1 : nSearchSamples;
    const search: Search<State> = {
      steps: maxSteps,
      width: samples,
      start: (rows) => ({
        keys: problem.isCompatible ? splitRows(rows.rngKeys)[0]! : rows.rngKeys,
        code: chvae.encode(rows.xs, false)[0],
        best: nothingFound(rows),
      }),
      step({ keys, code, best }, rows, step) {
        // Splitting keys as JAX does takes as many operations as all else.
        const [next, own] = problem.isCompatible
          ? (splitRows(keys) as [Tensor, Tensor])
          : ([keys, foldRows(keys, step)] as const);
        const low = step.cast('float32').mul(stepSize);
        const codes = around(own, code, low, stepSize, samples, problem.isCompatible);
        const points = chvae.decode(ops.reshape(codes, [-1, code.shape[1]!]), false);
        const found: Best = nearestReached(points, samples, rows, problem);
        return { keys: next, code, best: nearer(best, found) };
      },
      finish: ({ best }) => best.cfs,
    };
    return problem.isCompatible ? search : { ...search, done: ({ best }) => isFound(best) };
  }

  /** Writes `config.json` and the autoencoder to a folder. */
  override save(path: string): Promise<void> {
    return saveNetwork(path, this.config, this.chvae);
  }

  /** Reads what `save` wrote. */
  static override async loadFromPath(path: string): Promise<CCHVAE> {
    const { config, network } = await loadNetwork(path, CCHVAEConfig, { CHVAE });
    const method = new CCHVAE(config, { chvae: network });
    method.isTrained = true;
    return method;
  }
}

interface State {
  readonly keys: Tensor;
  readonly code: Tensor;
  readonly best: Best;
}

/** The nearer one for each row. */
const nearer = (a: Best, b: Best): Best => {
  const isFirst = a.distance.lessEqual(b.distance);
  return {
    cfs: ops.where(ops.expandDims(isFirst, -1), a.cfs, b.cfs),
    distance: ops.where(isFirst, a.distance, b.distance),
  };
};

/**
 * Points at a distance (L1) of `low` to `low + width` from codes `[n, d]`: `[n, samples, d]`. The original draws the distance as a normal
 * number times the width, plus `low`, of either sign.
 */
export function around(
  rngKeys: Tensor,
  codes: Tensor,
  low: Tensor,
  width: number,
  samples: number,
  isCompatible: boolean,
): Tensor {
  const [first, second] = isCompatible ? (splitRows(rngKeys) as [Tensor, Tensor]) : [rngKeys, ops.flip(rngKeys, -1)];
  const directions = (isCompatible ? normalRows : fastNormalRows)(first, [samples, codes.shape[1]!]);
  const distance = (isCompatible ? normalRows : fastUniformRows)(second, [samples, 1])
    .mul(width)
    .add(ops.reshape(low, [-1, 1, 1]));
  const d = codes.shape[1]!;
  // A number of each point for all of its columns, by a product, which the runtime repeats numbers in much sooner than in other operations.
  const spread = (numbers: Tensor) => ops.reshape(numbers, [-1, 1]).matmul(ops.ones([1, d]));
  const flat = ops.reshape(directions, [-1, d]);
  const unit = flat.div(spread(ops.sum(ops.abs(directions), -1)));
  return ops.reshape(ops.repeat(codes, samples, 0).add(unit.mul(spread(distance))), [-1, samples, d]);
}
