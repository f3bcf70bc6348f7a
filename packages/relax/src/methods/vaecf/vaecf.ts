import { ops, SeedGenerator, type Tensor } from '@org/core';
import { z } from 'zod';
import { optimizerName } from '../../base/fields.js';
import { configClass } from '../../base/index.js';
import { getConfig, isCompat, validateConfigs } from '../../utils/index.js';
import { bindMethod } from '../base/arguments.js';
import { ParametricCFModule } from '../base/cf-module.js';
import { fastNormalRows, normalRows, splitRows } from '../base/noise.js';
import { asPredFn, type PredFn, type Predictor } from '../base/predictor.js';
import type { Problem } from '../base/problem.js';
import type { Rows, Search } from '../base/search.js';
import {
  assertTrained,
  fitNetwork,
  loadNetwork,
  nearestReached,
  saveNetwork,
  type TrainArguments,
  type TrainingData,
  trainingRows,
} from '../latent/index.js';
import { VAECF_PARAMETERS, type VAECFArguments } from './signatures.js';
import { type Codes, drawCodes, VAE, VAETraining } from './vae.js';

/** Settings of {@link VAECF}. */
export class VAECFConfig extends configClass('VAECFConfig', {
  layers: z
    .array(z.int().positive())
    .min(2)
    .default([20, 16, 14, 12, 5])
    .describe("Sizes of the encoder's blocks, those of the decoder in reverse; the last one is that of the code."),
  dropoutRate: z.number().min(0).lt(1).default(0.1).describe('Not used; kept for files of the original.'),
  optName: optimizerName().default('adam').describe('The optimizer of the training.'),
  lr: z.number().positive().default(1e-3).describe('The learning rate of the training.'),
  mcSamples: z
    .int()
    .positive()
    .default(50)
    .describe('How many codes of a row are drawn in training, and at most 4 for counterfactuals.'),
  validityReg: z
    .number()
    .nonnegative()
    .default(42)
    .describe('The weight of the prediction; the original has no use for it.'),
}) {}

export interface VAECFOptions {
  /** The settings, or an object of them. */
  config?: VAECFConfig | ConstructorParameters<typeof VAECFConfig>[0] | null;
  /** An autoencoder to use in place of a new one. */
  vae?: VAE | null;
  /** The name in tables. */
  name?: string | null;
}

/** How many points of a row are looked at, at most: more cost time, and what is done with the nearest one afterwards leaves little of it. */
const CANDIDATES = 4;

/** By how much the wanted class is to be more probable. */
const MARGIN = 0.165;

/** By how much the second class is more probable than the first one is the product with this; others do not count. */
const leadOf = (classes: number): number[][] => Array.from({ length: classes }, (_, i) => [[-1, 1][i] ?? 0]);

/**
 * The method of Mahajan et al. (arXiv:1912.03277): a variational autoencoder is trained to give rows of the other class, near the row that
 * it is given.
 *
 * @example
 * const method = new VAECF({ mcSamples: 20 });
 * await method.train(dataModule, predFn, { epochs: 5 });
 */
export class VAECF extends ParametricCFModule<VAECFConfig> {
  /** The autoencoder. */
  vae: VAE;

  constructor(...args: VAECFArguments) {
    const { config, vae = null, name = 'VAECF' } = bindMethod(VAECF_PARAMETERS, args);
    super(validateConfigs<VAECFConfig>(config ?? {}, VAECFConfig), { name });
    this.vae = vae ?? new VAE(this.config.layers, this.config.mcSamples);
    this.isTrained = vae?.built ?? false;
  }

