/** Normalisation of keras.ops. */
import { epsilon as defaultEpsilon } from '../../config.js';
import { NotImplementedError, ValueError } from '../../errors.js';
import { clamp } from '../../primitives/activations.js';
import {
  abs,
  add,
  cast,
  div,
  log,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  reciprocal,
  scalarLike,
  sqrt,
  sub,
} from '../../primitives/elementwise.js';
import * as primitive from '../../primitives/moments.js';
import { reshape } from '../../primitives/movement.js';
import { mean as meanOverAxes, sum } from '../../primitives/reduce.js';
import { standardize } from '../../primitives/standardize.js';
import { convert, promoteToFloat, toFloat } from '../../python/promotion.js';
import { formatShape, normalizeAxes, normalizeAxis, sameShape } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { type Axis, computeType, floatSymbol } from '../support/arguments.js';
import { opFamily } from '../support/define.js';

const op = opFamily('nn');

const rsqrt = (x: Tensor): Tensor => reciprocal(sqrt(x));
const plus = (x: Tensor, term: number): Tensor => add(x, scalarLike(term, x));

/**
 * Mean and variance over axes. Half types are computed in float32 and kept finite.
 *
 * @returns [mean, variance]
 * @example
 * const [mean, variance] = ops.moments(images, [0, 1, 2]);
 */
export const moments = op(
  'moments',
  ['x', 'axes', 'keepdims', 'synchronized'],
  (x: TensorLike, axes: Axis, keepdims: boolean = false, synchronized: boolean = false): [Tensor, Tensor] => {
    if (synchronized) throw new NotImplementedError('[moments]: synchronized=true needs several devices.');
    const input = toFloat(x);
    const over = normalizeAxes(axes, input.rank, 'moments');
    const results = primitive.moments(cast(input, computeType(input.dtype)), over).map((result) => {
      const kept = keepdims
        ? result
        : reshape(
            result,
            result.shape.filter((_, i) => !over.includes(i)),
          );
      const finite = kept.dtype === input.dtype ? kept : clamp(kept, { low: -65504, high: 65504 });
      return cast(finite, input.dtype);
    });
    return results as [Tensor, Tensor];
  },
);

/**
 * (x - mean) / √(variance + epsilon) · scale + offset, where all but x are vectors along `axis`.
 *
 * @example
 * ops.batchNormalization(images, mean, variance, -1, beta, gamma);
 */
export const batchNormalization = op(
  'batch_normalization',
  ['x', 'mean', 'variance', 'axis', 'offset', 'scale', 'epsilon'],
  (
    x: TensorLike,
    mean: TensorLike,
    variance: TensorLike,
    axis: number,
    offset: TensorLike | null = null,
    scale: TensorLike | null = null,
    epsilon: number = 0.001,
  ): Tensor => {
    const optional = [offset, scale].filter((v) => v !== null);
    const [value, m, v, ...rest] = promoteToFloat(x, mean, variance, ...optional) as [
      Tensor,
      Tensor,
      Tensor,
      ...Tensor[],
    ];
    const along = normalizeAxis(axis, value.rank, 'batch_normalization');
    const shape = value.shape.map((_, i) => (i === along ? m.size : 1));
    const vector = (t: Tensor) => reshape(t, shape);
    const factor = rsqrt(plus(vector(v), epsilon));
    const scaled = scale === null ? factor : mul(factor, vector(rest[rest.length - 1]!));
    const shift = neg(mul(vector(m), scaled));
    return add(mul(value, scaled), offset === null ? shift : add(shift, vector(rest[0]!)));
  },
  { tensors: ['x', 'mean', 'variance', 'offset', 'scale'], className: 'BatchNorm' },
);

/** A vector or block of parameters over `axes`, shaped to broadcast against `x`. */
function alongAxes(parameter: Tensor, x: Tensor, axes: readonly number[]): Tensor {
  const trailing = axes.length === 1 && axes[0] === x.rank - 1;
  if (parameter.rank === x.rank || trailing) return parameter;
  return reshape(
    parameter,
    x.shape.map((size, i) => (axes.includes(i) ? size : 1)),
  );
}

/**
 * Scales and shifts x so that mean and variance over `axis` become 0 and 1, then multiplies by gamma and adds beta
 * (https://arxiv.org/abs/1607.06450). Computed in float32 at least.
 *
 * @param gamma,beta of the sizes of the axes; null for none
 * @param epsilon null for the configured one
 * @example
 * ops.layerNormalization(images, gamma, beta, { epsilon: 1e-6 });
 */
