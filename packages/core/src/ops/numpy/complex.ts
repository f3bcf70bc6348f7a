/**
 * There is no complex element type. A complex array is a pair [real part, imaginary part] of tensors, as in the arguments and
 * results of the original's Fourier transforms; a single tensor stands for numbers without imaginary part.
 */
import { ShapeError } from '../../errors.js';
import { equal, isNan, less } from '../../primitives/compare.js';
import { neg, scalar, scalarLike, select } from '../../primitives/elementwise.js';
import { broadcastTo, concatenate, reshape, slice } from '../../primitives/movement.js';
import { atan2 } from '../../primitives/special.js';
import { toFloat } from '../../python/promotion.js';
import { formatShape } from '../../shape.js';
import { asTensor, isTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { numpy } from '../support/arguments.js';
import { opFamily } from '../support/define.js';

/** Real and imaginary part. */
export type Complex = readonly [Tensor, Tensor];

const isComplex = (x: unknown): x is Complex => Array.isArray(x) && x.length === 2 && x.every(isTensor);

/** The real part. */
export const real = numpy('real', ['x'], (x: TensorLike | Complex): Tensor => (isComplex(x) ? x[0] : asTensor(x)));

/** The imaginary part: zeros for a real tensor. */
export const imag = numpy('imag', ['x'], (x: TensorLike | Complex): Tensor => {
  if (isComplex(x)) return x[1];
  const input = asTensor(x);
  return broadcastTo(scalar(0, input.dtype), input.shape);
});

const conjugateOf = (x: TensorLike | Complex): Tensor | Complex => (isComplex(x) ? [x[0], neg(x[1])] : asTensor(x));
/** The complex conjugate; a real tensor as it is. */
export const conjugate = numpy('conjugate', ['x'], conjugateOf);
/** The same as {@link conjugate}. */
export const conj = numpy('conj', ['x'], conjugateOf);

/** Whether the imaginary part is 0. */
export const isreal = numpy('isreal', ['x'], (x: TensorLike | Complex): Tensor => {
  if (isComplex(x)) return equal(x[1], scalarLike(0, x[1]));
  return broadcastTo(scalar(1, 'bool'), asTensor(x).shape);
});

/** The angle in the complex plane: of real numbers 0, or π where they are negative. */
export const angle = numpy('angle', ['x'], (x: TensorLike | Complex): Tensor => {
  if (isComplex(x)) return atan2(x[1], x[0]);
  const input = toFloat(x);
  const half = select(less(input, scalarLike(0, input)), scalarLike(Math.PI, input), scalarLike(0, input));
  return select(isNan(input), input, half);
});

const math = opFamily('math');

/** A complex array from real and imaginary parts along a last axis of size 2. */
export const viewAsComplex = math('view_as_complex', ['x'], (x: TensorLike): Complex => {
  const input = asTensor(x);
  const lead = input.shape.slice(0, -1);
  if (input.shape[input.rank - 1] !== 2) {
    throw new ShapeError('[view_as_complex]: the last axis holds the real and the imaginary part.', {
      expected: 'a last axis of size 2',
      received: formatShape(input.shape),
    });
  }
  const part = (index: number) => reshape(slice(input, [...lead.map(() => 0), index], [...lead, 1]), lead);
  return [part(0), part(1)];
});

/** The real and imaginary parts of a complex array, along a new last axis of size 2. */
export const viewAsReal = math('view_as_real', ['x'], (x: Complex): Tensor => {
  const parts = x.map((part) => reshape(part, [...part.shape, 1]));
  return concatenate(parts, x[0].rank);
});
