import { join } from 'node:path';
import { jit, ops, type Tensor, ValueError } from '@org/core';
import { bindOpenOptions } from '@org/core/python';
import { saving } from '@org/models';
import { z } from 'zod';
import { lossName, optimizerName } from '../../base/fields.js';
import { configClass } from '../../base/index.js';
import { AutoEncoder, optimizerOf, type TrainingSource } from '../../ml-model/index.js';
import { loadPytree, savePytree, validateConfigs } from '../../utils/index.js';
import { bindMethod } from '../base/arguments.js';
import { ParametricCFModule } from '../base/cf-module.js';
import { adam, descent } from '../base/descent.js';
import { loadConfig, saveConfig } from '../base/files.js';
import type { Predictor } from '../base/predictor.js';
import type { Problem } from '../base/problem.js';
import type { Search } from '../base/search.js';
import { PROTO_CF_PARAMETERS, type ProtoCFArguments } from './signatures.js';

/** Settings of {@link ProtoCF}. */
export class ProtoCFConfig extends configClass('ProtoCFConfig', {
  nSteps: z.int().positive().default(100).describe('How many steps the search makes at most.'),
  lr: z.number().positive().default(0.01).describe('The learning rate of Adam.'),
  c: z.number().default(1).describe('The weight of the prediction.'),
  beta: z.number().default(0.1).describe('The weight of the L1 distance.'),
  gamma: z.number().default(0.1).describe('The weight of what the autoencoder cannot reproduce.'),
  theta: z.number().default(0.1).describe('The weight of the distance from the prototype.'),
  nSamples: z.int().positive().default(128).describe('How many rows the prototypes are made of.'),
  validityFn: lossName().default('KLDivergence').describe('The loss between the target and the prediction.'),
  encSizes: z.array(z.int().positive()).default([64, 32, 16]).describe('Sizes of the encoder.'),
  decSizes: z.array(z.int().positive()).default([16, 32, 64]).describe('Sizes of the decoder.'),
  optName: optimizerName().default('adam').describe('The optimizer of the autoencoder.'),
  aeLr: z.number().positive().default(1e-3).describe('Its learning rate.'),
  aeLoss: lossName().default('mse').describe('Its loss.'),
}) {}

export interface ProtoCFOptions {
  /** The settings, or an object of them. */
  config?: ProtoCFConfig | ConstructorParameters<typeof ProtoCFConfig>[0] | null;
  /** An autoencoder in place of one that `train` makes. */
  ae?: AutoEncoder | null;
  /** The name in tables. */
  name?: string | null;
}

/** What `train` takes besides the data; others go to `fit`. */
export interface ProtoTrainOptions {
  batchSize?: number;
  epochs?: number;
  readonly [fitOption: string]: unknown;
}

const TRAIN = { callee: 'train', names: ['data', 'predFn', 'batchSize', 'epochs'], keywords: [], required: 1 };

/** Rows and labels that prototypes are made of. */
interface Sampled {
  readonly xs: Tensor;
  readonly ys: Tensor;
}

/**
 * The method of Van Looveren and Klaise (arXiv:1907.02584): downhill towards the mean code that rows of the wanted class have in an
 * autoencoder.
 *
 * @example
 * const method = new ProtoCF({ nSteps: 50 });
 * // await method.train(dataModule, { epochs: 5 });
 */
export class ProtoCF extends ParametricCFModule<ProtoCFConfig> {
  /** The autoencoder; null before `train`, unless it came from outside. */
  ae: AutoEncoder | null;
  #sampled: Sampled | null = null;

  constructor(...args: ProtoCFArguments) {
    const { config, ae, name } = bindMethod(PROTO_CF_PARAMETERS, args);
    super(validateConfigs<ProtoCFConfig>(config ?? {}, ProtoCFConfig), { name: name ?? 'ProtoCF' });
    this.ae = ae ?? null;
  }

