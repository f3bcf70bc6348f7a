/** Integers as vectors of zeros and ones. */

import { floatx } from '../../config.js';
import type { DType } from '../../dtype.js';
import { NotImplementedError, ValueError } from '../../errors.js';
import { madeBy } from '../../graph/match.js';
import { cast } from '../../primitives/elementwise.js';
import { gather } from '../../primitives/indexing.js';
import { argMax, max } from '../../primitives/reduce.js';
import { asTensor, fromHost, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { type DTypeLike, dtypeOr } from '../support/arguments.js';
import { opFamily } from '../support/define.js';
import { classMask } from './class-mask.js';

const op = opFamily('nn');

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
    const indices = asTensor(x);
    const type = dtypeOr(dtype, floatx());
    return ofLargest(indices, numClasses, axis, type) ?? cast(classMask(indices, numClasses, axis), type);
  },
);

/** Classes up to which rows of a table take less time than comparisons. */
const FEW = 64;

/** The vectors of positions of largest elements, which are among the classes: rows of an identity matrix, a third of the time of comparisons. */
function ofLargest(indices: Tensor, numClasses: number, axis: number, dtype: DType): Tensor | null {
  const largest = madeBy(indices, argMax);
  const isLast = axis === -1 || axis === indices.rank;
  if (!largest || numClasses > FEW || !isLast || dtype !== 'float32') return null;
  const count = largest.inputs[0]!.shape[largest.attributes.axis]!;
  if (count > numClasses) return null;
  const data = Float32Array.from({ length: count * numClasses }, (_, i) => Number(i % (numClasses + 1) === 0));
  return gather(fromHost({ dtype, shape: [count, numClasses], data }), indices, 0);
}

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
