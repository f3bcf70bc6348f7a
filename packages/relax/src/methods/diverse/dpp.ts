import { ops, type Tensor, type TensorLike } from '@org/core';

/**
 * How different points are: the determinant of 1 / (1 + distance), of which 1 says that none is like another and 0 that two are the same.
 *
 * @param cfs points `[c, k]`, or many sets of them `[n, c, k]`
 * @returns a number, or `[n]`
 * @example
 * await dppStyleVmap([[0, 0], [5, 5]]).item(); // 1 - (1 / 11)²
 */
export function dppStyleVmap(cfs: TensorLike): Tensor {
  const points = ops.convertToTensor(cfs);
  const distances = ops.sum(ops.abs(ops.expandDims(points, -2).sub(ops.expandDims(points, -3))), -1);
  const count = points.shape.at(-2)!;
  return determinant(ops.divide(1, distances.add(1)).add(ops.eye(count).mul(1e-8)));
}

/** What is smaller is 0, but for rounding: a point that is like another one has such a pivot. */
const SMALLEST = 1e-7;

/** Of positive semidefinite matrices `[..., c, c]`: they need no pivots, and the derivative of this is simple. */
function determinant(matrices: Tensor): Tensor {
  const count = matrices.shape.at(-1)!;
  let rest = matrices;
  const pivots: Tensor[] = [];
  for (let i = 0; i < count; i++) {
    const pivot = rest.at('...', '0:1', '0:1') as Tensor;
    pivots.push(pivot.at('...', 0, 0) as Tensor);
    if (i + 1 === count) break;
    const below = rest.at('...', '1:', '0:1') as Tensor;
    const right = rest.at('...', '0:1', '1:') as Tensor;
    rest = (rest.at('...', '1:', '1:') as Tensor).sub(below.mul(right).div(ops.maximum(pivot, SMALLEST)));
  }
  return ops.prod(ops.stack(pivots, -1), -1);
}
