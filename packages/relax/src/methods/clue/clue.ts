import { grad, ops, type Tensor } from '@org/core';
import { z } from 'zod';
import { configClass } from '../../base/index.js';
import { isCompat, validateConfigs } from '../../utils/index.js';
import { bindMethod } from '../base/arguments.js';
import { type Best, better, isFound, nothingFound } from '../base/best.js';
import { ParametricCFModule } from '../base/cf-module.js';
import { adam } from '../base/descent.js';
import { normalRows, splitRows } from '../base/noise.js';
import type { Predictor } from '../base/predictor.js';
import type { Problem } from '../base/problem.js';
import type { Search } from '../base/search.js';
import {
  assertTrained,
  fitNetwork,
  loadNetwork,
  saveNetwork,
  type TrainArguments,
  type TrainingData,
} from '../latent/index.js';
import { type FeatureSource, getReconstructionLossFn } from './reconstruction-loss.js';
import { CLUE_PARAMETERS, type CLUEArguments } from './signatures.js';
import { deviationOf, VAEGaussCat } from './vae-gauss-cat.js';

const sizes = (values: number[]) => z.array(z.int().positive()).default(values);

/** Settings of {@link CLUE}. */
export class CLUEConfig extends configClass('CLUEConfig', {
  encSizes: sizes([20, 16, 14, 12]).describe(
    "Sizes of the encoder's blocks; half of the last one is that of the code.",
  ),
  decSizes: sizes([12, 14, 16, 20]).describe("Sizes of the decoder's blocks."),
  dropoutRate: z.number().min(0).lt(1).default(0.1).describe('The share of outputs that training sets to zero.'),
  encodedSize: z.int().positive().default(5).describe('Not used; kept for files of the original.'),
  lr: z.number().positive().default(0.001).describe('The learning rate of the training.'),
  maxSteps: z.int().positive().default(500).describe('How many steps the search makes at most.'),
  stepSize: z.number().positive().default(0.01).describe('The learning rate of the search.'),
  vaeNEpochs: z.int().positive().default(10).describe('Not used; kept for files of the original.'),
  vaeBatchSize: z.int().positive().default(128).describe('Not used; kept for files of the original.'),
  seed: z.int().nonnegative().default(0).describe('Not used; kept for files of the original.'),
}) {}

export interface CLUEOptions {
  /** The settings, or an object of them. */
  config?: CLUEConfig | ConstructorParameters<typeof CLUEConfig>[0] | null;
  /** An autoencoder to use in place of a new one. */
  vae?: VAEGaussCat | null;
  /** The name in tables. */
  name?: string | null;
}

/** The weights of the losses of the search. */
const DISTANCE = 0.1;
const PREDICTION = 1;
/** A row is through once its loss has not fallen by this share within so many steps: it lies where no further step helps. */
const [LEAST, PATIENCE] = [1e-3, 50];

/**
 * CLUE (Antorán et al., arXiv:2006.06848): the code of a row in a variational autoencoder moves until what it stands for is predicted as
 * wanted, so that counterfactuals look like the data.
 *
 * @example
 * const method = new CLUE({ maxSteps: 200 });
 * await method.train(dataModule, predFn, { epochs: 5 });
 */
export class CLUE extends ParametricCFModule<CLUEConfig> {
  /** The autoencoder. */
  vae: VAEGaussCat;

  constructor(...args: CLUEArguments) {
    const { config, vae = null, name = 'CLUE' } = bindMethod(CLUE_PARAMETERS, args);
    super(validateConfigs<CLUEConfig>(config ?? {}, CLUEConfig), { name });
    const { encSizes, decSizes, dropoutRate } = this.config;
    this.vae = vae ?? new VAEGaussCat(encSizes, decSizes, dropoutRate);
    this.isTrained = vae?.built ?? false;
  }

  /** Trains the autoencoder on the training part of a data module, or on rows. */
  override async train(data: TrainingData, _predFn?: Predictor | null, ...args: TrainArguments): Promise<this> {
    const { features } = data as { readonly features?: unknown };
    if (!isCompat() && features)
      this.vae.setReconstructionLoss(getReconstructionLossFn(data as unknown as FeatureSource));
    await fitNetwork(this.vae, data, { optName: 'adam', lr: this.config.lr }, args);
    this.isTrained = true;
    return this;
  }

