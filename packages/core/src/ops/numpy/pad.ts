/** keras.ops.pad in NumPy's modes. */

import { isFloat } from '../../dtype.js';
import { PythonTypeError, ValueError } from '../../errors.js';
import { cast, mul, round } from '../../primitives/elementwise.js';
import { broadcastTo, concatenate, pad as padTensor, reshape } from '../../primitives/movement.js';
import { max, mean, min } from '../../primitives/reduce.js';
import { convert, toFloat } from '../../python/promotion.js';
import { range } from '../../shape.js';
import { show } from '../../show.js';
import { fromNumbers } from '../../tensor/host-array.js';
import { asTensor, fromHost, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { numpy } from '../support/arguments.js';
import { takeKnown } from '../support/static-index.js';

export type PadMode =
  | 'constant'
  | 'edge'
  | 'linear_ramp'
  | 'maximum'
  | 'mean'
  | 'minimum'
  | 'reflect'
  | 'symmetric'
  | 'wrap'
  | 'empty';

/** Amounts before and after: one number or pair for all axes, or a pair for each axis. */
export type PadWidth = number | readonly number[] | readonly (readonly number[])[];

function amounts(width: PadWidth, rank: number): [number, number][] {
  const rows = (Array.isArray(width) && Array.isArray(width[0]) ? width : [[width].flat()]) as number[][];
  const pairs = rows.map((row): [number, number] => [row[0]!, row[row.length - 1]!]);
  if (pairs.length !== rank && pairs.length !== 1) {
    throw new ValueError('[pad]: one pair of amounts is needed for each axis.', {
      expected: `${rank} pairs, or one for all axes`,
      received: `${pairs.length} pairs`,
    });
  }
  if (!pairs.flat().every(Number.isInteger)) {
    throw new PythonTypeError('[pad]: amounts are integers.', { received: show(width) });
  }
  return range(rank).map((axis) => pairs[pairs.length === 1 ? 0 : axis]!);
}

const modulo = (a: number, n: number): number => ((a % n) + n) % n;

/** Modes that repeat elements: which position of an axis of size n stands at position i, which may lie outside. */
const positions: Partial<Record<PadMode, (i: number, n: number) => number>> = {
  edge: (i, n) => Math.min(Math.max(i, 0), n - 1),
  wrap: modulo,
  symmetric: (i, n) => {
    const folded = modulo(i, 2 * n);
    return folded < n ? folded : 2 * n - 1 - folded;
  },
  reflect: (i, n) => {
    if (n === 1) return 0;
    const folded = modulo(i, 2 * n - 2);
    return folded < n ? folded : 2 * n - 2 - folded;
  },
};

/** Modes that put one value on both sides: that of a whole line along the axis. */
const statistics: Partial<Record<PadMode, (x: Tensor, axis: number) => Tensor>> = {
  maximum: (x, axis) => max(x, [axis], true),
  minimum: (x, axis) => min(x, [axis], true),
  mean: (x, axis) => {
    const average = mean(toFloat(x), [axis], true);
    return cast(isFloat(x.dtype) ? average : round(average), x.dtype);
  },
};

/** Straight from the edge to 0 at the far end. */
function ramp(x: Tensor, axis: number, length: number, before: boolean): Tensor {
  const edge = takeKnown(x, [before ? 0 : x.shape[axis]! - 1], axis);
  const steps = range(length).map((i) => (before ? i : length - 1 - i) / length);
  const shape = x.shape.map((_, i) => (i === axis ? length : 1));
  const values = toFloat(edge);
  return cast(mul(values, fromHost(fromNumbers(steps, values.dtype, shape))), x.dtype);
}

function padAxis(x: Tensor, mode: PadMode, axis: number, before: number, after: number): Tensor {
  const size = x.shape[axis]!;
  const position = positions[mode];
  if (position)
    return takeKnown(
      x,
      range(before + size + after).map((i) => position(i - before, size)),
      axis,
    );
  const side = (length: number, first: boolean): Tensor => {
    if (mode === 'linear_ramp') return ramp(x, axis, length, first);
    const value = statistics[mode]!(x, axis);
    return broadcastTo(
      value,
      x.shape.map((dim, i) => (i === axis ? length : dim)),
    );
  };
  return concatenate(
    [...(before > 0 ? [side(before, true)] : []), x, ...(after > 0 ? [side(after, false)] : [])],
    axis,
  );
}

/**
 * Surrounds a tensor: with a constant, or with values made from its own by NumPy's rules.
 *
 * @throws ValueError for an unknown mode, or for constantValues in another mode than 'constant'
 * @example
 * ops.pad([1, 2], 1); // [0, 1, 2, 0]
 * ops.pad([1, 2, 3], [[2, 0]], 'reflect'); // [3, 2, 1, 2, 3]
 */
export const pad = numpy(
  'pad',
  ['x', 'padWidth', 'mode', 'constantValues'],
  (x: TensorLike, padWidth: PadWidth, mode: PadMode = 'constant', constantValues: TensorLike | null = null): Tensor => {
    const input = asTensor(x);
    const widths = amounts(padWidth, input.rank);
    if (mode !== 'constant' && constantValues !== null) {
      throw new ValueError("[pad]: constantValues belongs to mode 'constant'.", { received: `mode '${mode}'` });
    }
    if (mode === 'constant' || mode === 'empty') {
      const filling = constantValues === null ? undefined : reshape(convert(constantValues, input.dtype), []);
      const [before, after] = [0, 1].map((side) => widths.map((pair) => pair[side]!)) as [number[], number[]];
      return padTensor(input, before, after, undefined, filling);
    }
    if (!positions[mode] && !statistics[mode] && mode !== 'linear_ramp') {
      throw new ValueError('[pad]: unknown mode.', { received: `'${mode}'` });
    }
    return widths.reduce((padded, [before, after], axis) => {
      if (before === 0 && after === 0) return padded;
      if (padded.shape[axis] === 0) {
        throw new ValueError(`[pad]: mode '${mode}' has no values to repeat along an axis of size 0.`);
      }
      return padAxis(padded, mode, axis, before, after);
    }, input);
  },
  { tensors: ['x', 'constantValues'] },
);
