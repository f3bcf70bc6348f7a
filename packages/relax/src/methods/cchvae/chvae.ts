import { ops, random, SeedGenerator, type SymbolicShape, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import { BatchNormalization, Dense, type LayerOptions } from '@org/layers';
import { Model } from '@org/models';
import { MLPBlock, registerAs, runBlocks } from '../../ml-model/mlp.js';
import { getConfig, isCompat } from '../../utils/index.js';
import { CHVAE_PARAMETERS, type CHVAEArguments } from './signatures.js';

export interface CHVAEOptions extends LayerOptions {
  /** Sizes of the encoder's blocks, those of the decoder in reverse; the last one is that of the code. */
  layers: readonly number[];
  /** The share of outputs that each block sets to zero in training. */
  dropoutRate?: number;
}

/** How a network is called. */
interface Training {
  training?: boolean | null;
}

/**
 * A variational autoencoder that tells means and variances of codes and of rows. `fit(xs)` trains it on its own loss, once it was
 * compiled with an optimizer.
 *
 * @example
 * const vae = new CHVAE([20, 16, 12]);
 * const reconstructed = vae(x);
 */
export class CHVAE extends Model {
  static readonly registeredName = /* @__PURE__ */ registerAs(this, 'CHVAE');

  readonly sizes: readonly number[];
  readonly dropoutRate: number;
  readonly seedGenerator: SeedGenerator;
  readonly encoder: readonly MLPBlock[];
  readonly meanOfCode: Dense;
  readonly logVarianceOfCode: Dense;
  readonly decoder: readonly MLPBlock[];
  meanOfRow: Dense | null = null;
  readonly normalization: BatchNormalization;

  constructor(...args: CHVAEArguments) {
    const { layers, dropoutRate = 0, ...options } = bindOptions(CHVAE_PARAMETERS, args);
    super(options);
    const body = layers.slice(0, -1);
    this.sizes = layers;
    this.dropoutRate = dropoutRate;
    this.seedGenerator = new SeedGenerator(getConfig().globalSeed);
    this.encoder = body.map((size) => new MLPBlock(size, dropoutRate));
    this.meanOfCode = new Dense(layers.at(-1)!);
    this.logVarianceOfCode = new Dense(layers.at(-1)!);
    this.decoder = body.toReversed().map((size) => new MLPBlock(size, dropoutRate));
    this.normalization = new BatchNormalization();
  }

  override build(inputShape: SymbolicShape): void {
    this.meanOfRow = new Dense(inputShape.at(-1)!);
    let shape = inputShape;
    for (const block of this.encoder) {
      block.build(shape);
      shape = [shape[0]!, block.outputSize];
    }
    this.meanOfCode.build(shape);
    this.logVarianceOfCode.build(shape);
    shape = [shape[0]!, this.sizes.at(-1)!];
    for (const block of this.decoder) {
      block.build(shape);
      shape = [shape[0]!, block.outputSize];
    }
    this.meanOfRow.build(shape);
    this.normalization.build(inputShape);
  }

  /** The mean and the logarithm of the variance of codes, each `[batch, layers.at(-1)]`. */
  encode(x: Tensor, training: boolean | null = null): [mean: Tensor, logVariance: Tensor] {
    const body = runBlocks(this.encoder, x, training);
    return [this.meanOfCode(body) as Tensor, this.logVarianceOfCode(body) as Tensor];
  }

  /** Rows for codes, `[batch, k]`. */
  decode(z: Tensor, training: boolean | null = null): Tensor {
    const body = runBlocks(this.decoder, z, training);
    return this.normalization(this.meanOfRow!(body), { training }) as Tensor;
  }

  override call(inputs: Tensor, { training = null }: Training = {}): Tensor {
    const [mean, logVariance] = this.encode(inputs, training);
    if (!training) return this.decode(mean, training);
    const key = this.seedGenerator.next();
    const noise = isCompat() ? (random.normal(key, mean.shape) as Tensor) : random.fastNormal(key, mean.shape);
    const reconstructed = this.decode(mean.add(noise.mul(ops.exp(logVariance.mul(0.5)))), training);
    const terms = logVariance.add(1).sub(ops.square(mean)).sub(ops.exp(logVariance)).mul(-0.5);
    // The original weighs the mean square of an element against the divergence of the whole batch.
    const error = ops.square(inputs.sub(reconstructed));
    this.addLoss(
      isCompat() ? ops.mean(error).add(ops.sum(terms)) : ops.mean(ops.sum(error, -1).add(ops.sum(terms, -1).mul(BETA))),
    );
    return reconstructed;
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), layers: this.sizes, dropout_rate: this.dropoutRate };
  }
}

/** The weight of the divergence: that of a normal error of rows with a variance of .05, as one-hot columns have about. */
const BETA = 0.1;
