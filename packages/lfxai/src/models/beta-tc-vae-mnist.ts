import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import { logDensityGaussian, logImportanceWeightMatrix, matrixLogDensityGaussian } from '../utils/math.js';
import { type BetaVaeMnistOptions, VarAutoEncoderMnist } from './beta-vae-mnist.js';
import { binaryCrossEntropy } from './losses/binary-cross-entropy.js';
import { BETA_TC_VAE_MNIST_PARAMETERS, type BetaTcVaeMnistArguments } from './signatures.js';

export type BetaTcVaeMnistOptions = BetaVaeMnistOptions;

/** A β-TCVAE of digits: outputs are reconstructions, means, log variances and the latent vectors that were decoded. */
export class BetaTcVaeMnist extends VarAutoEncoderMnist {
  constructor(...args: BetaTcVaeMnistArguments) {
    super(bindOptions(BETA_TC_VAE_MNIST_PARAMETERS, args));
  }

  forward(x: Tensor): [recon: Tensor, mu: Tensor, logvar: Tensor, latent: Tensor] {
    const [mu, logvar] = this.encoder<[Tensor, Tensor]>(x);
    const latent = this.latentSample(mu, logvar);
    return [this.decoder(latent), mu, logvar, latent];
  }

  /** Cross-entropy per pixel and example, mutual information, β times the total correlation, and the divergence of the dimensions. */
  loss(
    reconX: Tensor,
    x: Tensor,
    mu: Tensor,
    logvar: Tensor,
    z: Tensor,
    datasetSize: number | { datasetSize: number },
  ): Tensor {
    const size = typeof datasetSize === 'number' ? datasetSize : datasetSize.datasetSize;
    const batchSize = z.shape[0]!;
    const logQzx = ops.sum(logDensityGaussian(z, mu, logvar), 1);
    const zeros = ops.zerosLike(z);
    const logPz = ops.sum(logDensityGaussian(z, zeros, zeros), 1);
    const weights = ops.expandDims(logImportanceWeightMatrix(batchSize, size), -1);
    const matrix = ops.add(matrixLogDensityGaussian(z, mu, logvar), weights);
    const logQz = ops.logsumexp(ops.sum(matrix, 2), 1);
    const logProdQz = ops.sum(ops.logsumexp(matrix, 1), 1);
    const terms = [
      ops.divide(ops.mean(binaryCrossEntropy(reconX, x)), batchSize),
      ops.mean(ops.subtract(logQzx, logQz)),
      ops.multiply(ops.mean(ops.subtract(logQz, logProdQz)), this.beta),
      ops.mean(ops.subtract(logProdQz, logPz)),
    ];
    return terms.reduce((sum, term) => ops.add(sum, term));
  }

  protected override lossOf(images: Tensor, datasetSize: number): Tensor {
    const [recon, mu, logvar, latent] = this<[Tensor, Tensor, Tensor, Tensor]>(images);
    return this.loss(recon, images, mu, logvar, latent, datasetSize);
  }
}
