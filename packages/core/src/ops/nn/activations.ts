/** Activation functions of keras.ops. Integers become float32 except where the results are whole. */
import { ValueError } from '../../errors.js';
import * as activations from '../../primitives/activations.js';
import { greater, greaterEqual, less, lessEqual } from '../../primitives/compare.js';
import * as p from '../../primitives/elementwise.js';
import { slice } from '../../primitives/movement.js';
import { promote, toFloat } from '../../python/promotion.js';
import { formatShape, normalizeAxis } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';

const op = opFamily('nn');
const activation = (name: string, body: (x: Tensor) => Tensor) => op(name, ['x'], (x: TensorLike) => body(toFloat(x)));

const constant = p.scalarLike;
const times = (x: Tensor, factor: number): Tensor => p.mul(x, constant(factor, x));
const plus = (x: Tensor, term: number): Tensor => p.add(x, constant(term, x));

/** Bools are counted as int32. */
const asNumbers = (value: TensorLike): Tensor => {
  const x = asTensor(value);
  return x.dtype === 'bool' ? p.cast(x, 'int32') : x;
};

/** max(x, 0). */
export const relu = op('relu', ['x'], (x: TensorLike): Tensor => p.relu(asNumbers(x)));

/** min(max(x, 0), 6). */
export const relu6 = activation('relu6', (x) => activations.clamp(x, { low: 0, high: 6 }));

/** 1 / (1 + e^-x). */
export const sigmoid = activation('sigmoid', p.sigmoid);

/** log(1 + e^x). */
export const softplus = activation('softplus', p.softplus);

/** x / (1 + |x|). */
export const softsign = activation('softsign', (x) => p.div(x, plus(p.abs(x), 1)));

const sigmoidTimes = (x: Tensor): Tensor => p.mul(x, p.sigmoid(x));

/** x · sigmoid(x) (https://arxiv.org/abs/1702.03118). */
export const silu = activation('silu', sigmoidTimes);
/** The other name of {@link silu}. */
export const swish = silu;

/** log(sigmoid(x)). */
export const logSigmoid = activation('log_sigmoid', (x) => p.neg(p.softplus(p.neg(x))));

/** (x + √(x² + b)) / 2: a smooth relu without exponentials (https://arxiv.org/abs/2112.11687). */
export const squareplus = op('squareplus', ['x', 'b'], (x: TensorLike, b: number = 4): Tensor => {
  const input = toFloat(x);
  return times(p.add(input, p.sqrt(plus(p.mul(input, input), b))), 0.5);
});

/** 0 below -1, x above 1, a parabola in between. */
export const sparsePlus = activation('sparse_plus', (x) => {
  const shifted = plus(x, 1);
  const above = p.select(greaterEqual(x, constant(1, x)), x, times(p.mul(shifted, shifted), 0.25));
  return p.select(lessEqual(x, constant(-1, x)), constant(0, x), above);
});

const hardSigmoidOf = (x: Tensor): Tensor => times(activations.clamp(plus(x, 3), { low: 0, high: 6 }), 1 / 6);

/** 0 below -1, 1 above 1, linear in between. */
export const sparseSigmoid = activation('sparse_sigmoid', (x) =>
  times(p.minimum(p.maximum(plus(x, 1), constant(0, x)), constant(2, x)), 0.5),
);

/** 0 below -3, 1 above 3, linear in between. */
export const hardSigmoid = activation('hard_sigmoid', hardSigmoidOf);

/** x · hardSigmoid(x) (https://arxiv.org/abs/1905.02244). */
export const hardSilu = activation('hard_silu', (x) => p.mul(x, hardSigmoidOf(x)));
/** The other name of {@link hardSilu}. */
export const hardSwish = hardSilu;

/** x, but not below -1 and not above 1. */
export const hardTanh = op('hard_tanh', ['x'], (x: TensorLike): Tensor => {
  const input = asNumbers(x);
  const bounded = p.select(less(input, constant(-1, input)), constant(-1, input), input);
  return p.select(greater(input, constant(1, input)), constant(1, input), bounded);
});

