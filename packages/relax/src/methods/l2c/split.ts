import { ops, type Tensor, type TensorLike } from '@org/core';
import { entered } from '@org/core/internal';

type Split = (xs: TensorLike) => Tensor[];

/**
 * Two functions: one cuts rows into the columns of each feature, the other one number per feature into columns `[n, 1]`.
 *
 * @example
 * const [splitXs, splitProb] = splitFn([[0, 1], [1, 3]]);
 * splitXs([[0, 1, 2]]).map((part) => part.shape); // [[1, 1], [1, 2]]
 */
export function splitFn(
  featureIndices: readonly (readonly [start: number, end: number])[],
): [splitXs: Split, splitProb: Split] {
  const cut = (ranges: readonly (readonly [number, number])[]): Split =>
    entered((xs: TensorLike) => {
      const rows = ops.convertToTensor(xs, { dtype: 'float32' });
      return ranges.map(([start, end]) => rows.at(':', `${start}:${end}`) as Tensor);
    });
  return [cut(featureIndices), cut(featureIndices.map((_, i) => [i, i + 1]))];
}
