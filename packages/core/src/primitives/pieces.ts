/**
 * Long axes whose length has no divisor that would do. What is cut off from a large tensor is copied, and to copy it as a whole takes longer
 * than most that is done with it. A Scan over places cuts off pieces that stay in the processor's caches.
 */

import type { DType } from '../dtype.js';
import type { Spec } from '../graph/node.js';
import { graph, int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range, type Shape, sizeOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import { isLarge } from './long-sums.js';

/** Elements of a piece: so many that a turn of the Scan, and that threads wait for each other, is little beside them. */
const PIECE = 2 ** 20;

/** A tensor, with the shape that it is taken in and its long axis. */
export interface Operand {
  readonly name: string;
  /** Left out where it is the type of what is made. */
  readonly dtype?: DType;
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

/**
 * The length of pieces, which is a multiple of `part`, and how many there are: such that nothing is left, if a length near the wanted one
 * allows that. null where all may be copied at once.
 */
export function piecesOf(operands: readonly Operand[], part: number): Pieces | null {
  const [{ shape, axis }] = operands as readonly [Operand];
  const size = operands.reduce((total, { shape }) => total + sizeOf(shape), 0);
  const length = shape[axis]!;
  const wanted = Math.max(1, Math.round((Math.min(PIECE, size / 2) * length) / (part * size)));
  const exact = range(2 * wanted + 1).findLast((parts) => 2 * parts >= wanted && length % (parts * part) === 0);
  const piece = part * (exact ?? wanted);
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
  const inner = lowering.subgraph('pieces');
  const stacked = operands.map((operand) => stackedPieces(lowering, operand, { piece, count }));
  const areCut = stacked.includes(null);
  const places = (first: number) => {
    const numbers = range(count).map((i) => (first + i) * piece);
    return lowering.constant(fromNumbers(numbers, 'int64', [count, 1]));
  };
  const [start, end] = areCut ? ['start', 'end'].map((name) => inner.builder.input(name, 'int64', [1])) : [];
  const pieces = operands.map((operand, i) => {
    if (stacked[i] === null) return cut(inner, [operand], start!, end!)[0]!;
    return inner.builder.input('piece', operand.dtype ?? dtype, operand.shape.with(operand.axis, piece));
  });
  inner.builder.output(inner.reshape(make(inner, pieces), shape), dtype, shape);
  const inputs = [...(areCut ? [places(0), places(1)] : []), ...stacked.flatMap((name) => name ?? [])];
  return lowering.op('Scan', inputs, { body: graph(inner.builder.build()), num_scan_inputs: int(inputs.length) });
}

/** The pieces of an operand, stacked without a copy; null where that cannot be. */
function stackedPieces(lowering: Lowering, { name, shape, axis }: Operand, { piece, count }: Pieces): string | null {
  if (sizeOf(shape.slice(0, axis)) > 1) return null;
  const isWhole = count * piece === shape[axis];
  const units = isWhole ? name : lowering.partsOf(name, piece * sizeOf(shape.slice(axis + 1)))?.[0];
  return units ? lowering.reshape(units, [count, ...shape.with(axis, piece)]) : null;
}