  /** Trains the autoencoder on the training part of a data module, or on rows. */
  override async train(data: TrainingData, predFn?: Predictor | null, ...args: TrainArguments): Promise<this> {
    const { optName, lr } = this.config;
    const seeds = new SeedGenerator(getConfig().globalSeed);
    const predict = asPredFn(predFn);
    const rows = trainingRows(data);
    if (!this.vae.built) this.vae.build(rows.shape);
    const wanted = ops.subtract(1, ops.argmax(predict(rows), -1).cast('float32'));
    const training = new VAETraining(this.vae, (...step) => this.#loss(...step, predict, seeds));
    await fitNetwork(training, { inputs: [rows, wanted] }, { optName, lr }, args);
    this.isTrained = true;
    return this;
  }

  #loss(inputs: Tensor, codes: Codes, wanted: Tensor, predFn: PredFn, seeds: SeedGenerator): Tensor {
    const { mcSamples } = this.vae;
    const isCompatible = isCompat();
    const [mean, variance] = codes;
    const [count, columns] = inputs.shape as [number, number];
    const several = (x: Tensor) => ops.tile(x, [mcSamples, ...x.shape.slice(1).map(() => 1)]);
    const z = drawCodes(seeds.next(), codes, mcSamples);
    // The original never tells its decoder that it is trained: it normalizes by a mean of 0 and a variance of 1.
    const drawn = this.vae.decode(z, ops.expandDims(several(wanted), -1), !isCompatible);
    const xs = several(inputs);
    const cfs = isCompatible ? drawn : this.applyConstraints(xs, drawn, false);
    const divergence = ops.mean(ops.square(mean).add(variance).sub(ops.log(variance)).sub(1), -1).mul(0.5);
    // All draws of a batch beside each other, so that the batch itself need not be repeated.
    const apart = ops.reshape(cfs, [mcSamples, count * columns]).sub(ops.reshape(inputs, [-1]));
    const distance = ops.mean(ops.abs(apart)).mul(columns);
    const rest = distance.add(this.computeRegLoss(xs, cfs)).add(ops.mean(divergence));
    // The original subtracts the loss of the prediction, and takes probabilities for scores.
    if (isCompatible) return rest.sub(scoreLoss(predFn(cfs), wanted));
    return rest.add(ops.mean(shortfall(predFn(cfs), wanted)).mul(this.config.validityReg));
  }

  override search(problem: Problem): Search<Tensor> {
    assertTrained(this, this.vae);
    const { vae } = this;
    const candidates = Math.min(this.config.mcSamples, CANDIDATES);
    const classesOf = ({ yTargets }: Rows) => ops.expandDims(ops.argmax(yTargets, -1).cast('float32'), -1);
    if (problem.isCompatible) {
      return {
        steps: 0,
        start: (rows) => {
          const [mean, variance] = vae.encode(rows.xs, false);
          const noise = normalRows(splitRows(rows.rngKeys, 1)[0]!, [mean.shape[1]!]);
          return vae.decode(mean.add(noise.mul(ops.sqrt(variance))), classesOf(rows), false);
        },
        finish: (cfs) => cfs,
      };
    }
    return {
      steps: 0,
      width: candidates,
      isConstrained: true,
      start(rows) {
        const [mean, variance] = vae.encode(rows.xs, false);
        const noise = fastNormalRows(rows.rngKeys, [candidates, mean.shape[1]!]);
        // The first code is the mean itself.
        const spread = ops.concatenate(
          [ops.zerosLike(noise.at(':', ':1') as Tensor), noise.at(':', '1:') as Tensor],
          1,
        );
        const codes = ops.expandDims(mean, 1).add(spread.mul(ops.sqrt(ops.expandDims(variance, 1))));
        const classes = ops.repeat(classesOf(rows), candidates, 0);
        const points = vae.decode(ops.reshape(codes, [-1, mean.shape[1]!]), classes, false);
        const { cfs, distance } = nearestReached(points, candidates, rows, problem);
        const first = ops.reshape(points, [rows.xs.shape[0]!, candidates, -1]).at(':', 0) as Tensor;
        return ops.where(ops.expandDims(ops.isfinite(distance), -1), cfs, problem.constrain(rows, first, true));
      },
      finish: (cfs) => cfs,
    };
  }

  /** Writes `config.json` and the autoencoder to a folder. */
  override save(path: string): Promise<void> {
    return saveNetwork(path, this.config, this.vae);
  }

  /** Reads what `save` wrote. */
  static override async loadFromPath(path: string): Promise<VAECF> {
    const { config, network } = await loadNetwork(path, VAECFConfig, { VAE });
    const method = new VAECF(config, { vae: network });
    method.isTrained = true;
    return method;
  }
}

/** How much the wanted classes `[batch]` lack of their margin in what is predicted of several draws, `[draws, batch]`. */
function shortfall(predictions: Tensor, wanted: Tensor): Tensor {
  // A product, which takes a fifth of the time of taking out both columns.
  const lead = ops.matmul(predictions, leadOf(predictions.shape[1]!));
  return ops.relu(ops.subtract(MARGIN, ops.reshape(lead, [-1, wanted.size]).mul(wanted.mul(2).sub(1))));
}

/**
 * The original's loss of the prediction: for each wanted class the mean over its rows. Where a class has none, it is not a number, but its
 * derivative is that of the other class.
 */
function scoreLoss(predictions: Tensor, wanted: Tensor): Tensor {
  const lacking = shortfall(ops.sigmoid(predictions), wanted);
  const ones = ops.sum(wanted);
  const zeros = ops.subtract(wanted.size, ones);
  const share = ops.where(wanted.greater(0.5), ops.reciprocal(ones), ops.reciprocal(zeros));
  return ops
    .sum(lacking.mul(share))
    .mul(wanted.size / lacking.size)
    .add(ops.divide(0, ones.mul(zeros)));
}
