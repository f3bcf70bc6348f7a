/** Densities of normal distributions, and the weights of examples in estimates from batches. */
import { ops, type Tensor, type TensorLike, tensor } from '@org/core';

/**
 * The log density of normal distributions at `x`, element by element.
 *
 * @example
 * await logDensityGaussian(tensor([0]), tensor([0]), tensor([0])).array(); // [-0.9189…]
 */
export function logDensityGaussian(x: TensorLike, mu: TensorLike, logvar: TensorLike): Tensor {
  const normalization = ops.multiply(ops.add(logvar, Math.log(2 * Math.PI)), -0.5);
  const scaled = ops.multiply(ops.square(ops.subtract(x, mu)), ops.exp(ops.negative(logvar)));
  return ops.subtract(normalization, ops.multiply(scaled, 0.5));
}

/** The log density of each row of `x` under the distributions of all rows: `[batch, batch, dim]`. */
export function matrixLogDensityGaussian(x: Tensor, mu: Tensor, logvar: Tensor): Tensor {
  return logDensityGaussian(ops.expandDims(x, 1), ops.expandDims(mu, 0), ops.expandDims(logvar, 0));
}

/** Log weights `[batch, batch]` of minibatch stratified sampling. */
export function logImportanceWeightMatrix(batchSize: number, datasetSize: number): Tensor {
  const rest = batchSize - 1;
  const stratified = (datasetSize - rest) / (datasetSize * rest);
  const weights = new Float64Array(batchSize * batchSize).fill(1 / rest);
  for (let i = 0; i < weights.length; i += batchSize) weights[i] = 1 / datasetSize;
  for (let i = 1; i < weights.length; i += batchSize) weights[i] = stratified;
  weights[(rest - 1) * batchSize] = stratified;
  return tensor(Float32Array.from(weights, Math.log), [batchSize, batchSize], 'float32');
}
