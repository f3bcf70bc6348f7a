import { ops, random, SeedGenerator, type Shape, type SymbolicShape, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { Model } from '@org/models';
import { registerAs } from '../../ml-model/mlp.js';
import { getConfig, isCompat } from '../../utils/index.js';
import { Decoder, Encoder, type Training } from './coders.js';
import { meanSquares, type ReconstructionLossFn } from './reconstruction-loss.js';
import { VAE_GAUSS_CAT_PARAMETERS, type VAEGaussCatArguments } from './signatures.js';

export interface VAEGaussCatOptions extends LayerOptions {
  /** Sizes of the encoder's blocks; half of the last one is that of the code. */
  encSizes?: readonly number[];
  /** Sizes of the decoder's blocks. */
  decSizes?: readonly number[];
  /** The share of outputs that each block sets to zero in training. */
  dropoutRate?: number;
}

/**
 * A variational autoencoder with normal codes. `fit(xs)` trains it on its own loss, once it was compiled with an optimizer.
 *
 * @example
 * const vae = new VAEGaussCat([20, 12], [12, 20]);
 * const reconstructed = vae(x);
 */
export class VAEGaussCat extends Model {
  static readonly registeredName = /* @__PURE__ */ registerAs(this, 'VAEGaussCat');

  readonly encSizes: readonly number[];
  readonly decSizes: readonly number[];
  readonly dropoutRate: number;
  readonly encoder: Encoder;
  decoder: Decoder | null = null;
  readonly seedGenerator: SeedGenerator;
  #reconstructionLoss: ReconstructionLossFn = meanSquares;

  constructor(...args: VAEGaussCatArguments) {
    const {
      encSizes = [20, 16, 14, 12],
      decSizes = [12, 14, 16, 20],
      dropoutRate = 0.1,
      ...options
    } = bindOptions(VAE_GAUSS_CAT_PARAMETERS, args);
    super(options);
    this.encSizes = encSizes;
    this.decSizes = decSizes;
    this.dropoutRate = dropoutRate;
    this.encoder = new Encoder(encSizes, dropoutRate);
    this.seedGenerator = new SeedGenerator(getConfig().globalSeed);
  }

  /** Another loss for reconstructions, such as that of `getReconstructionLossFn`. */
  setReconstructionLoss(fn: ReconstructionLossFn): void {
    this.#reconstructionLoss = fn;
  }

  override build(inputShape: SymbolicShape): void {
    const outputSize = inputShape.at(-1)!;
    this.decoder = new Decoder(this.decSizes, outputSize, this.dropoutRate);
    this.encoder.build(inputShape);
    this.decoder.build([inputShape[0]!, this.encSizes.at(-1)! / 2]);
  }

  /** The mean and σ of the codes of rows, each `[batch, encSizes.at(-1) / 2]`. */
  encode(x: Tensor, training: boolean | null = null): [mean: Tensor, sigma: Tensor] {
    return this.encoder(x, { training }) as unknown as [Tensor, Tensor];
  }

  /**
   * A code drawn by its mean and σ. The original takes σ for the logarithm of the variance, which `compat` reproduces; else it is the
   * standard deviation.
   */
  sampleLatent(rngKey: Tensor, mean: TensorLike, sigma: TensorLike): Tensor {
    const [centre, spread] = [mean, sigma].map((x) => ops.convertToTensor(x, { dtype: 'float32' })) as [Tensor, Tensor];
    const noise = noiseOf(rngKey, centre.shape);
    return centre.add(noise.mul(deviationOf(spread)));
  }

  /** Rows for codes, `[batch, k]`. */
  decode(z: Tensor, training: boolean | null = null): Tensor {
    return this.decoder!(z, { training }) as Tensor;
  }

  /** Rows for codes drawn by their mean and σ, `[batch, k]`. */
  sampleStep(rngKey: Tensor, mean: Tensor, sigma: Tensor, training: boolean | null = null): Tensor {
    return this.decode(this.sampleLatent(rngKey, mean, sigma), training);
  }

  /** The mean and σ of the codes of rows, and rows for several codes of each, `[mcSamples, batch, k]`. */
  sample(x: Tensor, mcSamples: number, training: boolean | null = null): [mean: Tensor, sigma: Tensor, rows: Tensor] {
    const [mean, sigma] = this.encode(x, training);
    const keys = random.split(this.seedGenerator.next(), mcSamples) as Tensor;
    const rows = Array.from({ length: mcSamples }, (_, i) =>
      this.sampleStep(keys.at(i) as Tensor, mean, sigma, training),
    );
    return [mean, sigma, ops.stack(rows)];
  }

  /**
   * The loss of rows: that of their reconstruction, and how far codes are from standard normal ones (Kullback-Leibler). The original
   * adds up reconstructions over the batch and divides by its size afterwards, for each row anew, which `compat` reproduces.
   */
  computeVaeLoss(inputs: Tensor, mean: Tensor, sigma: Tensor, reconstructed: Tensor): Tensor {
    const losses = this.#reconstructionLoss(inputs, ops.reshape(reconstructed, inputs.shape as number[]));
    const isCompatible = isCompat();
    const [logVariance, variance] = isCompatible ? [sigma, ops.exp(sigma)] : [ops.log(sigma).mul(2), ops.square(sigma)];
    const divergence = ops.sum(logVariance.add(1).sub(ops.square(mean)).sub(variance), -1).mul(-0.5);
    if (isCompatible) return ops.mean(ops.sum(losses, -1).add(divergence).div(inputs.shape[0]!));
    return ops.mean((losses.rank > 1 ? ops.sum(losses, -1) : losses).add(divergence));
  }

  override call(inputs: Tensor, { training = null }: Training = {}): Tensor {
    if (!training) return this.decode(this.encode(inputs, training)[0], training);
    const [mean, sigma] = this.encode(inputs, training);
    const key = this.seedGenerator.next();
    // The original draws several codes of a row, each by a key of its own, and asks for one.
    const own = isCompat() ? ((random.split(key, 1) as Tensor).at(0) as Tensor) : key;
    const reconstructed = this.sampleStep(own, mean, sigma, training);
    this.addLoss(this.computeVaeLoss(inputs, mean, sigma, reconstructed));
    return reconstructed;
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      enc_sizes: this.encSizes,
      dec_sizes: this.decSizes,
      dropout_rate: this.dropoutRate,
    };
  }
}

/** The standard deviation that an encoder's σ stands for. */
export const deviationOf = (sigma: Tensor): Tensor => (isCompat() ? ops.exp(sigma.mul(0.5)) : sigma);

/** Standard normal numbers: those of the original in `compat`, else quicker ones. */
const noiseOf = (rngKey: Tensor, shape: Shape): Tensor =>
  isCompat()
    ? (random.normal((random.split(rngKey) as Tensor).at(0) as Tensor, shape) as Tensor)
    : random.fastNormal(rngKey, shape);
