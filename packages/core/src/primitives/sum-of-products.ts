/** Sums of products of two factors, where the device adds up many of them at once. */
import { int } from '../onnx/attributes.js';
import type { Lowering } from '../onnx/lowering.js';
import { range, type Shape, sizeOf } from '../shape.js';
import { cut, type Operand, overPieces, piecesOf } from './pieces.js';
import { sumAxis, sumOfSums } from './sums-in-blocks.js';

/** How a device adds up products. */
export interface ProductsInBlocks {
  /** How many sums it makes side by side: of numbers that are as far apart. */
  readonly lanes: number;
  /** The sums of so many products each, of `size` in all. */
  sums(lowering: Lowering, factors: readonly string[], size: number, terms: number): string;
}

/** Makes two factors of operands of a shape. */
type Make = (lowering: Lowering, operands: readonly string[], shape: Shape) => readonly string[];

/** Two factors, made of operands of a shape. */
export interface Factors {
  readonly make: Make;
  /** Whether they are operands themselves. */
  readonly areGiven: boolean;
}

/** How many products are added to one number: of more equal ones the sum may be off by 10⁻⁶, and fewer give too many sums. */
const [MOST_TERMS, LEAST_TERMS] = [60, 16];

/** Each view of a row takes its time as another input of the model: so many are worth it, of rows that are no shorter. */
const [MOST_VIEWS, LONG_VIEW] = [64, 2 ** 16];

/** Up to so many elements all that is made of them stays near the processor. */
export const NEAR = 2 ** 21;

export const elementsOf = (operands: readonly Operand[]): number =>
  operands.reduce((total, { shape }) => total + sizeOf(shape), 0);

/** The sums along the last axis of the operands, [rows, 1]; null where the device has no way of its own to them. */
export function sumOfProducts(
  lowering: Lowering,
  operands: readonly Operand[],
  { make, areGiven }: Factors,
): string | null {
  const { products } = lowering.large;
  const [{ shape, axis }] = operands as readonly [Operand];
  if (!products || axis !== shape.length - 1) return null;
  const { lanes } = products;
  const [size, length] = [sizeOf(shape), shape[axis]!];
  const rows = size / length;
  const exact = range(MOST_TERMS + 1).findLast((n) => n >= LEAST_TERMS && length % (n * lanes) === 0);
  // Blocks lie within rows.
  if (!exact && rows > 1) return sumsOfRows(lowering, operands, [rows, length], make);
  const terms = exact ?? MOST_TERMS;
  const unit = terms * lanes;
  const flat = operands.map((operand) => ({ ...operand, shape: [size], axis: 0 }));
  const sumsOf = (own: Lowering, names: readonly string[], part: number) =>
    products.sums(own, make(own, names, [part]), part, terms);
  /** @param sums of the first `part` products */
  const total = (sums: string, part: number, rest: () => readonly string[]) => {
    const sum = sumOfSums(lowering, sums, [rows, part / terms / rows, 1], 'float32');
    if (part === size) return lowering.reshape(sum, [rows, 1]);
    const left = lowering.op('Mul', make(lowering, rest(), [size - part]));
    const others = sumAxis(lowering, left, [1, size - part, 1], 'float32');
    return lowering.op(
      'Add',
      [sum, others].map((each) => lowering.reshape(each, [1, 1])),
    );
  };
  if (areGiven || elementsOf(operands) < NEAR) {
    const whole = size - (size % unit);
    const views = exact ? [] : flat.map(({ name }) => lowering.partsOf(name, unit));
    const names = (part: number) =>
      flat.map(({ name }, i) => lowering.reshape(views[i]?.[part] ?? name, [part === 0 ? whole : size - whole]));
    if (!views.includes(null)) return total(sumsOf(lowering, names(0), whole), whole, () => names(1));
  }
  const pieces = piecesOf(flat, unit);
  if (!pieces) return null;
  const part = pieces.count * pieces.piece;
  if (rows > 1 && part !== size) return null;
  const spec = { shape: [pieces.piece / terms], dtype: 'float32' } as const;
  const sums = overPieces(lowering, flat, pieces, spec, (own, names) => sumsOf(own, names, pieces.piece));
  return total(sums, part, () => cut(lowering, flat, part, size));
}

/**
 * The sums of rows of any length, [rows, 1], where these are views of inputs; null where they would have to be copied.
 *
 * @param operands [rows, length], or vectors of that length that are the same for all rows
 */
export function sumsOfRows(
  lowering: Lowering,
  operands: readonly Operand[],
  [rows, length]: readonly [rows: number, length: number],
  make: Make,
): string | null {
  const { products } = lowering.large;
  if (!products || !lowering.hasFixedSizes || rows > MOST_VIEWS || length < LONG_VIEW) return null;
  const unit = MOST_TERMS * products.lanes;
  const whole = length - (length % unit);
  const views = operands.map(({ name, shape }) => {
    const vector = shape.length === 1 ? lowering.partsOf(name, unit) : null;
    return vector ? range(rows).map(() => vector[0]) : lowering.rowsOf(name, unit, rows);
  });
  if (views.includes(null)) return null;
  const sums = range(rows).map((row) => {
    const parts = views.map((names) => lowering.reshape(names![row]!, [whole]));
    const sum = products.sums(lowering, make(lowering, parts, [whole]), whole, MOST_TERMS);
    return lowering.reshape(sum, [1, whole / MOST_TERMS]);
  });
  const stacked = rows > 1 ? lowering.op('Concat', sums, { axis: int(0) }) : sums[0]!;
  const left = lowering.op('Mul', make(lowering, cut(lowering, operands, whole, length), [rows, length - whole]));
  const parts = [
    sumOfSums(lowering, stacked, [rows, whole / MOST_TERMS, 1], 'float32'),
    sumAxis(lowering, left, [rows, length - whole, 1], 'float32'),
  ];
  return lowering.op(
    'Add',
    parts.map((part) => lowering.reshape(part, [rows, 1])),
  );
}
