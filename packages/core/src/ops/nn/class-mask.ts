import { isInteger } from '../../dtype.js';
import { equal } from '../../primitives/compare.js';
import { cast } from '../../primitives/elementwise.js';
import { iota } from '../../primitives/iota.js';
import { reshape } from '../../primitives/movement.js';
import { normalizeAxis } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';

/** Where the index of a position along a new axis is that which `x` holds; nowhere for an `x` outside of [0, count). */
export function classMask(x: Tensor, count: number, axis = -1): Tensor {
  const indices = isInteger(x.dtype) || x.dtype === 'bool' ? cast(x, 'int32') : x;
  const along = normalizeAxis(axis, x.rank + 1, 'one_hot');
  const expanded = reshape(indices, [...x.shape.slice(0, along), 1, ...x.shape.slice(along)]);
  const trailing = new Array<number>(x.rank - along).fill(1);
  return equal(expanded, reshape(iota(count, indices.dtype), [count, ...trailing]));
}
