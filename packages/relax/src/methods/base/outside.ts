/** Rows whose numbers lie outside of the range of the data: they may stay where they are, or come nearer, and are not cut off. */
import { ops, type Tensor, tensor } from '@org/core';
import { valuesHere } from '@org/core/python';
import { type FeaturesList, MinMaxTransformation } from '../../data/index.js';

/** What becomes of points `cfs` that constraints made `own` of. */
export type Outside = (xs: Tensor, cfs: Tensor, own: Tensor) => Tensor;

/** How far outside float32 may put the least and the largest number. */
const ROUNDING = 1e-6;

/**
 * @param xs the rows; where their values are not at hand, any of them may lie outside
 * @returns null where all lie within
 */
export function outsideOf(features: FeaturesList, xs: Tensor): Outside | null {
  const scaled = features.featuresAndIndices.filter(
    ([{ transformation }]) => transformation instanceof MinMaxTransformation,
  );
  const columns = scaled.map(([, [start]]) => start);
  const width = xs.shape.at(-1)!;
  if (columns.length === 0 || (xs.host && !hasOutside(xs, columns, width))) return null;
  const isScaled = tensor(Array.from({ length: width }, (_, i) => columns.includes(i)));
  return (rows, cfs, own) => {
    const [low, high] = [ops.minimum(cfs, rows), ops.maximum(cfs, rows)];
    return ops.where(isScaled, ops.minimum(ops.maximum(own, low), high), own);
  };
}

function hasOutside(xs: Tensor, columns: readonly number[], width: number): boolean {
  const values = valuesHere('outsideOf', xs) as ArrayLike<number>;
  for (let row = 0; row < values.length; row += width) {
    for (const column of columns) {
      const value = values[row + column]!;
      if (value < -ROUNDING || value > 1 + ROUNDING) return true;
    }
  }
  return false;
}
