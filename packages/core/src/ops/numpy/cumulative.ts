/** keras.ops: running sums and products, differences, and the integral by trapezoids. */
import { ShapeError, ValueError } from '../../errors.js';
import { notEqual } from '../../primitives/compare.js';
import * as cumulative from '../../primitives/cumulative.js';
import { add, cast, mul, scalarLike, sub } from '../../primitives/elementwise.js';
import { reshape, slice } from '../../primitives/movement.js';
import { promoteToFloat, toFloat } from '../../python/promotion.js';
import { formatShape, normalizeAxis } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { type DTypeLike, dtypeOr, numpy } from '../support/arguments.js';
import { flat, sumOf } from '../support/composites.js';

const running = (name: string, body: (x: Tensor, axis: number) => Tensor) =>
  numpy(name, ['x', 'axis', 'dtype'], (x: TensorLike, axis: number | null = null, dtype: DTypeLike = null): Tensor => {
    const given = asTensor(x);
    const input = cast(given, dtypeOr(dtype, given.dtype === 'bool' ? 'int32' : given.dtype));
    return axis === null ? body(flat(input), 0) : body(input, normalizeAxis(axis, input.rank, name));
  });
/** Sums of each element and those before it; without axis, in row-major order. */
export const cumsum = running('cumsum', (x, axis) => cumulative.cumsum(x, axis));
/** Products of each element and those before it; without axis, in row-major order. */
export const cumprod = running('cumprod', cumulative.cumprod);

/** The elements along an axis without the first, and without the last. */
function neighbours(x: Tensor, axis: number): [after: Tensor, before: Tensor] {
  const sizes = x.shape.map((dim, i) => (i === axis ? Math.max(0, dim - 1) : dim));
  const from = (start: number) =>
    slice(
      x,
      x.shape.map((dim, i) => (i === axis ? Math.min(start, dim) : 0)),
      sizes,
    );
  return [from(1), from(0)];
}

/** Differences of neighbours along an axis, `n` times over. @throws ValueError for a negative n */
export const diff = numpy('diff', ['a', 'n', 'axis'], (a: TensorLike, n: number = 1, axis: number = -1): Tensor => {
  let x = asTensor(a);
  if (n < 0 || !Number.isInteger(n)) {
    throw new ValueError('[diff]: the order must be an integer that is not negative.', { received: `n = ${n}` });
  }
  if (x.rank === 0) throw new ShapeError('[diff]: at least one axis is needed.', { received: formatShape(x.shape) });
  const at = normalizeAxis(axis, x.rank, 'diff');
  // Nothing is left after as many as there are elements.
  for (let i = 0; i < Math.min(n, asTensor(a).shape[at]!); i++) {
    const [after, before] = neighbours(x, at);
    x = x.dtype === 'bool' ? notEqual(after, before) : sub(after, before);
  }
  return x;
});

/**
 * The integral of y along an axis by the trapezoidal rule.
 *
 * @param x where the samples lie (a vector, or of the shape of y); left out: `dx` apart
 */
export const trapezoid = numpy(
  'trapezoid',
  ['y', 'x', 'dx', 'axis'],
  (y: TensorLike, x: TensorLike | null = null, dx: TensorLike = 1, axis: number = -1): Tensor => {
    const [values, widths] = (x === null ? [toFloat(y), null] : promoteToFloat(y, x)) as [Tensor, Tensor | null];
    const at = normalizeAxis(axis, values.rank, 'trapezoid');
    const [after, before] = neighbours(values, at);
    const sums = mul(add(after, before), scalarLike(0.5, values));
    if (widths === null) return sumOf(mul(sums, cast(asTensor(dx), values.dtype)), [at]);
    const along =
      widths.rank === 1
        ? reshape(
            widths,
            values.shape.map((_, i) => (i === at ? -1 : 1)),
          )
        : widths;
    return sumOf(mul(sums, sub(...neighbours(along, along.rank === values.rank ? at : along.rank - 1))), [at]);
  },
);
