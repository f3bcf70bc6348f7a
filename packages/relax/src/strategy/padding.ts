/** Rows in groups of one size; the last row is repeated where some are missing. */
import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { isCompat } from '../utils/index.js';

function repeatLast(xs: Tensor, times: number): Tensor {
  if (times === 0) return xs;
  const last = xs.at('-1:') as Tensor;
  return ops.concatenate([xs, ops.repeat(last, times, 0)], 0);
}

/**
 * Rows `[n, k]` for `nDevices` devices: `[nDevices, rows, k]`.
 *
 * @example
 * padDivisibleX([[0, 1], [2, 3], [4, 5]], 2).shape; // [2, 2, 2]
 */
export function padDivisibleX(xs: TensorLike, nDevices: number): Tensor {
  const rows = ops.convertToTensor(xs);
  if (!(Number.isInteger(nDevices) && nDevices > 0)) {
    throw new ValueError('The number of devices is a positive whole number.', { received: String(nDevices) });
  }
  const each = Math.ceil(rows.shape[0]! / nDevices);
  return ops.reshape(repeatLast(rows, each * nDevices - rows.shape[0]!), [nDevices, each, ...rows.shape.slice(1)]);
}

/**
 * Rows `[n, k]` and `padSize` more, in batches of `batchSize`: `[batches, batchSize, k]`. The original takes the batch size for the number
 * of batches, which `compat` reproduces.
 *
 * @example
 * padXs([[0, 1], [2, 3], [4, 5]], 1, 2).shape; // [2, 2, 2]
 */
export function padXs(xs: TensorLike, padSize: number, batchSize: number): Tensor {
  const padded = repeatLast(ops.convertToTensor(xs), padSize);
  const [n, ...rest] = padded.shape as [number, ...number[]];
  if (n % batchSize !== 0) {
    throw new ValueError('The rows do not fill their batches.', {
      expected: `a number of rows that ${batchSize} divides`,
      received: `${n} rows, ${padSize} of them padding`,
    });
  }
  return ops.reshape(padded, isCompat() ? [batchSize, n / batchSize, ...rest] : [n / batchSize, batchSize, ...rest]);
}
