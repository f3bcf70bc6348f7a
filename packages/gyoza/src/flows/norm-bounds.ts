import { ops, type Tensor, tensor } from '@org/core';
import { range } from '../utilities/numbers.js';

/** How often the product of a matrix with itself is squared. */
const SQUARINGS = 4;

/**
 * No less than the square roots of the spectral norms of symmetric matrices `[..., n, n]`, and hardly more: the 16th part of the logarithm
 * of the norm of a 16th power.
 */
function rootOfNorm(gram: Tensor): Tensor {
  let power = gram;
  let logarithm = ops.zeros(gram.shape.slice(0, -2), gram.dtype);
  for (let k = 0; k <= SQUARINGS; k++) {
    const norm = ops.sqrt(ops.maximum(power.square().sum([-2, -1], true), 1e-24));
    logarithm = logarithm.add(ops.squeeze(norm.log(), [-2, -1]).div(2 ** k));
    if (k === SQUARINGS) break;
    power = power.div(norm);
    power = power.matmul(power);
  }
  return ops.exp(logarithm.div(2));
}

/** No less than the spectral norm of a matrix. */
export function matrixNormBound(kernel: Tensor): Tensor {
  const [rows, columns] = kernel.shape as [number, number];
  return rootOfNorm(rows < columns ? kernel.matmul(kernel.transpose()) : kernel.transpose().matmul(kernel));
}

/** Into how many frequencies a turn is divided, for each place that a kernel reaches out. */
const FREQUENCIES = 12;

/**
 * No less than the spectral norm of a convolution with zeros around pictures, whatever their size: the greatest of the matrices that it
 * multiplies waves by. They are computed for some waves; between them a trigonometric polynomial of degree d, known at N places, is less than
 * 1 / cos(π d / N) times as large (Ehlich & Zeller, 1964).
 *
 * @param kernel `[size, size, inputs, outputs]`, of an odd size
 */
export function convolutionNormBound(kernel: Tensor): Tensor {
  const [size, , inputs, outputs] = kernel.shape as [number, number, number, number];
  if (size === 1) return matrixNormBound(ops.reshape(kernel, [inputs, outputs]));
  const reach = (size - 1) / 2;
  const count = FREQUENCIES * reach;
  // Of opposite frequencies one will do.
  const waves = range(count).flatMap((i) => range(count / 2 + 1).map((k) => [i, k] as const));
  const places = range(size * size).map((place) => [Math.floor(place / size) - reach, (place % size) - reach] as const);
  const of = (f: (angle: number) => number) => {
    const values = waves.flatMap(([i, k]) => places.map(([x, y]) => f(((2 * Math.PI) / count) * (i * x + k * y))));
    return ops.cast(tensor(values, [waves.length, places.length], 'float64'), kernel.dtype);
  };
  const flat = ops.reshape(kernel, [size * size, inputs * outputs]);
  const sums = (f: (angle: number) => number) => {
    const each = ops.reshape(of(f).matmul(flat), [waves.length, inputs, outputs]);
    return inputs < outputs ? ops.transpose(each, [0, 2, 1]) : each;
  };
  const [real, imaginary] = [sums(Math.cos), sums(Math.sin)];
  const turned = (x: Tensor) => ops.transpose(x, [0, 2, 1]);
  const even = turned(real).matmul(real).add(turned(imaginary).matmul(imaginary));
  const odd = turned(real).matmul(imaginary).sub(turned(imaginary).matmul(real));
  // A Hermitian matrix as a symmetric one, of the same norm.
  const gram = ops.concatenate([ops.concatenate([even, odd.neg()], -1), ops.concatenate([odd, even], -1)], -2);
  return rootOfNorm(gram)
    .max()
    .div(Math.cos((Math.PI * reach) / count) ** 2);
}