/** x - tanh(x). */
export const tanhShrink = activation('tanh_shrink', (x) => p.sub(x, p.tanh(x)));

/** x where |x| > threshold, else 0. */
export const hardShrink = op('hard_shrink', ['x', 'threshold'], (x: TensorLike, threshold: number = 0.5): Tensor => {
  const input = toFloat(x);
  return p.select(greater(p.abs(input), constant(threshold, input)), input, constant(0, input));
});

/** x moved towards 0 by the threshold, 0 within it. */
export const softShrink = op('soft_shrink', ['x', 'threshold'], (x: TensorLike, threshold: number = 0.5): Tensor => {
  const input = toFloat(x);
  const below = p.select(less(input, constant(-threshold, input)), plus(input, threshold), constant(0, input));
  return p.select(greater(input, constant(threshold, input)), plus(input, -threshold), below);
});

/** x where x > threshold, else `defaultValue`. */
export const threshold = op(
  'threshold',
  ['x', 'threshold', 'defaultValue'],
  (x: TensorLike, threshold: number, defaultValue: number): Tensor => {
    const [input, bound] = promote(x, threshold) as [Tensor, Tensor];
    const [value, other] = promote(asTensor(x), defaultValue) as [Tensor, Tensor];
    return p.select(greater(input, bound), value, other);
  },
);

/** x, below 0 negativeSlope · x. */
export const leakyRelu = op(
  'leaky_relu',
  ['x', 'negativeSlope'],
  (x: TensorLike, negativeSlope: number = 0.2): Tensor => activations.leakyRelu(toFloat(x), { alpha: negativeSlope }),
);

/** x, below 0 alpha (e^x - 1) (https://arxiv.org/abs/1511.07289). */
export const elu = op(
  'elu',
  ['x', 'alpha'],
  (x: TensorLike, alpha: number = 1): Tensor => activations.elu(toFloat(x), { alpha }),
);

/** A scaled elu whose outputs keep mean 0 and variance 1 (https://arxiv.org/abs/1706.02515). */
export const selu = activation('selu', (x) =>
  times(activations.elu(x, { alpha: 1.6732632423543772 }), 1.0507009873554805),
);

/** x, below 0 alpha (e^(x / alpha) - 1) (https://arxiv.org/abs/1704.07483). */
export const celu = op('celu', ['x', 'alpha'], (x: TensorLike, alpha: number = 1): Tensor => {
  const input = toFloat(x);
  const scaled = times(activations.elu(times(input, 1 / alpha), { alpha: 1 }), alpha);
  return p.select(greater(input, constant(0, input)), input, scaled);
});

/** x Φ(x), with the normal distribution function Φ, or its tanh approximation (https://arxiv.org/abs/1606.08415). */
export const gelu = op('gelu', ['x', 'approximate'], (x: TensorLike, approximate: boolean = true): Tensor => {
  const input = toFloat(x);
  if (!approximate) return p.mul(times(input, 0.5), plus(p.erf(times(input, Math.SQRT1_2)), 1));
  const cubed = p.mul(p.mul(input, input), input);
  const inner = times(p.add(input, times(cubed, 0.044715)), Math.sqrt(2 / Math.PI));
  return p.mul(times(input, 0.5), plus(p.tanh(inner), 1));
});

/**
 * The first half along an axis times the sigmoid of the second (https://arxiv.org/abs/1612.08083).
 *
 * @throws ValueError if the axis has an odd size
 */
export const glu = op('glu', ['x', 'axis'], (x: TensorLike, axis: number = -1): Tensor => {
  const input = toFloat(x);
  const along = normalizeAxis(axis, input.rank, 'glu');
  const half = input.shape[along]! / 2;
  if (!Number.isInteger(half)) {
    throw new ValueError('[glu]: the axis must have an even size.', {
      received: `${formatShape(input.shape)}, axis ${axis}`,
    });
  }
  const sizes = input.shape.map((size, i) => (i === along ? half : size));
  const starts = input.shape.map((_, i) => (i === along ? half : 0));
  const [first, second] = [input.shape.map(() => 0), starts].map((start) => slice(input, start, sizes));
  return p.mul(first!, p.sigmoid(second!));
});
