import type { DType, Shape, Tensor } from '@org/core';
import { fromHost, fromNumbers } from '@org/core/internal';

/** A tensor of one value. */
export const filled = (shape: Shape, value: number, dtype: DType): Tensor => {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return fromHost(fromNumbers(new Float32Array(size).fill(value), dtype, shape));
};
