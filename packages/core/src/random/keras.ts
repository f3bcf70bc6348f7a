/** keras.random: the same samplers with a shape first and a seed last. Numbers are those of Keras on JAX for the same seed. */

import { floatx } from '../config.js';
import { type DType, isFloat, isInteger, standardizeDType } from '../dtype.js';
import { ShapeError, ValueError } from '../errors.js';
import { less } from '../primitives/compare.js';
import { add, cast, div, mul, scalarLike, select } from '../primitives/elementwise.js';
import { broadcastTo, reshape } from '../primitives/movement.js';
import { randomBits } from '../primitives/random.js';
import { convert, toFloat } from '../python/promotion.js';
import { pythonFunction } from '../python/python-call.js';
import { normalizeAxis, type Shape } from '../shape.js';
import { show } from '../show.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { categories, shuffled } from './discrete.js';
import { normal as normalOf, truncatedNormal as truncatedNormalOf, uniform as uniformOf } from './distributions.js';
import { integers } from './jax.js';
import * as rejection from './rejection.js';
import { drawSeed, type Seed } from './seed-generator.js';

type DTypeName = string | null;

function floatType(op: string, dtype: DTypeName): DType {
  const type = standardizeDType(dtype, floatx());
  if (!isFloat(type)) throw new ValueError(`[${op}]: a floating dtype is needed.`, { received: type });
  return type;
}

function rescaled(sample: Tensor, mean: TensorLike, stddev: TensorLike): Tensor {
  const scaled = stddev === 1 ? sample : mul(sample, convert(stddev, sample.dtype));
  return mean === 0 ? scaled : add(scaled, convert(mean, sample.dtype));
}

/**
 * Numbers of a normal distribution.
 *
 * @param seed an integer (the same numbers every time), a SeedGenerator, or null for the global generator
 */
export const normal = pythonFunction(
  'normal',
  ['shape', 'mean', 'stddev', 'dtype', 'seed'],
  (shape: Shape, mean: TensorLike = 0, stddev: TensorLike = 1, dtype: DTypeName = null, seed: Seed = null) =>
    rescaled(normalOf(randomBits, drawSeed(seed), shape, floatType('normal', dtype)), mean, stddev),
);

/** Numbers of a normal distribution, none further than two standard deviations from the mean. */
export const truncatedNormal = pythonFunction(
  'truncatedNormal',
  ['shape', 'mean', 'stddev', 'dtype', 'seed'],
  (shape: Shape, mean: TensorLike = 0, stddev: TensorLike = 1, dtype: DTypeName = null, seed: Seed = null) => {
    const type = floatType('truncated_normal', dtype);
    return rescaled(truncatedNormalOf(randomBits, drawSeed(seed), shape, type, -2, 2), mean, stddev);
  },
);

/** Numbers uniform in [minval, maxval). */
export const uniform = pythonFunction(
  'uniform',
  ['shape', 'minval', 'maxval', 'dtype', 'seed'],
  (shape: Shape, minval: TensorLike = 0, maxval: TensorLike = 1, dtype: DTypeName = null, seed: Seed = null) =>
    uniformOf(randomBits, drawSeed(seed), shape, floatType('uniform', dtype), minval, maxval),
);

/** Integers uniform in [minval, maxval). */
export const randint = pythonFunction(
  'randint',
  ['shape', 'minval', 'maxval', 'dtype', 'seed'],
  (shape: Shape, minval: TensorLike, maxval: TensorLike, dtype: DTypeName = 'int32', seed: Seed = null) => {
    const type = standardizeDType(dtype, 'int32');
    if (!isInteger(type)) throw new ValueError('[randint]: an integer dtype is needed.', { received: type });
    return integers(drawSeed(seed), shape, minval, maxval, type);
  },
);

/**
 * Sets a fraction `rate` of the elements to 0 and scales the others by 1 / (1 - rate).
 *
 * @param inputs a tensor
 * @param rate the fraction of elements that become 0
 * @param seed an integer (the same numbers every time), a SeedGenerator, or null for the global generator
 * @param noiseShape sizes of the mask, broadcast to the inputs; null stands for the inputs' own size
 */