export const layerNormalization = op(
  'layer_normalization',
  ['x', 'gamma', 'beta', 'axis', 'epsilon', 'rmsScaling'],
  (
    x: TensorLike,
    gamma: TensorLike | null = null,
    beta: TensorLike | null = null,
    axis: Axis = -1,
    epsilon: number | null = null,
    rmsScaling: boolean = false,
  ): Tensor => {
    const given = toFloat(x);
    const input = cast(given, computeType(given.dtype));
    const axes = normalizeAxes(axis, input.rank, 'layer_normalization');
    const parameter = (t: TensorLike | null) => (t === null ? null : alongAxes(convert(t, input.dtype), input, axes));
    const [scale, offset] = [parameter(gamma), rmsScaling ? null : parameter(beta)];
    const least = epsilon ?? defaultEpsilon();
    const normalized = rmsScaling
      ? mul(input, rsqrt(plus(primitive.moments(input, axes)[1], least)))
      : standardize(input, axes, least);
    const scaled = scale ? mul(normalized, scale) : normalized;
    return cast(offset ? add(scaled, offset) : scaled, given.dtype);
  },
  {
    tensors: 3,
    className: 'LayerNorm',
    spec: (value: TensorLike) => floatSymbol(asTensor(value).shape, value),
  },
);

/**
 * x / √(mean(x²) + epsilon) · scale over `axis` (https://arxiv.org/abs/1910.07467). Computed in float32 at least.
 *
 * @param epsilon null for the configured one
 * @example
 * ops.rmsNormalization(images, scale);
 */
export const rmsNormalization = op(
  'rms_normalization',
  ['x', 'scale', 'axis', 'epsilon'],
  (x: TensorLike, scale: TensorLike | null = null, axis: Axis = -1, epsilon: number | null = null): Tensor => {
    const given = toFloat(x);
    const input = cast(given.rank === 0 ? reshape(given, [1]) : given, computeType(given.dtype));
    const axes = normalizeAxes(axis, input.rank, 'rms_normalization');
    const normalized = standardize(input, axes, epsilon ?? defaultEpsilon(), false);
    return cast(scale === null ? normalized : mul(normalized, convert(scale, input.dtype)), given.dtype);
  },
  { tensors: 2, className: 'RMSNorm' },
);

/**
 * x divided by its norm of the given order over `axis`.
 *
 * @param order a positive integer; 2 for the Euclidean norm
 * @param epsilon the least divisor; null for the configured one
 * @throws ValueError for another order
 * @example
 * ops.normalize([[3, 4]]); // [[0.6, 0.8]]
 */
export const normalize = op(
  'normalize',
  ['x', 'axis', 'order', 'epsilon'],
  (x: TensorLike, axis: Axis = -1, order: number = 2, epsilon: number | null = null): Tensor => {
    if (!Number.isInteger(order) || order < 1) {
      throw new ValueError('[normalize]: the order must be a positive integer.', { received: String(order) });
    }
    const given = toFloat(x);
    const input = given.rank === 0 ? reshape(given, [1]) : given;
    const axes = normalizeAxes(axis, input.rank, 'normalize');
    const least = epsilon ?? defaultEpsilon();
    if (order === 2)
      return mul(input, minimum(rsqrt(sum(mul(input, input), axes, true)), scalarLike(1 / least, input)));
    const magnitudes = abs(input);
    const total = sum(order === 1 ? magnitudes : pow(magnitudes, scalarLike(order, input)), axes, true);
    const norm = order === 1 ? total : pow(total, scalarLike(1 / order, input));
    return div(input, maximum(norm, scalarLike(least, input)));
  },
);

/**
 * The peak signal-to-noise ratio of two images, 20 log10(maxVal) - 10 log10(mean squared difference).
 *
 * @throws ValueError if the shapes differ
 * @example
 * ops.psnr(image, reconstruction, 255);
 */
export const psnr = op(
  'psnr',
  ['x1', 'x2', 'maxVal'],
  (x1: TensorLike, x2: TensorLike, maxVal: number): Tensor => {
    const [a, b] = promoteToFloat(x1, x2) as [Tensor, Tensor];
    if (!sameShape(a.shape, b.shape)) {
      throw new ValueError('[psnr]: the shapes differ.', {
        received: `${formatShape(a.shape)} and ${formatShape(b.shape)}`,
      });
    }
    const difference = sub(a, b);
    const error = meanOverAxes(
      mul(difference, difference),
      a.shape.map((_, i) => i),
    );
    const noise = div(log(error), scalarLike(Math.LN10 / 10, error));
    return sub(scalarLike(20 * Math.log10(maxVal), error), noise);
  },
  { tensors: 2, className: 'PSNR', spec: (x1: TensorLike, x2: TensorLike) => floatSymbol([], x1, x2) },
);
