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
    // The original has a head for variances of rows as well, which nothing asks: its seed is drawn here.
    random.makeDefaultSeed();
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

  /** Rows for codes as they are without training. */
  regenerate(z: Tensor): Tensor {
    return this.decode(z, false);
  }

  /** Codes drawn by their mean and the logarithm of their variance. */
  reparameterize(mean: Tensor, logVariance: Tensor): Tensor {
    const key = this.seedGenerator.next();
    const noise = isCompat() ? (random.normal(key, mean.shape) as Tensor) : random.fastNormal(key, mean.shape);
    return mean.add(noise.mul(ops.exp(logVariance.mul(0.5))));
  }

  /** How codes are distributed, codes drawn so, and rows for them. */
  forward(
    x: Tensor,
    training: boolean | null = null,
  ): [mean: Tensor, logVariance: Tensor, codes: Tensor, rows: Tensor] {
    const [mean, logVariance] = this.encode(x, training);
    const codes = this.reparameterize(mean, logVariance);
    return [mean, logVariance, codes, this.decode(codes, training)];
  }

  /** How far codes are from standard normal ones (Kullback-Leibler), summed over the batch. */
  computeKlLoss(mean: Tensor, logVariance: Tensor): Tensor {
    return ops.sum(divergenceOf(mean, logVariance));
  }

  override call(inputs: Tensor, { training = null }: Training = {}): Tensor {
    if (!training) return this.decode(this.encode(inputs, training)[0], training);
    const [mean, logVariance, , reconstructed] = this.forward(inputs, training);
    // The original weighs the mean square of an element against the divergence of the whole batch.
    const error = ops.square(inputs.sub(reconstructed));
    this.addLoss(
      isCompat()
        ? ops.mean(error).add(this.computeKlLoss(mean, logVariance))
        : ops.mean(ops.sum(error, -1).add(ops.sum(divergenceOf(mean, logVariance), -1).mul(BETA))),
    );
    return reconstructed;
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), layers: this.sizes, dropout_rate: this.dropoutRate };
  }
}

/** The divergence of each dimension of codes, `[batch, d]`. */
const divergenceOf = (mean: Tensor, logVariance: Tensor): Tensor =>
  logVariance.add(1).sub(ops.square(mean)).sub(ops.exp(logVariance)).mul(-0.5);

/** The weight of the divergence: that of a normal error of rows with a variance of .05, as one-hot columns have about. */
const BETA = 0.1;