export const dropout = pythonFunction(
  'dropout',
  ['inputs', 'rate', 'noiseShape', 'seed'],
  (inputs: TensorLike, rate: number, noiseShape: readonly (number | null)[] | null = null, seed: Seed = null) => {
    const x = toFloat(inputs);
    const zero = scalarLike(0, x);
    if (rate === 1) return broadcastTo(zero, x.shape);
    if (rate === 0) return x;
    const keep = 1 - rate;
    const fraction = uniformOf(randomBits, drawSeed(seed), maskShape(x.shape, noiseShape), 'float32');
    const mask = less(fraction, convert(keep, 'float32'));
    return select(mask, div(x, scalarLike(keep, x)), zero);
  },
);

/** The shape of a dropout mask for inputs of `shape`. */
export function maskShape(shape: Shape, noiseShape: readonly (number | null)[] | null): Shape {
  if (noiseShape === null) return shape;
  const sizes = noiseShape.map((size, axis) => size ?? shape[axis]!);
  const lead = shape.length - sizes.length;
  if (lead < 0 || sizes.some((size, axis) => size !== 1 && size !== shape[lead + axis])) {
    throw new ShapeError('[dropout]: the noise shape does not broadcast to the inputs.', {
      received: `${show(noiseShape)} for inputs of shape [${shape}]`,
    });
  }
  return sizes;
}

/** Positions drawn with the probabilities softmax(logits): `numSamples` for each row of a matrix. */
export const categorical = pythonFunction(
  'categorical',
  ['logits', 'numSamples', 'dtype', 'seed'],
  (logits: TensorLike, numSamples: number, dtype: DTypeName = 'int32', seed: Seed = null) => {
    const x = toFloat(logits);
    const [rows, categoryCount] = x.shape;
    if (x.rank !== 2) {
      throw new ValueError('[categorical]: the logits must be a matrix.', { received: `shape [${x.shape}]` });
    }
    const column = reshape(x, [rows!, categoryCount!, 1]);
    return cast(categories(drawSeed(seed), column, 1, [rows!, numSamples]), standardizeDType(dtype, 'int32'));
  },
);

/**
 * Shuffles the elements along an axis, each vector on its own.
 *
 * @param x a tensor
 * @param axis along which it is shuffled
 * @param seed an integer (the same numbers every time), a SeedGenerator, or null for the global generator
 */
export const shuffle = pythonFunction(
  'shuffle',
  ['x', 'axis', 'seed'],
  (x: TensorLike, axis: number = 0, seed: Seed = null) => {
    const value = asTensor(x);
    return shuffled(drawSeed(seed), value, normalizeAxis(axis, value.rank, 'shuffle'));
  },
);

/** Numbers of the gamma distribution of shape parameter `alpha` and scale 1. */
export const gamma = pythonFunction(
  'gamma',
  ['shape', 'alpha', 'dtype', 'seed'],
  (shape: Shape, alpha: TensorLike, dtype: DTypeName = null, seed: Seed = null) =>
    rejection.gamma(drawSeed(seed), alpha, shape, floatType('gamma', dtype)),
);

/** Numbers of the beta distribution. */
export const beta = pythonFunction(
  'beta',
  ['shape', 'alpha', 'beta', 'dtype', 'seed'],
  (shape: Shape, alpha: TensorLike, beta: TensorLike, dtype: DTypeName = null, seed: Seed = null) =>
    rejection.beta(drawSeed(seed), alpha, beta, shape, floatType('beta', dtype)),
);

/** Numbers of successes in `counts` trials of the given probabilities, as floating numbers. */
export const binomial = pythonFunction(
  'binomial',
  ['shape', 'counts', 'probabilities', 'dtype', 'seed'],
  (shape: Shape, counts: TensorLike, probabilities: TensorLike, dtype: DTypeName = null, seed: Seed = null) =>
    rejection.binomial(drawSeed(seed), counts, probabilities, shape, floatType('binomial', dtype)),
);
