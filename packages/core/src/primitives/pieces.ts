/**
 * Long axes whose length has no divisor that would do. What is cut off from a large tensor is copied, and to copy it as a whole takes longer
 * than most that is done with it. A Scan over places cuts off pieces that stay in the processor's caches.
 */

import type { Spec } from '../graph/node.js';
import { graph, int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range, type Shape, sizeOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import { isLarge } from './long-sums.js';

/** Elements of a piece. */
const PIECE = 2 ** 17;

/** A tensor, with the shape that it is taken in and its long axis. */
export interface Operand {
  readonly name: string;
  readonly shape: Shape;
  readonly axis: number;
}

/** What lies between two places of the axis: numbers, or names of vectors of one number. */
export function cut(
  lowering: Lowering,
  operands: readonly Operand[],
  ...places: readonly [start: number | string, end: number | string]
): string[] {
  const bounds = places.map((place) => (typeof place === 'number' ? lowering.builder.ints([place]) : place));
  return operands.map(({ name, shape, axis }) =>
    lowering.op('Slice', [lowering.reshape(name, shape), ...bounds, lowering.builder.ints([axis])]),
  );
}

/** The length of pieces, which is a multiple of `part`, and how many there are; null where all may be copied at once. */
export function piecesOf(operands: readonly Operand[], part: number): Pieces | null {
  const [{ shape, axis }] = operands as readonly [Operand];
  const size = operands.reduce((total, { shape }) => total + sizeOf(shape), 0);
  const length = shape[axis]!;
  const piece = part * Math.max(1, Math.round((PIECE * length) / (part * size)));
  const count = Math.floor(length / piece);
  return !isLarge(size) || count < 2 ? null : { piece, count };
}

interface Pieces {
  readonly piece: number;
  readonly count: number;
}

/**
 * What a function makes of each piece, stacked.
 *
 * @param spec of what is made of one
 */
export function overPieces(
  lowering: Lowering,
  operands: readonly Operand[],
  { piece, count }: Pieces,
  { shape, dtype }: Spec,
  make: (lowering: Lowering, pieces: readonly string[]) => string,
): string {
  const places = (first: number) => {
    const numbers = range(count).map((i) => (first + i) * piece);
    return lowering.constant(fromNumbers(numbers, 'int64', [count, 1]));
  };
  const inner = lowering.subgraph('pieces');
  const over = (inputs: readonly string[], pieces: readonly string[]): string => {
    inner.builder.output(inner.reshape(make(inner, pieces), shape), dtype, shape);
    return lowering.op('Scan', inputs, { body: graph(inner.builder.build()), num_scan_inputs: int(inputs.length) });
  };
  const views = operands.map(({ name, shape: own, axis }) => {
    const isFirst = dtype === 'float32' && sizeOf(own.slice(0, axis)) === 1;
    return isFirst ? lowering.partsOf(name, piece * sizeOf(own.slice(axis + 1))) : null;
  });
  if (views.every((parts) => parts !== null)) {
    const shapes = operands.map(({ shape: own, axis }) => own.with(axis, piece));
    return over(
      views.map(([units], i) => lowering.reshape(units, [count, ...shapes[i]!])),
      shapes.map((own) => inner.builder.input('piece', dtype, own)),
    );
  }
  const [start, end] = ['start', 'end'].map((name) => inner.builder.input(name, 'int64', [1]));
  return over([places(0), places(1)], cut(inner, operands, start!, end!));
}
