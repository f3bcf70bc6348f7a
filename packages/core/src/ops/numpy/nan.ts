/** keras.ops: reductions that leave NaN out. */
import { ValueError } from '../../errors.js';
import { isNan } from '../../primitives/compare.js';
import * as cumulative from '../../primitives/cumulative.js';
import { cast, div, mul, scalar, scalarLike, select, sqrt, sub } from '../../primitives/elementwise.js';
import { reshape } from '../../primitives/movement.js';
import * as reduce from '../../primitives/reduce.js';
import { isIntegral, toFloat } from '../../python/promotion.js';
import { formatShape, normalizeAxes, normalizeAxis, reducedShape } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { type Axis, computeType, type DTypeLike, dtypeOr, numpy } from '../support/arguments.js';
import { allOf, extremeOf, flat, sumType } from '../support/composites.js';

/** x with `value` in place of NaN, as which integers never count. */
const replaced = (x: Tensor, value: number): Tensor => (isIntegral(x) ? x : select(isNan(x), scalarLike(value, x), x));

/** How many elements along the axes are numbers. */
const countOf = (x: Tensor, axes: readonly number[], keepdims: boolean): Tensor =>
  reduce.sum(select(isNan(x), scalarLike(0, x), scalarLike(1, x)), axes, keepdims);

type Body = (x: Tensor, axes: readonly number[], keepdims: boolean) => Tensor;

const reduced = (name: string, body: Body) =>
  numpy(name, ['x', 'axis', 'keepdims'], (x: TensorLike, axis: Axis = null, keepdims: boolean = false): Tensor => {
    const input = asTensor(x);
    return body(input, normalizeAxes(axis, input.rank, name), keepdims);
  });

/** The sum of what is not NaN. */
export const nansum = reduced('nansum', (x, axes, keepdims) =>
  reduce.sum(cast(replaced(x, 0), sumType(x.dtype)), axes, keepdims),
);
/** The product of what is not NaN. */
export const nanprod = reduced('nanprod', (x, axes, keepdims) =>
  reduce.prod(cast(replaced(x, 1), sumType(x.dtype)), axes, keepdims),
);

/** In float32 for half types and integers. */
const inFloat =
  (body: Body): Body =>
  (x, axes, keepdims) => {
    const value = toFloat(x);
    return cast(body(cast(value, computeType(value.dtype)), axes, keepdims), value.dtype);
  };

const meanOf: Body = (x, axes, keepdims) => div(reduce.sum(replaced(x, 0), axes, keepdims), countOf(x, axes, keepdims));

const varianceOf: Body = (x, axes, keepdims) => {
  // Infinities make it NaN, which must show.
  const deviation = select(isNan(x), scalarLike(0, x), sub(x, meanOf(x, axes, true)));
  return div(reduce.sum(mul(deviation, deviation), axes, keepdims), countOf(x, axes, keepdims));
};

/** The mean of the numbers; NaN where there are none. */
export const nanmean = reduced('nanmean', inFloat(meanOf));
/** The variance of the numbers; NaN where there are none. */
export const nanvar = reduced('nanvar', inFloat(varianceOf));
/** The standard deviation of the numbers; NaN where there are none. */
export const nanstd = reduced(
  'nanstd',
  inFloat((x, axes, keepdims) => sqrt(varianceOf(x, axes, keepdims))),
);

const extreme = (name: 'nanmax' | 'nanmin') =>
  reduced(name, (x, axes, keepdims) => {
    if (isIntegral(x)) return extremeOf(name, x, axes, keepdims);
    const other = name === 'nanmax' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    const found = extremeOf(name, replaced(x, other), axes, keepdims);
    return select(allOf(isNan(x), axes, keepdims), scalarLike(Number.NaN, x), found);
  });
/** The largest number; NaN where there is none. */
export const nanmax = extreme('nanmax');
/** The smallest number; NaN where there is none. */
export const nanmin = extreme('nanmin');

const argExtreme = (name: string, other: number, body: (x: Tensor, axis: number) => Tensor) =>
  numpy(
    name,
    ['x', 'axis', 'keepdims'],
    (x: TensorLike, axis: number | null = null, keepdims: boolean = false): Tensor => {
      const given = asTensor(x);
      const input = axis === null ? flat(given) : given;
      const at = axis === null ? 0 : normalizeAxis(axis, input.rank, name);
      const found = body(replaced(input, other), at);
      const none = isIntegral(input) ? scalar(0, 'bool') : allOf(isNan(input), [at]);
      const position = select(none, scalar(-1, 'int32'), found);
      if (!keepdims) return position;
      return reshape(position, axis === null ? given.shape.map(() => 1) : reducedShape(input.shape, [at], true));
    },
  );
/** int32 position of the first largest number; -1 where there is none. */
export const nanargmax = argExtreme('nanargmax', Number.NEGATIVE_INFINITY, reduce.argMax);
/** int32 position of the first smallest number; -1 where there is none. */
export const nanargmin = argExtreme('nanargmin', Number.POSITIVE_INFINITY, reduce.argMin);

/** An axis that may be given as a list of one. */
function oneAxis(op: string, axis: Axis): number | null {
  if (axis === null || typeof axis === 'number') return axis;
  if (axis.length === 1) return axis[0]!;
  throw new ValueError(`[${op}]: one axis is needed.`, { received: formatShape(axis) });
}

const running = (name: string, neutral: number, body: (x: Tensor, axis: number) => Tensor) =>
  numpy(name, ['x', 'axis', 'dtype'], (x: TensorLike, axis: Axis = null, dtype: DTypeLike = null): Tensor => {
    const given = asTensor(x);
    const axisTensor = oneAxis(name, axis);
    const input = cast(replaced(given, neutral), dtypeOr(dtype, given.dtype === 'bool' ? 'int32' : given.dtype));
    return axisTensor === null ? body(flat(input), 0) : body(input, normalizeAxis(axisTensor, input.rank, name));
  });
/** Running sums in which NaN counts as 0. */
export const nancumsum = running('nancumsum', 0, (x, axis) => cumulative.cumsum(x, axis));
/** Running products in which NaN counts as 1. */
export const nancumprod = running('nancumprod', 1, cumulative.cumprod);
