/** keras.ops: Fourier transforms. Complex arrays are pairs [real part, imaginary part]. */

import { isFloat } from '../dtype.js';
import { PythonTypeError, ShapeError, ValueError } from '../errors.js';
import { greater } from '../primitives/compare.js';
import { add, div, mul, neg, scalar, scalarLike, select } from '../primitives/elementwise.js';
import { iota } from '../primitives/iota.js';
import { broadcastTo, concatenate, matrixTranspose, pad, reshape, slice } from '../primitives/movement.js';
import { scatterNd } from '../primitives/scatter.js';
import { convert, promoteToFloat } from '../python/promotion.js';
import { formatShape, sameShape, sizeOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import { asTensor, fromHost, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { framesOf, moveAxes } from './support/composites.js';
import { opFamily } from './support/define.js';
import { forward, inverse, type Parts } from './support/fourier.js';
import { takeKnown } from './support/static-index.js';

const math = opFamily('math');

/** A complex argument: real and imaginary part of one shape. */
type ComplexLike = readonly [TensorLike, TensorLike];
type Pair = [Tensor, Tensor];

function complexOf(op: string, x: ComplexLike): Pair {
  if (!Array.isArray(x) || x.length !== 2) {
    throw new ValueError(`[${op}]: a pair of real and imaginary part is needed.`);
  }
  const [re, im] = x.map((part) => asTensor(part)) as Pair;
  if (!sameShape(re.shape, im.shape) || !isFloat(re.dtype) || !isFloat(im.dtype)) {
    throw new ValueError(`[${op}]: real and imaginary part must be floats of one shape.`, {
      received: `${formatShape(re.shape)} ${re.dtype} and ${formatShape(im.shape)} ${im.dtype}`,
    });
  }
  return promoteToFloat(re, im) as Pair;
}

/** A symbolic tensor must say how long a transform is. */
const knownAxes =
  (op: string, count: number) =>
  (x: ComplexLike): undefined => {
    const { shape } = asTensor(x[0]);
    if (!shape.slice(-count).some((dim) => dim === null)) return;
    throw new ValueError(`[${op}]: the axes that are transformed must be of known size.`, {
      received: formatShape(shape),
    });
  };

/** A transform along both of the last two axes. */
const overPlane =
  (transform: (x: Parts) => readonly [Tensor, Tensor]) =>
  (x: Pair): Pair => {
    const rows = transform(x);
    return transform(rows.map(matrixTranspose) as Pair).map(matrixTranspose) as Pair;
  };

/** The Fourier transform of a complex array along its last axis. */
export const fft = math('fft', ['x'], (x: ComplexLike): Pair => [...forward(complexOf('fft', x))], {
  className: 'FFT',
  spec: knownAxes('fft', 1),
});
/** The Fourier transform along the last two axes. */
export const fft2 = math('fft2', ['x'], (x: ComplexLike): Pair => overPlane(forward)(complexOf('fft2', x)), {
  className: 'FFT2',
  spec: knownAxes('fft2', 2),
});
/** The inverse of {@link fft2}. */
export const ifft2 = math('ifft2', ['x'], (x: ComplexLike): Pair => overPlane(inverse)(complexOf('ifft2', x)), {
  className: 'IFFT2',
  spec: knownAxes('ifft2', 2),
});

/** The last axis cut or filled with zeros to a length. */
function resized(x: Tensor, length: number): Tensor {
  const size = x.shape[x.rank - 1]!;
  const lead = x.shape.slice(0, -1);
  if (length <= size)
    return slice(
      x,
      x.shape.map(() => 0),
      [...lead, length],
    );
  return pad(
    x,
    x.shape.map(() => 0),
    [...lead.map(() => 0), length - size],
  );
}

const realTransform = (x: Tensor, length: number): Pair =>
  forward([resized(x, length), null]).map((part) => resized(part, Math.floor(length / 2) + 1)) as Pair;

/** The first half of the Fourier transform of real numbers (the rest is its mirror image), after padding or cutting. */
export const rfft = math(
  'rfft',
  ['x', 'fftLength'],
  (x: TensorLike, fftLength: number | null = null): Pair => {
    const [input] = promoteToFloat(x) as [Tensor];
    return realTransform(input, fftLength ?? input.shape[input.rank - 1]!);
  },
  { className: 'RFFT' },
);

/** Real numbers from the first half of their transform. */
function realInverse([re, im]: Pair, length: number): Tensor {
  const half = Math.floor(length / 2) + 1;
  const [a, b] = [resized(re, half), resized(im, half)];
  const mirrored = Array.from({ length: length - half }, (_, i) => length - half - i);
  const last = a.rank - 1;
  const full: Pair = [
    concatenate([a, takeKnown(a, mirrored, last)], last),
    concatenate([b, neg(takeKnown(b, mirrored, last))], last),
  ];
  return inverse(full)[0];
}

/** The inverse of {@link rfft}; the length is twice that of x less 2, unless given. */
export const irfft = math(
  'irfft',
  ['x', 'fftLength'],
  (x: ComplexLike, fftLength: number | null = null): Tensor => {
    const parts = complexOf('irfft', x);
    return realInverse(parts, fftLength ?? 2 * (parts[0].shape[parts[0].rank - 1]! - 1));
  },
  { className: 'IRFFT' },
);

/** A window by name, as numbers of that length, or none. */
export type StftWindow = 'hann' | 'hamming' | TensorLike | null;

/** The window in the middle of a frame, ones where there is none. */
function windowOf(op: string, window: StftWindow, sequenceLength: number, fftLength: number, like: Tensor): Tensor {
  if (window === null) return broadcastTo(scalarLike(1, like), [fftLength]);
  const before = Math.floor((fftLength - sequenceLength) / 2);
  const values =
    typeof window === 'string' ? namedWindow(op, window, sequenceLength, like) : convert(window, like.dtype);
  if (values.rank !== 1 || values.size !== sequenceLength) {
    throw new ValueError(`[${op}]: the window must be as long as a sequence.`, {
      expected: `[${sequenceLength}]`,
      received: formatShape(values.shape),
    });
  }
  return pad(values, [before], [fftLength - sequenceLength - before]);
}

/** Periodic: the next period would continue it. */
function namedWindow(op: string, name: string, length: number, like: Tensor): Tensor {
  const shares: Record<string, number> = { hann: 0.5, hamming: 0.54 };
  const share = shares[name];
  if (share === undefined) {
    throw new ValueError(`[${op}]: unknown window.`, { expected: "'hann' or 'hamming'", received: `'${name}'` });
  }
  const values = Float64Array.from({ length }, (_, i) => share - (1 - share) * Math.cos((2 * Math.PI * i) / length));
  return fromHost(fromNumbers(values, like.dtype, [length]));
}

/** The last axis continued on both sides by its mirror image, the edge itself left out. */
function reflected(x: Tensor, by: number): Tensor {
  const n = x.shape[x.rank - 1]!;
  const period = Math.max(1, 2 * n - 2);
  const indices = Array.from({ length: n + 2 * by }, (_, i) => {
    const at = (((i - by) % period) + period) % period;
    return at < n ? at : period - at;
  });
  return takeKnown(x, indices, x.rank - 1);
}

/**
 * The Fourier transforms of overlapping pieces of a signal: [..., pieces, fftLength / 2 + 1], as a pair.
 *
 * @param center whether the signal is continued by its mirror image, so that pieces are centred on its elements
 */
export const stft = math(
  'stft',
  ['x', 'sequenceLength', 'sequenceStride', 'fftLength', 'window', 'center'],
  (
    x: TensorLike,
    sequenceLength: number,
    sequenceStride: number,
    fftLength: number,
    window: StftWindow = 'hann',
    center: boolean = true,
  ): Pair => {
    const input = asTensor(x);
    if (input.dtype !== 'float32' && input.dtype !== 'float64') {
      throw new PythonTypeError('[stft]: the signal must be float32 or float64.', { received: input.dtype });
    }
    if (fftLength < sequenceLength) {
      throw new ValueError('[stft]: fftLength must not be less than sequenceLength.', {
        received: `${fftLength} and ${sequenceLength}`,
      });
    }
    requireStride('stft', sequenceStride);
    const shape = windowOf('stft', window, sequenceLength, fftLength, input);
    const signal = center ? reflected(input, Math.floor(fftLength / 2)) : input;
    return realTransform(mul(framesOf(signal, fftLength, sequenceStride), shape), fftLength);
  },
  { className: 'STFT' },
);

function requireStride(op: string, stride: number): void {
  if (Number.isInteger(stride) && stride > 0) return;
  throw new ValueError(`[${op}]: sequenceStride must be a positive integer.`, { received: String(stride) });
}

/** Pieces [..., pieces, length], `stride` apart, added where they overlap. */
function overlapAdd(pieces: Tensor, stride: number): Tensor {
  const [count, length] = pieces.shape.slice(-2) as [number, number];
  const lead = pieces.shape.slice(0, -2);
  const starts = reshape(mul(iota(count), scalar(stride, 'int32')), [count, 1]);
  const positions = reshape(add(starts, iota(length)), [count * length, 1]);
  const columns = moveAxes(reshape(pieces, [sizeOf(lead), count * length]), 1, 0);
  const total = length + stride * (count - 1);
  const zeros = broadcastTo(scalarLike(0, pieces), [total, sizeOf(lead)]);
  return reshape(moveAxes(scatterNd(zeros, positions, columns, 'add'), 1, 0), [...lead, total]);
}

/** The signal of which x are the transforms that {@link stft} makes, for the same arguments; `length` cuts it. */
export const istft = math(
  'istft',
  ['x', 'sequenceLength', 'sequenceStride', 'fftLength', 'length', 'window', 'center'],
  (
    x: ComplexLike,
    sequenceLength: number,
    sequenceStride: number,
    fftLength: number,
    length: number | null = null,
    window: StftWindow = 'hann',
    center: boolean = true,
  ): Tensor => {
    const parts = complexOf('istft', x);
    if (parts[0].rank < 2) {
      throw new ShapeError('[istft]: at least two axes are needed.', { received: formatShape(parts[0].shape) });
    }
    requireStride('istft', sequenceStride);
    const pieces = realInverse(parts, fftLength);
    const shape = windowOf('istft', window, sequenceLength, fftLength, pieces);
    const summed = overlapAdd(mul(pieces, shape), sequenceStride);
    const count = pieces.shape[pieces.rank - 2]!;
    const weight = overlapAdd(broadcastTo(mul(shape, shape), [count, fftLength]), sequenceStride);
    const isCovered = greater(weight, scalarLike(1e-10, weight));
    const signal = div(summed, select(isCovered, weight, scalarLike(1, weight)));
    // Without a window the original divides by the stride where it multiplied by the sum of the window.
    const scaled = window === null ? mul(signal, scalarLike(fftLength / sequenceStride, signal)) : signal;
    const start = center ? Math.floor(fftLength / 2) : 0;
    const total = scaled.shape[scaled.rank - 1]!;
    const stop = length !== null ? Math.min(total, start + length) : center ? total - start : total;
    const lead = scaled.shape.slice(0, -1);
    return slice(scaled, [...lead.map(() => 0), start], [...lead, Math.max(0, stop - start)]);
  },
  { className: 'ISTFT' },
);