  override search(problem: Problem): Search<ClueState> {
    assertTrained(this, this.vae);
    const { maxSteps, stepSize } = this.config;
    const { vae } = this;
    const { predFn, target, isCompatible } = problem;
    const rule = adam(stepSize);
    const search: Search<ClueState> = {
      steps: maxSteps,
      start(rows) {
        const [mean, sigma] = vae.encode(rows.xs, false);
        const code = isCompatible ? mean.add(noiseOf(rows.rngKeys, mean).mul(deviationOf(sigma))) : mean;
        const state = { code, rule: rule.start(code) };
        if (isCompatible) return state;
        const best = nothingFound(rows);
        return { ...state, best, lowest: best.distance, idle: ops.zerosLike(best.distance) };
      },
      step(state, rows, step) {
        const lossesOf = (code: Tensor): Tensor => {
          const soft = problem.constrain(rows, vae.decode(code, false), false);
          const cfs = isCompatible ? soft : straightThrough(soft, problem.constrain(rows, soft, true));
          const distance = ops.mean(ops.abs(soft.sub(rows.xs)), -1).mul(DISTANCE);
          return distance.add(target.loss(rows.yTargets, predFn(cfs)).mul(PREDICTION));
        };
        const slope = grad((code: Tensor) => ops.sum(lossesOf(code)))(state.code) as Tensor;
        const [moments, code] = rule.move(state.rule, state.code, slope, step);
        if (!state.best) return { code, rule: moments };
        // Where the step begins: what the loss has computed of it is not computed again.
        const candidates = problem.constrain(rows, problem.constrain(rows, vae.decode(state.code, false), false), true);
        const losses = lossesOf(state.code);
        const isLower = losses.less(state.lowest!.mul(1 - LEAST));
        return {
          code,
          rule: moments,
          best: better(state.best, candidates, rows, problem),
          lowest: ops.minimum(losses, state.lowest!),
          idle: ops.where(isLower, 0, state.idle!.add(1)),
        };
      },
      finish({ code, best }, rows) {
        const last = problem.constrain(rows, vae.decode(code, false), true);
        return best ? ops.where(ops.expandDims(isFound(best), -1), best.cfs, last) : last;
      },
    };
    return isCompatible
      ? search
      : { ...search, done: ({ best, idle }) => ops.logicalOr(isFound(best!), idle!.greaterEqual(PATIENCE)) };
  }

  /** Writes `config.json` and the autoencoder to a folder. */
  override save(path: string): Promise<void> {
    return saveNetwork(path, this.config, this.vae);
  }

  /** Reads what `save` wrote. */
  static override async loadFromPath(path: string): Promise<CLUE> {
    const { config, network } = await loadNetwork(path, CLUEConfig, { VAEGaussCat });
    const method = new CLUE(config, { vae: network });
    method.isTrained = true;
    return method;
  }
}

interface ClueState {
  readonly code: Tensor;
  readonly rule: ReturnType<ReturnType<typeof adam>['start']>;
  /** Not kept where the original's numbers are asked for: its result is where the last step ends. */
  readonly best?: Best;
  /** The lowest loss so far, and for how many steps it has stayed, `[n]` each. */
  readonly lowest?: Tensor;
  readonly idle?: Tensor;
}

/** The noise of each row's code, from the key that the original arrives at. */
function noiseOf(rngKeys: Tensor, mean: Tensor): Tensor {
  const [first] = splitRows(rngKeys) as [Tensor];
  const [, second] = splitRows(first) as [Tensor, Tensor];
  const [third] = splitRows(second) as [Tensor];
  return normalRows(third, [mean.shape[1]!]);
}

/** The value of `hard` with the derivative of `soft`: predictors are asked for what they know. */
const straightThrough = (soft: Tensor, hard: Tensor): Tensor => soft.add(ops.stopGradient(hard.sub(soft)));
