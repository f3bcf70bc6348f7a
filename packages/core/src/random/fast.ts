/**
 * Random numbers for dropout and noise layers: from the same keys, by a hash some ten times cheaper than threefry; masks take few of
 * its words. Their numbers are not those of JAX.
 */
import type { DType } from '../dtype.js';
import { ValueError } from '../errors.js';
import { greaterEqual } from '../primitives/compare.js';
import { add, mul, scalar } from '../primitives/elementwise.js';
import { hashBits } from '../primitives/random.js';
import { range, requireShape, type Shape, sizeOf } from '../shape.js';
import type { Tensor, TensorLike } from '../tensor/tensor.js';
import { type BitSource, floatFormat, normal, uniform } from './distributions.js';
import { asKey, type Key } from './keys.js';

/** Hashed words are at most one of so many then, and those of one row. */
const LONG_ROW = 16;

/**
 * Words of which few are hashed: the one at row i and column j is the product of an odd word of the row and an odd word of the
 * column, modulo 2^32. Odd numbers are a group under this product, so words between which no closed path of rows and columns
 * leads, any three for example, are uniform on the odd numbers and independent if the hashed ones are. Four words at the corners
 * of a rectangle are related, which leading bits do not show: they depend on all 32 bits of both factors.
 */
const productBits: BitSource = (key, shape) => {
  requireShape('random', shape);
  if (shape.length < 2) return hashBits(key, shape);
  const axes = axesOfRows(shape);
  const odd = (words: Tensor): Tensor => add(mul(words, scalar(2, 'uint32')), scalar(1, 'uint32'));
  const [rows, columns] = [shape.slice(0, axes), shape.slice(axes)];
  const ofRows = hashBits(key, [...rows, ...columns.map(() => 1)]);
  return mul(odd(ofRows), odd(hashBits(key, columns, 2 ** 31)));
};

/** Columns are the fewest last axes that are long enough for it not to matter how many rows there are, which is often open. */
const axesOfRows = (shape: Shape): number =>
  range(shape.length).findLast((axes) => axes > 0 && sizeOf(shape.slice(axes)) >= LONG_ROW) ?? 1;

/**
 * A bool mask that is false for a fraction `rate` of the elements.
 *
 * @example
 * const keep = fastDropoutMask(seedGenerator.next(), x.shape, 0.5);
 */
export function fastDropoutMask(key: Key, shape: Shape, rate: number): Tensor {
  if (!(rate >= 0 && rate <= 1)) throw new ValueError('A rate lies in [0, 1].', { received: String(rate) });
  const threshold = Math.min(Math.round(rate * 2 ** 32), 2 ** 32 - 1);
  return greaterEqual(productBits(asKey(key), shape), scalar(threshold, 'uint32'));
}

interface FastOptions {
  dtype?: DType;
  /**
   * Whether numbers of a matrix are made of a word for each row and one for each column: quicker where keys are not known before the graph
   * runs. Where they are, one kernel makes words and numbers from the key, and each has its own.
   */
  sharesWords?: boolean;
}

/** Where numbers get their bits. The trailing bits of products are no random ones, but half types are made of them. */
const bitsFor = ({ dtype = 'float32', sharesWords = false }: FastOptions): BitSource =>
  sharesWords && floatFormat(dtype).width === 32 ? productBits : hashBits;

/** Numbers uniform in [minval, maxval). */
export const fastUniform = (
  key: Key,
  shape: Shape,
  { minval = 0, maxval = 1, ...options }: FastOptions & { minval?: TensorLike; maxval?: TensorLike } = {},
): Tensor => uniform(bitsFor(options), asKey(key), shape, options.dtype ?? 'float32', minval, maxval);

/** Standard normal numbers. */
export const fastNormal = (key: Key, shape: Shape, options: FastOptions = {}): Tensor =>
  normal(bitsFor(options), asKey(key), shape, options.dtype ?? 'float32');
