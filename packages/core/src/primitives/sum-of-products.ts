/** Sums of products of two factors, where the device adds up many of them at once. */
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

/** Two factors, made of operands of a shape. */
export interface Factors {
  make(lowering: Lowering, operands: readonly string[], shape: Shape): readonly string[];
  /** Whether they are operands themselves. */
  readonly areGiven: boolean;
}

/** How many products are added to one number: of more equal ones the sum may be off by 10⁻⁶, and fewer give too many sums. */
export const MOST_TERMS = 60;
const LEAST_TERMS = 16;

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
  if (!exact && rows > 1) return null;
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
