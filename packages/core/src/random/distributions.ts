/**
 * Continuous distributions from random bits, operation by operation as in JAX, so that the same bits give the same numbers.
 * The source of the bits is a parameter: threefry2x32, or the cheap hash that dropout uses.
 */
import { type DType, isFloat } from '../dtype.js';
import { ValueError } from '../errors.js';
import { abs, add, cast, div, erf, maximum, minimum, mul, scalar, sub } from '../primitives/elementwise.js';
import { erfInv } from '../primitives/erf-inv.js';
import { broadcastTo } from '../primitives/movement.js';
import { multiplyAdd } from '../primitives/multiply-add.js';
import { bitsToFraction } from '../primitives/random.js';
import { convert } from '../python/promotion.js';
import type { Shape } from '../shape.js';
import { roundTo } from '../tensor/host-array.js';
import type { Tensor, TensorLike } from '../tensor/tensor.js';

/** Words of `shape` for a key, or for each of a batch of keys. */
export type BitSource = (key: Tensor, shape: Shape) => Tensor;

interface FloatFormat {
  /** How many of the 32 random bits a number is made from, and how many of those survive. */
  readonly width: number;
  readonly digits: number;
  readonly smallestNormal: number;
}

const FORMATS: Partial<Record<DType, FloatFormat>> = {
  float32: { width: 32, digits: 23, smallestNormal: 2 ** -126 },
  float16: { width: 16, digits: 10, smallestNormal: 2 ** -14 },
  bfloat16: { width: 8, digits: 7, smallestNormal: 2 ** -126 },
};

/** The type in which numbers are drawn: float64 ones are drawn as float32, as in JAX without 64-bit types. */
const drawn = (dtype: DType): DType => (dtype === 'float64' ? 'float32' : dtype);

export function floatFormat(dtype: DType): FloatFormat {
  const format = isFloat(dtype) ? FORMATS[drawn(dtype)] : undefined;
  if (!format)
    throw new ValueError('Random numbers of this distribution are floating.', { received: `dtype ${dtype}` });
  return format;
}

/** Uniform in [minval, maxval). */
export function uniform(
  bits: BitSource,
  key: Tensor,
  shape: Shape,
  dtype: DType,
  minval: TensorLike = 0,
  maxval: TensorLike = 1,
): Tensor {
  const { width, digits } = floatFormat(dtype);
  const fraction = bitsToFraction(bits(key, shape), width, digits);
  if (minval === 0 && maxval === 1) return cast(fraction, dtype);
  const type = drawn(dtype);
  const low = convert(minval, type);
  if (typeof minval === 'number' && typeof maxval === 'number') {
    const span = roundTo(roundTo(maxval, type) - roundTo(minval, type), type);
    // XLA has a fused multiply-add for float32. A power of two scales exactly, so two roundings are one.
    const exact = type !== 'float32' || Number.isInteger(Math.log2(span));
    const scaled = (exact ? affine : multiplyAdd)(cast(fraction, type), scalar(span, type), low);
    return cast(span > 0 ? scaled : broadcastTo(low, fraction.shape), dtype);
  }
  const span = sub(convert(maxval, type), low);
  const scaled = (type === 'float32' ? multiplyAdd : affine)(cast(fraction, type), span, low);
  return cast(maximum(low, scaled), dtype);
}

const affine = (x: Tensor, scale: Tensor, offset: Tensor): Tensor => add(mul(x, scale), offset);

/** Standard normal numbers, by the inverse of the distribution function. */
export function normal(bits: BitSource, key: Tensor, shape: Shape, dtype: DType): Tensor {
  const type = drawn(dtype);
  const aboveMinusOne = -(1 - 2 ** -(floatFormat(type).digits + 1));
  const u = uniform(bits, key, shape, type, aboveMinusOne, 1);
  return cast(mul(scalar(Math.SQRT2, type), erfInv(u)), dtype);
}

/** Standard normal numbers between `lower` and `upper`. */
export function truncatedNormal(
  bits: BitSource,
  key: Tensor,
  shape: Shape,
  dtype: DType,
  lower: TensorLike,
  upper: TensorLike,
): Tensor {
  const type = drawn(dtype);
  const root = scalar(Math.SQRT2, type);
  const [low, high] = [convert(lower, type), convert(upper, type)];
  const u = uniform(bits, key, shape, type, erf(div(low, root)), erf(div(high, root)));
  const inside = maximum(mul(root, erfInv(u)), neighbour(low, 1));
  return cast(minimum(inside, neighbour(high, -1)), dtype);
}

/** The next number above (direction 1) or below (-1). */
function neighbour(x: Tensor, direction: 1 | -1): Tensor {
  const { digits, smallestNormal } = floatFormat(x.dtype);
  // More than half and less than one and a half of the distance between neighbours, which the sum is rounded to.
  const step = mul(abs(x), scalar(1.2 * 2 ** -(digits + 1), x.dtype));
  const atLeast = maximum(step, scalar(smallestNormal, x.dtype));
  return add(x, mul(atLeast, scalar(direction, x.dtype)));
}
