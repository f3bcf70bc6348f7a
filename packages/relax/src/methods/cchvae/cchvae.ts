import { ops, random, type Tensor } from '@org/core';
import { z } from 'zod';
import { optimizerName } from '../../base/fields.js';
import { configClass } from '../../base/index.js';
import { validateConfigs } from '../../utils/index.js';
import { bindMethod } from '../base/arguments.js';
import { type Best, isFound, nothingFound } from '../base/best.js';
import { ParametricCFModule } from '../base/cf-module.js';
import { fastUniformRows, foldRows, normalRows, splitRows } from '../base/noise.js';
import type { Predictor } from '../base/predictor.js';
import type { Problem } from '../base/problem.js';
import type { Search } from '../base/search.js';
import { whereRows } from '../base/where-rows.js';
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

/** Steps after which fewer codes are looked at: what is found so far away is not near, however many there are. */
const NEAR = 10;
/** How many codes are looked at from then on, at least, and of how many it is one. */
const FEWEST = 10;

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
    const { maxSteps, nSearchSamples } = this.config;
    if (problem.isCompatible) return this.#original(problem);
    const near = this.#rings(problem, 0, Math.min(maxSteps, NEAR), nSearchSamples);
    if (maxSteps <= NEAR) return near;
    const few = Math.min(nSearchSamples, Math.max(FEWEST, Math.ceil(nSearchSamples / FEWEST)));
    // Where the wanted class is rare, few codes find nothing. A row of the data that is as wanted is nearer than what many find so far away.
    const rest = { ...this.#rings(problem, NEAR, maxSteps - NEAR, nSearchSamples), isLast: true } as Search;
    return { ...near, rest: { ...this.#rings(problem, NEAR, maxSteps - NEAR, few), rest } as Search };
  }

  /** The original looks at all samples of a step, and takes the columns of the first one. */
  #original(problem: Problem): Search<State> {
    const { chvae } = this;
    const { maxSteps, stepSize } = this.config;
    return {
      steps: maxSteps,
      start: (rows) => ({
        keys: splitRows(rows.rngKeys)[0]!,
        code: chvae.encode(rows.xs, false)[0],
        best: nothingFound(rows),
      }),
      step({ keys, code, best }, rows, step) {
        const [next, own] = splitRows(keys) as [Tensor, Tensor];
        const codes = around(own, code, step.cast('float32').mul(stepSize), stepSize, 1);
        const points = chvae.decode(ops.reshape(codes, [-1, code.shape[1]!]), false);
        return { keys: next, code, best: nearer(best, nearestReached(points, 1, rows, problem)) };
      },
      finish: ({ best }) => best.cfs,
    };
  }

  /** Looks at samples in each of some rings around a code, from the ring `from` on, until something is found. */
  #rings(problem: Problem, from: number, steps: number, samples: number): Search<State> {
    const { chvae } = this;
    const { stepSize } = this.config;
    const ring = ringOf(samples, chvae.sizes.at(-1)!, stepSize);
    return {
      steps,
      width: samples,
      start: (rows) => ({ keys: rows.rngKeys, code: chvae.encode(rows.xs, false)[0], best: nothingFound(rows) }),
      step({ keys, code, best }, rows, step) {
        const number = step.add(from);
        // Splitting keys as JAX does takes as many operations as all else.
        const codes = ring(foldRows(keys, number), code, number.cast('float32').mul(stepSize));
        const points = chvae.decode(ops.reshape(codes, [-1, code.shape[1]!]), false);
        return { keys, code, best: nearer(best, nearestReached(points, samples, rows, problem)) };
      },
      done: ({ best }) => isFound(best),
      finish: ({ best }) => best.cfs,
    };
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
    cfs: whereRows(isFirst, a.cfs, b.cfs),
    distance: ops.where(isFirst, a.distance, b.distance),
  };
};

/** The original's points around codes `[n, d]`: `[n, samples, d]`, at a distance of a normal number times the width, plus `low`. */
export function around(rngKeys: Tensor, codes: Tensor, low: Tensor, width: number, samples: number): Tensor {
  const [first, second] = splitRows(rngKeys) as [Tensor, Tensor];
  const d = codes.shape[1]!;
  const directions = normalRows(first, [samples, d]);
  const distance = normalRows(second, [samples, 1])
    .mul(width)
    .add(ops.reshape(low, [-1, 1, 1]));
  // A number of each point for all of its columns, by a product, which the runtime repeats numbers in much sooner than in other operations.
  const spread = (numbers: Tensor) => ops.reshape(numbers, [-1, 1]).matmul(ops.ones([1, d]));
  const unit = ops.reshape(directions, [-1, d]).div(spread(ops.sum(ops.abs(directions), -1)));
  return ops.reshape(ops.repeat(codes, samples, 0).add(unit.mul(spread(distance))), [-1, samples, d]);
}

/**
 * Points at a distance (L1) of `low` to `low + width` from codes `[n, d]`: `[n, samples, d]`. Directions are the same for all rows, but that
 * each of their axes is turned around by chance: to draw them for each row takes longer than to ask a predictor about them.
 */
export function ringOf(samples: number, d: number, width: number) {
  const directions = random.fastNormal(random.PRNGKey(0), [samples, d]);
  const unit = directions.div(ops.sum(ops.abs(directions), -1, true));
  const share = ops.expandDims(ops.arange(samples, { dtype: 'float32' }).mul(width / samples), -1);
  const ends = ops.stack([ops.reshape(unit, [-1]), ops.reshape(unit.mul(share), [-1])]);
  // Repeats of a row's numbers for all of its samples are products as well.
  const spread = ops.tile(ops.eye(d), [1, samples]);
  return (rngKeys: Tensor, codes: Tensor, low: Tensor): Tensor => {
    const drawn = fastUniformRows(rngKeys, [d + 1]);
    const signs = ops.where((drawn.at(':', `:${d}`) as Tensor).less(0.5), -1, 1).cast('float32');
    const nearest = (drawn.at(':', `${d}:`) as Tensor).mul(width / samples).add(ops.expandDims(low, -1));
    const apart = ops.concatenate([nearest, ops.onesLike(nearest)], -1).matmul(ends);
    const points = codes.matmul(spread).add(signs.matmul(spread).mul(apart));
    return ops.reshape(points, [-1, samples, d]);
  };
}
