/**
 * Random numbers for dropout and noise layers: from the same keys, by a hash some ten times cheaper than threefry. Their numbers
 * are not those of JAX.
 */
import type { DType } from '../dtype.js';
import { ValueError } from '../errors.js';
import { greaterEqual } from '../primitives/compare.js';
import { scalar } from '../primitives/elementwise.js';
import { hashBits } from '../primitives/random.js';
import type { Shape } from '../shape.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { normal, uniform } from './distributions.js';
import { asKey, type Key } from './keys.js';

/**
 * A bool mask that is false for a fraction `rate` of the elements.
 *
 * @example
 * const keep = fastDropoutMask(seedGenerator.next(), x.shape, 0.5);
 */
export function fastDropoutMask(key: Key, shape: Shape, rate: number): Tensor {
  if (!(rate >= 0 && rate <= 1)) throw new ValueError('A rate lies in [0, 1].', { received: String(rate) });
  const threshold = Math.min(Math.round(rate * 2 ** 32), 2 ** 32 - 1);
  return greaterEqual(hashBits(asKey(key), shape), scalar(threshold, 'uint32'));
}

/** Numbers uniform in [minval, maxval). */
export const fastUniform = (
  key: Key,
  shape: Shape,
  { dtype = 'float32', minval = 0, maxval = 1 }: { dtype?: DType; minval?: TensorLike; maxval?: TensorLike } = {},
): Tensor => uniform(hashBits, asKey(key), shape, dtype, minval, maxval);

/** Standard normal numbers. */
export const fastNormal = (key: Key, shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor =>
  normal(hashBits, asKey(key), shape, dtype);
