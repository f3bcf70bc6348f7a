/**
 * There is no complex element type. A complex array is a pair [real part, imaginary part] of tensors, as in the arguments and
 * results of the original's Fourier transforms; a single tensor stands for numbers without imaginary part.
 */
import { PythonTypeError, ShapeError } from '../../errors.js';
import { equal, isNan, less } from '../../primitives/compare.js';
import { neg, scalar, scalarLike, select } from '../../primitives/elementwise.js';
import { broadcastTo, concatenate, reshape, slice } from '../../primitives/movement.js';
import { atan2 } from '../../primitives/special.js';
import { toFloat } from '../../python/promotion.js';
import { formatShape } from '../../shape.js';
import { asTensor, isTypedArray, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { numpy } from '../support/arguments.js';
import { opFamily } from '../support/define.js';

/** Real and imaginary part. */
export type Complex = readonly [Tensor, Tensor];

/** A pair of tensors or Variables. */
type Pair = readonly [TensorLike, TensorLike];

/** The parts of a complex array; null for anything else. */
function partsOf(x: TensorLike | Pair): Complex | null {
  const holds = (part: unknown) =>
    typeof part === 'object' && part !== null && !isTypedArray(part) && !Array.isArray(part);
  return Array.isArray(x) && x.length === 2 && x.every(holds) ? [asTensor(x[0]), asTensor(x[1])] : null;
}

/** The real part. */
export const real = numpy(
  'real',
  ['x'],
  (x: TensorLike | Pair): Tensor => partsOf(x)?.[0] ?? asTensor(x as TensorLike),
);

/** The imaginary part: zeros for a real tensor. */
export const imag = numpy('imag', ['x'], (x: TensorLike | Pair): Tensor => {
  const parts = partsOf(x);
  if (parts) return parts[1];
  const input = asTensor(x as TensorLike);
  return broadcastTo(scalar(0, input.dtype), input.shape);
});

const conjugateOf = (x: TensorLike | Pair): Tensor | Complex => {
  const parts = partsOf(x);
  return parts ? [parts[0], neg(parts[1])] : asTensor(x as TensorLike);
};
/** The complex conjugate; a real tensor as it is. */
export const conjugate = numpy('conjugate', ['x'], conjugateOf);
/** The same as {@link conjugate}. */
export const conj = numpy('conj', ['x'], conjugateOf);

/** Whether the imaginary part is 0. */
export const isreal = numpy('isreal', ['x'], (x: TensorLike | Pair): Tensor => {
  const parts = partsOf(x);
  if (parts) return equal(parts[1], scalarLike(0, parts[1]));
  return broadcastTo(scalar(1, 'bool'), asTensor(x as TensorLike).shape);
});

/** The angle in the complex plane: of real numbers 0, or π where they are negative. */
export const angle = numpy('angle', ['x'], (x: TensorLike | Pair): Tensor => {
  const parts = partsOf(x);
  if (parts) return atan2(parts[1], parts[0]);
  const input = toFloat(x as TensorLike);
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
export const viewAsReal = math('view_as_real', ['x'], (x: Pair): Tensor => {
  const pair = partsOf(x);
  if (!pair) throw new PythonTypeError('[view_as_real]: a pair of real and imaginary parts is needed.');
  const parts = pair.map((part) => reshape(part, [...part.shape, 1]));
  return concatenate(parts, parts[0]!.rank - 1);
});
