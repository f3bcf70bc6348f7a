import { ops, type Tensor } from '@org/core';
import { logDensityGaussian, logImportanceWeightMatrix, matrixLogDensityGaussian } from '../../utils/math.js';

export interface LatentDensities {
  /** log p(z), of the prior. */
  readonly logPz: Tensor;
  /** log q(z), of the aggregated posterior. */
  readonly logQz: Tensor;
  /** log Πᵢ q(zᵢ), of its dimensions. */
  readonly logProdQzi: Tensor;
  /** log q(z|x). */
  readonly logQzCx: Tensor;
}

/** The log densities of latent samples, estimated from the batch; with `isMss` by stratified weights. */
export function latentDensities(
  latentSample: Tensor,
  [mu, logvar]: readonly [Tensor, Tensor],
  nData: number,
  isMss = true,
): LatentDensities {
  const batchSize = latentSample.shape[0]!;
  const zeros = ops.zerosLike(latentSample);
  const unweighted = matrixLogDensityGaussian(latentSample, mu, logvar);
  const matrix = isMss
    ? ops.add(unweighted, ops.expandDims(logImportanceWeightMatrix(batchSize, nData), -1))
    : unweighted;
  return {
    logPz: ops.sum(logDensityGaussian(latentSample, zeros, zeros), 1),
    logQz: ops.logsumexp(ops.sum(matrix, 2), 1),
    logProdQzi: ops.sum(ops.logsumexp(matrix, 1), 1),
    logQzCx: ops.sum(logDensityGaussian(latentSample, mu, logvar), 1),
  };
}
