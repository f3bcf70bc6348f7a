/** Reading between the elements of an image: GridSample and the grid of an affine map. */
import { NotImplementedError } from '../../../errors.js';
import * as ops from '../../../ops/index.js';
import { knownNumbers } from '../../../ops/support/static-values.js';
import { greaterEqual, lessEqual, logicalAnd } from '../../../primitives/compare.js';
import { abs, add, cast, floor, fmod, mul, round, scalarLike, select, sub } from '../../../primitives/elementwise.js';
import { gatherElements } from '../../../primitives/indexing.js';
import { iota } from '../../../primitives/iota.js';
import { broadcastTo, concatenate, matrixTranspose, reshape } from '../../../primitives/movement.js';
import { sizeOf } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { type OperatorNode, type OperatorTable, operator } from '../operator.js';

const plus = (x: Tensor, value: number): Tensor => add(x, scalarLike(value, x));
const times = (x: Tensor, value: number): Tensor => mul(x, scalarLike(value, x));
const within = (x: Tensor, low: number, high: number): Tensor =>
  logicalAnd(greaterEqual(x, scalarLike(low, x)), lessEqual(x, scalarLike(high, x)));

/** A position from -1 to 1 as one of an axis: from the first element to the last, or from edge to edge. */
const positions = (x: Tensor, size: number, isAligned: boolean): Tensor =>
  isAligned ? times(plus(x, 1), (size - 1) / 2) : times(plus(times(plus(x, 1), size), -1), 0.5);

/** Mirrored at both ends until it lies between them. */
function reflected(x: Tensor, low: number, high: number): Tensor {
  const length = high - low;
  if (length <= 0) return times(x, 0);
  const distance = abs(plus(x, -low));
  const rest = fmod(distance, scalarLike(2 * length, x));
  return plus(sub(scalarLike(length, x), abs(plus(rest, -length))), low);
}

/** One element along an axis: where it is, and what it weighs. */
interface Tap {
  readonly at: Tensor;
  readonly weight: Tensor | null;
}

/** The elements along an axis that a position reads. */
function tapsOf(at: Tensor, mode: string): Tap[] {
  if (mode === 'nearest') return [{ at: round(at), weight: null }];
  const first = floor(at);
  const rest = sub(at, first);
  if (mode === 'linear' || mode === 'bilinear') {
    return [
      { at: first, weight: sub(scalarLike(1, rest), rest) },
      { at: plus(first, 1), weight: rest },
    ];
  }
  if (mode !== 'cubic' && mode !== 'bicubic')
    throw new NotImplementedError('GridSample does not know the mode.', { received: mode });
  return [-1, 0, 1, 2].map((offset) => ({
    at: plus(first, offset),
    weight: cubicWeight(abs(plus(rest, -offset)), Math.abs(offset - 0.5) < 1),
  }));
}

/** The cubic kernel with a = -0.75, for distances up to 1 and beyond. */
function cubicWeight(d: Tensor, isNear: boolean): Tensor {
  const a = -0.75;
  if (isNear) return plus(mul(mul(plus(times(d, a + 2), -(a + 3)), d), d), 1);
  return plus(mul(plus(mul(plus(times(d, a), -5 * a), d), 8 * a), d), -4 * a);
}

function sampled(node: OperatorNode, x: Tensor, grid: Tensor): Tensor {
  const [batch, channels, ...sizes] = x.shape as [number, number, ...number[]];
  const count = sizes.length;
  const mode = node.string('mode', 'linear');
  const padding = node.string('padding_mode', 'zeros');
  const isAligned = node.flag('align_corners');
  const isCubic = mode === 'cubic' || mode === 'bicubic';
  const outputs = grid.shape.slice(1, -1);
  const points = sizeOf(outputs);
  const inside = (at: Tensor, size: number): Tensor => {
    if (padding === 'border') return ops.clip(at, 0, size - 1);
    return padding === 'reflection' ? reflected(at, isAligned ? 0 : -0.5, isAligned ? size - 1 : size - 0.5) : at;
  };
  // The last entry of a grid's vectors belongs to the last axis first.
  const taps = sizes.map((size, axis) => {
    const given = reshape(ops.take(grid, [count - 1 - axis], grid.rank - 1), [batch, 1, points]);
    const at = positions(cast(given, x.dtype), size, isAligned);
    const read = tapsOf(isCubic ? at : inside(at, size), mode);
    return isCubic ? read.map((tap) => ({ ...tap, at: inside(tap.at, size) })) : read;
  });
  const flat = reshape(x, [batch, channels, sizeOf(sizes)]);
  const combinations = taps.reduce<Tap[][]>(
    (all, own) => all.flatMap((before) => own.map((tap) => [...before, tap])),
    [[]],
  );
  const parts = combinations.map((combination) => {
    const rows = combination.map(({ at }, axis) => cast(ops.clip(round(at), 0, sizes[axis]! - 1), 'int32'));
    const index = rows.reduce((total, row, axis) => add(mul(total, scalarLike(sizes[axis]!, total)), row));
    let values = gatherElements(flat, broadcastTo(index, [batch, channels, points]), 2);
    for (const { weight } of combination) if (weight) values = mul(values, weight);
    if (padding !== 'zeros') return values;
    const isInside = combination.map(({ at }, axis) => within(at, 0, sizes[axis]! - 1)).reduce(logicalAnd);
    return select(isInside, values, scalarLike(0, values));
  });
  return reshape(parts.reduce(add), [batch, channels, ...outputs]);
}

/** The grid that an affine map makes of an image's own. */
function affineGrid(node: OperatorNode, theta: Tensor, size: Tensor): Tensor {
  const sizes = knownNumbers('The size of AffineGrid', size).slice(2);
  const isAligned = node.flag('align_corners');
  const along = sizes.map((n, axis) => {
    const steps = cast(iota(n), theta.dtype);
    const own = isAligned
      ? plus(times(steps, n > 1 ? 2 / (n - 1) : 0), n > 1 ? -1 : 0)
      : plus(times(plus(steps, 0.5), 2 / n), -1);
    return broadcastTo(
      reshape(
        own,
        sizes.map((_, i) => (i === axis ? n : 1)),
      ),
      sizes,
    );
  });
  const columns = [...along.reverse(), broadcastTo(scalarLike(1, theta), sizes)].map((each) =>
    reshape(each, [each.size, 1]),
  );
  const product = ops.matmul(concatenate(columns, 1), matrixTranspose(theta));
  return reshape(product, [theta.shape[0]!, ...sizes, sizes.length]);
}

export const sampling: OperatorTable = {
  GridSample: operator(2, sampled),
  AffineGrid: operator(2, affineGrid, { shapes: [1] }),
};
