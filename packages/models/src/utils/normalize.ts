import { ops, type Tensor, type TensorLike } from '@org/core';
import { pythonFunction } from '@org/core/internal';

/**
 * Vectors along `axis` divided by their norm of the given order; zeros stay.
 *
 * @example
 * await normalize([[3, 4]]).array(); // [[0.6, 0.8]]
 */
export const normalize = /* @__PURE__ */ pythonFunction(
  'normalize',
  ['x', 'axis', 'order'],
  (x: TensorLike, axis: number = -1, order: number = 2): Tensor => ops.normalize(x, axis, order),
);
