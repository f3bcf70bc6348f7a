/** Integers as vectors of zeros and ones. */

import { floatx } from '../../config.js';
import { isInteger } from '../../dtype.js';
import { NotImplementedError, ValueError } from '../../errors.js';
import { equal } from '../../primitives/compare.js';
import { cast } from '../../primitives/elementwise.js';
import { iota } from '../../primitives/iota.js';
import { reshape } from '../../primitives/movement.js';
import { max } from '../../primitives/reduce.js';
import { normalizeAxis } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor.js';
import { type DTypeLike, dtypeOr } from '../arguments.js';
import { opFamily } from '../define.js';

const op = opFamily('nn');

/** Where the index of a position along a new axis is that which `x` holds; nowhere for an `x` outside of [0, count). */
export function classMask(x: Tensor, count: number, axis = -1): Tensor {
  const indices = isInteger(x.dtype) || x.dtype === 'bool' ? cast(x, 'int32') : x;
  const along = normalizeAxis(axis, x.rank + 1, 'one_hot');
  const expanded = reshape(indices, [...x.shape.slice(0, along), 1, ...x.shape.slice(along)]);
  const trailing = new Array<number>(x.rank - along).fill(1);
  return equal(expanded, reshape(iota(count, indices.dtype), [count, ...trailing]));
}

function dense(name: string, sparse: boolean): void {
  if (sparse) throw new NotImplementedError(`[${name}]: sparse tensors are not supported.`);
}

/**
 * A vector for every integer, 1 at its place; all zeros for one outside of [0, numClasses).
 *
 * @param axis where the new axis of size `numClasses` goes
 * @example
 * ops.oneHot([0, 2], 3); // [[1, 0, 0], [0, 0, 1]]
 */
export const oneHot = op(
  'one_hot',
  ['x', 'numClasses', 'axis', 'dtype', 'sparse'],
  (x: TensorLike, numClasses: number, axis: number = -1, dtype: DTypeLike = null, sparse: boolean = false): Tensor => {
    dense('one_hot', sparse);
    return cast(classMask(asTensor(x), numClasses, axis), dtypeOr(dtype, floatx()));
  },
);

/**
 * One vector for the integers of a row: 1 at the place of each of them.
 *
 * @example
 * ops.multiHot([[0, 2], [1, 1]], 3); // [[1, 0, 1], [0, 1, 0]]
 */
export const multiHot = op(
  'multi_hot',
  ['inputs', 'numClasses', 'axis', 'dtype', 'sparse'],
  (
    inputs: TensorLike,
    numClasses: number | null = null,
    axis: number = -1,
    dtype: DTypeLike = null,
    sparse: boolean = false,
  ): Tensor => {
    dense('multi_hot', sparse);
    if (numClasses === null) throw new ValueError('[multi_hot]: num_classes is needed.');
    const x = cast(asTensor(inputs), 'int32');
    const encoded = cast(classMask(x, numClasses, axis), dtypeOr(dtype, floatx()));
    return max(encoded, [x.rank > 1 ? 1 : 0]);
  },
);
