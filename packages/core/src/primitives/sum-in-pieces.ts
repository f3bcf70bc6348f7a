/** Sums along axes whose length has no divisor that would do, of tensors too large to be copied. */
import type { DType } from '../dtype.js';
import type { Lowering } from '../onnx/lowering.js';
import { sizeOf } from '../shape.js';
import { cut, type Operand, overPieces, piecesOf } from './pieces.js';
import { blockOf, MOST_BLOCK, sumAxis, sumBlocks, sumOfSums } from './sums-in-blocks.js';

/**
 * The sum, over the axis of the operands, of what elementwise operations make of them, piece by piece; null where that axis has a divisor,
 * or there are few elements.
 */
export function sumInPieces(
  lowering: Lowering,
  operands: readonly Operand[],
  kernel: DType,
  make: (lowering: Lowering, pieces: readonly string[]) => string,
): string | null {
  const [{ shape, axis }] = operands as readonly [Operand];
  const length = shape[axis]!;
  const [before, after] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
  const pieces = lowering.hasFixedSizes && blockOf(length) === null ? piecesOf(operands, MOST_BLOCK) : null;
  if (!pieces) return null;
  const { piece, count } = pieces;
  const parts = before === 1 ? piece / MOST_BLOCK : 1;
  const sums = overPieces(
    lowering,
    operands,
    pieces,
    { shape: [parts, before * after], dtype: kernel },
    (own, names) =>
      before === 1
        ? sumBlocks(
            own,
            make(own, names),
            after === 1 ? [parts, MOST_BLOCK, 1] : [1, MOST_BLOCK, parts * after],
            kernel,
          )
        : sumAxis(own, make(own, names), [before, piece, after], kernel),
  );
  const rest = make(lowering, cut(lowering, operands, count * piece, length));
  return lowering.op(
    'Add',
    [
      sumOfSums(lowering, sums, [1, count * parts, before * after], kernel),
      sumAxis(lowering, rest, [before, length - count * piece, after], kernel),
    ].map((sum) => lowering.reshape(sum, [before, after])),
  );
}
