import { ops, type Tensor } from '@org/core';

/** Similarities below are as good as none, and have no derivative. */
const LOWEST = 1e-7;
/** Takes a row out of the comparison with itself. */
const FAR = 1e5;
/** Rows that are shorter are not brought to length 1. */
const SMALLEST = 1e-12;

/**
 * The contrastive loss of SimCLR: how badly each row tells its partner, row 2k + 1 that of row 2k, from the others.
 *
 * @param x [2 n, size]
 * @param t temperature
 */
export function ntXent(x: Tensor, t = 0.5): Tensor {
  const count = x.shape[0]!;
  // A row of zeros has no direction, and no derivative.
  const norms = ops.sqrt(ops.maximum(ops.sum(ops.square(x), 1, true), SMALLEST ** 2));
  const rows = ops.divide(x, norms);
  const similarities = ops.matmul(rows, ops.transpose(rows));
  const clamped = ops.where(ops.greaterEqual(similarities, LOWEST), similarities, LOWEST);
  const scaled = ops.subtract(ops.divide(clamped, t), ops.multiply(ops.eye(count), FAR));
  const partners = ops.convertToTensor(Int32Array.from({ length: count }, (_, i) => i ^ 1));
  const chosen = ops.sum(ops.multiply(ops.logSoftmax(scaled), ops.oneHot(partners, count)), 1);
  return ops.negative(ops.mean(chosen));
}
