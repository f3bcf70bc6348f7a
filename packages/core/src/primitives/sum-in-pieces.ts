/** Sums of tensors too large to be copied, and of what elementwise operations make of them: piece by piece. */
import type { DType } from '../dtype.js';
import type { Lowering } from '../onnx/lowering.js';
import { type Shape, sizeOf } from '../shape.js';
import { cut, type Operand, overPieces, piecesOf } from './pieces.js';
import { elementsOf, type Factors, NEAR, sumOfProducts } from './sum-of-products.js';
import { blockOf, MOST_BLOCK, sumAxis, sumBlocks, sumOfSums } from './sums-in-blocks.js';

/** What elementwise operations make of operands of a shape. */
type Make = (lowering: Lowering, operands: readonly string[], shape: Shape) => string;

/**
 * The sum of what is made over the axis of the operands, of shape [before, after]; null where there are few elements.
 *
 * @param factors where a product is summed
 */
export function sumInPieces(
  lowering: Lowering,
  operands: readonly Operand[],
  kernel: DType,
  make: Make,
  factors: Factors | null = null,
): string | null {
  if (!lowering.hasFixedSizes) return null;
  const ofProducts = factors && kernel === 'float32' ? sumOfProducts(lowering, operands, factors) : null;
  if (ofProducts) return ofProducts;
  const [{ shape, axis }] = operands as readonly [Operand];
  const length = shape[axis]!;
  const [before, after] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
  const block = blockOf(length);
  if (before > 1 && block !== null) return after === 1 ? sumRows(lowering, operands, block, kernel, make) : null;
  if (before === 1 && elementsOf(operands) < NEAR) {
    const sum = block === null ? sumOfViews(lowering, operands, kernel, make) : null;
    if (sum || block !== null) return sum;
  }
  const pieces = piecesOf(operands, block ?? MOST_BLOCK);
  if (!pieces) return null;
  const { piece, count } = pieces;
  const sums = before === 1 ? inBlocks(lowering, operands, pieces, block ?? MOST_BLOCK, kernel, make) : null;
  const stacked =
    sums ??
    overPieces(lowering, operands, pieces, { shape: [1, before * after], dtype: kernel }, (own, names) =>
      sumAxis(own, make(own, names, shape.with(axis, piece)), [before, piece, after], kernel),
    );
  const number = sums ? (count * piece) / (block ?? MOST_BLOCK) : count;
  const sum = lowering.reshape(sumOfSums(lowering, stacked, [1, number, before * after], kernel), [before, after]);
  const left = length - count * piece;
  if (left === 0) return sum;
  const rest = make(lowering, cut(lowering, operands, count * piece, length), shape.with(axis, left));
  const ofRest = sumAxis(lowering, rest, [before, left, after], kernel);
  return lowering.op('Add', [sum, lowering.reshape(ofRest, [before, after])]);
}

/** The same of inputs, as a whole: blocks are views of them, and so is the rest. null for others. */
function sumOfViews(lowering: Lowering, operands: readonly Operand[], kernel: DType, make: Make): string | null {
  const [{ shape, axis }] = operands as readonly [Operand];
  const [length, after] = [shape[axis]!, sizeOf(shape.slice(axis + 1))];
  const views = operands.flatMap(({ name }) => {
    const parts = lowering.partsOf(name, MOST_BLOCK * after);
    return parts ? [parts] : [];
  });
  if (views.length < operands.length) return null;
  const left = length % MOST_BLOCK;
  const sums = [length - left, left].map((size, part) => {
    const own = shape.with(axis, size);
    const names = views.map((parts) => lowering.reshape(parts[part]!, own));
    return lowering.reshape(sumAxis(lowering, make(lowering, names, own), [1, size, after], kernel), [1, after]);
  });
  return lowering.op('Add', sums);
}

type Pieces = NonNullable<ReturnType<typeof piecesOf>>;

/** The sums of blocks, for operands whose axis is the first one. */
function inBlocks(
  lowering: Lowering,
  operands: readonly Operand[],
  pieces: Pieces,
  block: number,
  kernel: DType,
  make: Make,
): string {
  const [{ shape, axis }] = operands as readonly [Operand];
  const after = sizeOf(shape.slice(axis + 1));
  const parts = pieces.piece / block;
  return overPieces(lowering, operands, pieces, { shape: [parts, after], dtype: kernel }, (own, names) =>
    sumBlocks(
      own,
      make(own, names, shape.with(axis, pieces.piece)),
      after === 1 ? [parts, block, 1] : [1, block, parts * after],
      kernel,
    ),
  );
}

/** Sums of rows that consist of blocks, which lie one behind the other; null where these are not a number of equal pieces. */
function sumRows(
  lowering: Lowering,
  operands: readonly Operand[],
  block: number,
  kernel: DType,
  make: Make,
): string | null {
  const [{ shape, axis }] = operands as readonly [Operand];
  const [size, length] = [sizeOf(shape), shape[axis]!];
  const flat = operands.map((operand) => ({ ...operand, shape: [size], axis: 0 }));
  const pieces = piecesOf(flat, block);
  if (!pieces || pieces.count * pieces.piece !== size) return null;
  const sums = inBlocks(lowering, flat, pieces, block, kernel, make);
  return lowering.reshape(sumOfSums(lowering, sums, [size / length, length / block, 1], kernel), [size / length, 1]);
}
