import { SeedGenerator, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { BatchSource } from '../data/host-batches.js';
import type { Module } from '../nn/index.js';
import { DecoderBurgess, EncoderBurgess, type ImageSize } from './burgess.js';
import type { BaseVAELoss } from './losses/index.js';
import { draw } from './reparameterize.js';
import { VAE_PARAMETERS, type VAEArguments } from './signatures.js';
import { DescribedModel } from './trained-model.js';

export interface VAEOptions {
  /** Channels, height and width. */
  imgSize: ImageSize;
  /** From images to means and log variances. */
  encoder: Module;
  decoder: Module;
  latentDim: number;
  lossF: BaseVAELoss;
  /** The name of its files. */
  name?: string;
}

/**
 * A variational autoencoder: outputs are reconstructions, the latent distribution, and the latent vectors that were decoded.
 *
 * @example
 * import { ops } from '@org/core';
 * import { BetaHLoss } from '@org/lfxai';
 * const vae = initVae([1, 32, 32], 3, new BetaHLoss(), 'vae').eval();
 * const [recon, [mu, logvar], sample] = vae.forward(ops.zeros([2, 1, 32, 32]));
 */
export class VAE extends DescribedModel {
  readonly latentDim: number;
  readonly imgSize: ImageSize;
  readonly numPixels: number;
  readonly encoder: Module;
  readonly decoder: Module;
  readonly lossF: BaseVAELoss;
  readonly #seed = new SeedGenerator();

  constructor(...args: VAEArguments) {
    const options = bindOptions(VAE_PARAMETERS, args);
    super({ name: options.name ?? 'model' });
    const { imgSize } = options;
    this.latentDim = options.latentDim;
    this.imgSize = imgSize;
    this.numPixels = imgSize[1] * imgSize[2];
    this.encoder = options.encoder;
    this.decoder = options.decoder;
    this.lossF = options.lossF;
  }

  /** In training a draw from the distributions, otherwise their means. */
  reparameterize(mean: Tensor, logvar: Tensor): Tensor {
    return this.training ? draw(mean, logvar, this.#seed) : mean;
  }

  forward(x: Tensor): [recon: Tensor, latentDist: [mu: Tensor, logvar: Tensor], sample: Tensor] {
    const [mu, logvar] = this.encoder<[Tensor, Tensor]>(x);
    const sample = this.reparameterize(mu, logvar);
    return [this.decoder(sample), [mu, logvar], sample];
  }

  /** Latent vectors of images. */
  sampleLatent(x: Tensor): Tensor {
    const [mu, logvar] = this.encoder<[Tensor, Tensor]>(x);
    return this.reparameterize(mu, logvar);
  }

  protected override settings(count: number): number[][] {
    return Array.from({ length: count }, () => [this.lossF.annealing(++this.lossF.nTrainSteps)]);
  }

  protected override trainLoss([images]: readonly [Tensor], settings: Tensor): Tensor {
    const [recon, latentDist, sample] = this<[Tensor, [Tensor, Tensor], Tensor]>(images);
    return this.lossF.compute(images, recon, latentDist, sample, settings.at(0), null);
  }

  // As in the original, batches of the test count as steps of training, too.
  protected override testResults(batch: readonly [Tensor], settings: Tensor): readonly Tensor[] {
    return [this.trainLoss(batch, settings)];
  }

  /** The mean loss over the batches, in `eval` mode. */
  async testEpoch(_device: unknown, dataloader: BatchSource): Promise<number> {
    return (await this.testMeans(dataloader))[0]!;
  }

  protected override metadata(): Record<string, unknown> {
    const { latentDim, imgSize, numPixels, name } = this;
    return { latent_dim: latentDim, img_size: imgSize, num_pixels: numPixels, name };
  }
}

/** A {@link VAE} of the networks of Burgess et al. */
export function initVae(imgSize: ImageSize, latentDim: number, lossF: BaseVAELoss, name: string): VAE {
  const [encoder, decoder] = [new EncoderBurgess(imgSize, latentDim), new DecoderBurgess(imgSize, latentDim)];
  return new VAE(imgSize, encoder, decoder, latentDim, lossF, name);
}
