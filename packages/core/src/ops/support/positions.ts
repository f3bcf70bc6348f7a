/** Positions in a sorted vector. */
import { equal, isNan, less, lessEqual, logicalAnd } from '../../primitives/compare.js';
import { add, cast, scalar, select, sub } from '../../primitives/elementwise.js';
import { gather } from '../../primitives/indexing.js';
import { broadcastTo, reshape } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import { isIntegral } from '../../python/promotion.js';
import type { Tensor } from '../../tensor/tensor.js';

/** Lengths of sorted sequences up to which comparing with every element is faster than halving. */
const COMPARED = 64;

/** How many elements of the sorted vector are less than each value (or not greater, for side 'right'). NaN is greater than all numbers. */
export function positionIn(sequence: Tensor, values: Tensor, side: 'left' | 'right'): Tensor {
  const position = positionOfNumber(sequence, values, side);
  if (isIntegral(values)) return position;
  const numbers = sum(cast(equal(sequence, sequence), 'int32'), [0]);
  const ofNan = side === 'left' ? numbers : scalar(sequence.size, 'int32');
  return select(isNan(values), ofNan, position);
}

function positionOfNumber(sequence: Tensor, values: Tensor, side: 'left' | 'right'): Tensor {
  const before = side === 'left' ? less : lessEqual;
  const n = sequence.size;
  if (n <= COMPARED) {
    const compared = before(sequence, reshape(values, [...values.shape, 1]));
    return sum(cast(compared, 'int32'), [values.rank]);
  }
  let position = broadcastTo(scalar(0, 'int32'), values.shape);
  for (let step = 2 ** Math.floor(Math.log2(n)); step >= 1; step /= 2) {
    const next = add(position, scalar(step, 'int32'));
    const inside = lessEqual(next, scalar(n, 'int32'));
    const last = gather(sequence, select(inside, sub(next, scalar(1, 'int32')), scalar(0, 'int32')), 0);
    position = select(logicalAnd(inside, before(last, values)), next, position);
  }
  return position;
}
