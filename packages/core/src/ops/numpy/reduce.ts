import { ValueError } from '../../errors.js';
import { notEqual } from '../../primitives/compare.js';
import { cast, div, mul, scalarLike, sqrt, sub } from '../../primitives/elementwise.js';
import { broadcastTo, reshape } from '../../primitives/movement.js';
import * as reduce from '../../primitives/reduce.js';
import { promoteToFloat } from '../../python/promotion.js';
import { formatShape, normalizeAxes, normalizeAxis, type Shape, sameShape } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { type Axis, type DTypeLike, dtypeOr, numpy } from '../support/arguments.js';
import { allOf, anyOf, extremeOf, flat, meanOf, sumOf, sumType, varianceOf } from '../support/composites.js';

const reduced = (name: string, body: (x: Tensor, axes: readonly number[], keepdims: boolean) => Tensor) =>
  numpy(name, ['x', 'axis', 'keepdims'], (x: TensorLike, axis: Axis = null, keepdims: boolean = false): Tensor => {
    const input = asTensor(x);
    return body(input, normalizeAxes(axis, input.rank, name), keepdims);
  });

/** The sum; of bools and small integers in 32 bits. */
export const sum = reduced('sum', sumOf);

/** The mean; of integers a float. */
export const mean = reduced('mean', meanOf);

/** The variance, dividing by the number of elements. */
const variance = reduced('var', varianceOf);

export { variance as var };

/** The standard deviation, dividing by the number of elements. */
export const std = reduced('std', (x, axes, keepdims) => sqrt(varianceOf(x, axes, keepdims)));

const extreme = (name: 'max' | 'min') =>
  numpy(
    name,
    ['x', 'axis', 'keepdims', 'initial'],
    (x: TensorLike, axis: Axis = null, keepdims: boolean = false, initial: TensorLike | null = null): Tensor => {
      const input = asTensor(x);
      return extremeOf(name, input, normalizeAxes(axis, input.rank, name), keepdims, initial);
    },
  );
/** The largest element, NaN if there is one; equal ones share the gradient. `initial` takes part as one more element. */
export const max = extreme('max');
/** The smallest element, NaN if there is one; equal ones share the gradient. `initial` takes part as one more element. */
export const min = extreme('min');
/** The same as {@link max}. */
export const amax = reduced('amax', (x, axes, keepdims) => extremeOf('amax', x, axes, keepdims));
/** The same as {@link min}. */
export const amin = reduced('amin', (x, axes, keepdims) => extremeOf('amin', x, axes, keepdims));

/** The largest minus the smallest element. */
export const ptp = reduced('ptp', (x, axes, keepdims) =>
  sub(extremeOf('ptp_max', x, axes, keepdims), extremeOf('ptp_min', x, axes, keepdims)),
);

/** Whether all elements differ from 0. */
export const all = reduced('all', allOf);
/** Whether any element differs from 0. */
export const any = reduced('any', anyOf);

/** How many elements differ from 0, as int32. */
export const countNonzero = numpy('count_nonzero', ['x', 'axis'], (x: TensorLike, axis: Axis = null): Tensor => {
  const input = asTensor(x);
  return reduce.sum(
    cast(notEqual(input, scalarLike(0, input)), 'int32'),
    normalizeAxes(axis, input.rank, 'count_nonzero'),
  );
});

/**
 * The weighted mean. Weights have the shape of x, or are one for each element of the only axis.
 *
 * @example
 * ops.average([1, 3], { weights: [3, 1] }); // 1.5
 */
export const average = numpy(
  'average',
  ['x', 'axis', 'weights'],
  (x: TensorLike, axis: Axis = null, weights: TensorLike | null = null): Tensor => {
    if (weights === null) {
      const input = asTensor(x);
      return meanOf(input, normalizeAxes(axis, input.rank, 'average'));
    }
    const [input, w] = promoteToFloat(x, weights) as [Tensor, Tensor];
    const axes = normalizeAxes(axis, input.rank, 'average');
    const factors = sameShape(w.shape, input.shape) ? w : alongAxis(w, input.shape, axes);
    const total = reduce.sum(factors, axes);
    return div(reduce.sum(mul(input, factors), axes), total);
  },
  { tensors: ['x', 'weights'] },
);

function alongAxis(weights: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  const axis = axes[0]!;
  if (axes.length !== 1 || weights.rank !== 1 || weights.size !== shape[axis]) {
    throw new ValueError('[average]: the weights do not fit.', {
      expected: `shape ${formatShape(shape)}, or a vector for one axis`,
      received: `shape ${formatShape(weights.shape)} for axes ${formatShape(axes)}`,
    });
  }
  return broadcastTo(
    reshape(
      weights,
      shape.map((dim, i) => (i === axis ? dim : 1)),
    ),
    shape,
  );
}

/** The product; of bools and small integers in 32 bits. */
export const prod = numpy(
  'prod',
  ['x', 'axis', 'keepdims', 'dtype'],
  (x: TensorLike, axis: Axis = null, keepdims: boolean = false, dtype: DTypeLike = null): Tensor => {
    const input = asTensor(x);
    const target = dtypeOr(dtype, sumType(input.dtype));
    return reduce.prod(cast(input, target), normalizeAxes(axis, input.rank, 'prod'), keepdims);
  },
);

const argExtreme = (name: string, body: (x: Tensor, axis: number) => Tensor) =>
  numpy(
    name,
    ['x', 'axis', 'keepdims'],
    (x: TensorLike, axis: number | null = null, keepdims: boolean = false): Tensor => {
      const input = asTensor(x);
      const at = axis === null ? null : normalizeAxis(axis, input.rank, name);
      if ((at === null ? input.size : input.shape[at]) === 0) {
        throw new ValueError(`[${name}]: a tensor without elements has no such element.`, {
          received: `shape ${formatShape(input.shape)}`,
        });
      }
      const position = at === null ? body(flat(input), 0) : body(input, at);
      return keepdims
        ? reshape(
            position,
            input.shape.map((dim, i) => (at === null || i === at ? 1 : dim)),
          )
        : position;
    },
  );
/** int32 position of the first largest element; without axis, in row-major order. */
export const argmax = argExtreme('argmax', reduce.argMax);
/** int32 position of the first smallest element; without axis, in row-major order. */
export const argmin = argExtreme('argmin', reduce.argMin);