  /**
   * Trains the autoencoder on the training part of a data module, of which it then keeps some rows.
   *
   * @param predFn not used
   */
  override async train(
    data: TrainingSource & { sample(size: number): readonly unknown[] },
    ...args: readonly (Predictor | number | ProtoTrainOptions | null | undefined)[]
  ): Promise<this> {
    const bound = bindOpenOptions<Record<string, unknown>>(TRAIN, [data, ...args]);
    const { data: _data, predFn: _predFn, batchSize = 128, epochs = 10, ...fit } = bound;
    const { encSizes, decSizes, optName, aeLr, aeLoss, nSamples } = this.config;
    const [xs] = data.getItem('train') as [Tensor];
    this.ae ??= new AutoEncoder(encSizes, decSizes, xs.shape[1]!);
    this.ae.compile({ optimizer: optimizerOf(optName, aeLr), loss: aeLoss } as never);
    await this.ae.fit(xs as never, xs as never, { batchSize, epochs, ...fit } as never);
    const [rows, labels] = data.sample(nSamples) as [Tensor, Tensor];
    this.setSampled(rows, labels);
    return this;
  }

  /** Takes rows `[m, k]` and labels `[m, 1]` that prototypes are made of. */
  setSampled(xs: Tensor, ys: Tensor): void {
    this.#sampled = { xs, ys: ops.reshape(ops.cast(ys, 'int32'), [-1]) as Tensor };
    this.isTrained = true;
  }

  #trained(): { ae: AutoEncoder; sampled: Sampled } {
    if (this.ae && this.#sampled) return { ae: this.ae, sampled: this.#sampled };
    throw new ValueError('ProtoCF is not trained.', { hint: 'call await method.train(dataModule) first.' });
  }

  override search(problem: Problem): Search {
    const { ae, sampled } = this.#trained();
    const { nSteps, lr, c, beta, gamma, theta } = this.config;
    const { predFn, target } = problem;
    // Compiled, so that the first call computes them as later ones do, to the bit.
    const tableOf = (classes: number) =>
      jit(({ xs, ys }: Sampled) => {
        const ofZeros = ae.encode(ops.zeros([1, xs.shape[1]!]), false);
        return prototypes(ae.encode(xs, false), ofZeros, ys, classes, problem);
      })(sampled);
    return descent(problem, {
      steps: nSteps,
      rule: adam(lr),
      start: ({ xs }) => xs,
      loss: (cfs, { xs, yTargets }) => {
        const difference = cfs.sub(xs);
        const table = tableOf(yTargets.shape[1]!);
        const distance = ops.square(ae.encode(cfs, false).sub(ops.take(table, ops.argmax(yTargets, -1), 0)));
        return target
          .loss(yTargets, predFn(cfs))
          .mul(c)
          .add(ops.mean(ops.abs(difference), -1).mul(beta))
          .add(ops.mean(ops.square(difference), -1).mul(0.5))
          .add(ops.mean(ops.square((ae(cfs, { training: false }) as Tensor).sub(cfs)), -1).mul(gamma))
          .add(ops.sum(distance, -1).mul(theta));
      },
    });
  }

  /** Writes `config.json`, the autoencoder and the rows of the prototypes to a folder. @throws ValueError before it was trained */
  override async save(path: string): Promise<void> {
    const { ae, sampled } = this.#trained();
    await saveConfig(this.config, path);
    await ae.save(join(path, 'ae.keras'));
    await savePytree(sampled, join(path, 'sampled'));
  }

  /** Reads what `save` wrote. */
  static override async loadFromPath(path: string): Promise<ProtoCF> {
    const ae = (await saving.loadModel(join(path, 'ae.keras'), { customObjects: { AutoEncoder } })) as AutoEncoder;
    const { xs, ys } = (await loadPytree(join(path, 'sampled'))) as Sampled;
    const method = new ProtoCF(await loadConfig(ProtoCFConfig, path), { ae });
    method.setSampled(xs, ys);
    return method;
  }
}

/**
 * The mean codes of the sampled rows of each class, `[classes, d]`. The original takes rows of other classes for rows of zeros, whose codes
 * it adds, and divides by the number of the others, which may be 0.
 */
function prototypes(codes: Tensor, ofZeros: Tensor, ys: Tensor, classes: number, { isCompatible }: Problem): Tensor {
  const isOf = ops.equal(ops.expandDims(ops.arange(classes), -1), ops.expandDims(ys, 0)).cast('float32');
  const count = ops.sum(isOf, -1, true);
  const sum = isOf.matmul(codes);
  if (!isCompatible) return sum.div(ops.maximum(count, 1));
  return sum.add(ops.subtract(ys.shape[0]!, count).matmul(ofZeros)).div(count);
}
