/** Images of another size as Pillow makes them: filters that widen as images shrink, in fixed point (its Resample.c). */
import { ValueError } from '@org/core';
import { premultiply, unpremultiply } from './modes.js';
import type { Pixels } from './pixels.js';

export type Box = readonly [left: number, upper: number, right: number, lower: number];
export type Resampling = 'nearest' | 'box' | 'bilinear' | 'hamming' | 'bicubic' | 'lanczos';

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));

/** Filters by name, with how far they reach. */
const filters: Readonly<Record<Exclude<Resampling, 'nearest'>, readonly [reach: number, (x: number) => number]>> = {
  bilinear: [1, (x) => Math.max(0, 1 - Math.abs(x))],
  bicubic: [2, cubic],
  hamming: [1, (x) => (Math.abs(x) >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(x * Math.PI)))],
  box: [0.5, (x) => (x > -0.5 && x <= 0.5 ? 1 : 0)],
  lanczos: [3, (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0)],
};

/** Keys's cubic with a = -0.5. */
function cubic(x: number): number {
  const far = Math.abs(x);
  if (far < 1) return (1.5 * far - 2.5) * far * far + 1;
  return far < 2 ? ((-0.5 * far + 2.5) * far - 4) * far + 2 : 0;
}

/** The names, in the order in which Keras gives them. */
export const resamplings: readonly string[] = ['nearest', ...Object.keys(filters)];

/** Bits behind the point. */
const BITS = 22;

interface Taps {
  readonly starts: Int32Array;
  readonly weights: readonly Float64Array[];
}

/** What each of `size` samples takes of an axis of `total` elements, between two places of it. */
function tapsOf(
  total: number,
  [from, to]: readonly [number, number],
  size: number,
  method: keyof typeof filters,
): Taps {
  const [reach, filter] = filters[method];
  const scale = (to - from) / size;
  const width = Math.max(scale, 1);
  const starts = new Int32Array(size);
  const weights = Array.from({ length: size }, (_, i) => {
    const centre = from + (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - reach * width + 0.5));
    const end = Math.min(total, Math.trunc(centre + reach * width + 0.5));
    starts[i] = start;
    const raw = Float64Array.from({ length: end - start }, (__, j) => filter((j + start - centre + 0.5) * (1 / width)));
    const sum = raw.reduce((total, each) => total + each, 0);
    return sum === 0 ? raw : raw.map((each) => each / sum);
  });
  return { starts, weights };
}

/** One axis: `lines` lines of `size` samples, whose elements lie `step` apart, and lines as `lineAt` says. */
function alongAxis(
  from: Pixels['data'],
  to: Pixels['data'],
  { starts, weights }: Taps,
  places: {
    count: number;
    fromLine: (i: number) => number;
    toLine: (i: number) => number;
    fromStep: number;
    toStep: number;
  },
): void {
  const isByte = from instanceof Uint8Array;
  const most = isByte ? 255 : 65535;
  const one = isByte ? 2 ** BITS : 1;
  const fixed = weights.map((row) => (isByte ? row.map((w) => Math.trunc(w * one + (w < 0 ? -0.5 : 0.5))) : row));
  for (let line = 0; line < places.count; line++) {
    const source = places.fromLine(line);
    const target = places.toLine(line);
    for (let i = 0; i < starts.length; i++) {
      const row = fixed[i]!;
      let at = source + starts[i]! * places.fromStep;
      let sum = one / 2;
      for (let j = 0; j < row.length; j++, at += places.fromStep) sum += from[at]! * row[j]!;
      to[target + i * places.toStep] = Math.min(most, Math.max(0, Math.floor(sum / one)));
    }
  }
}

/** The pixels of a box in another size. @throws ValueError for an unknown method, and sizes that are none */
export function resample(
  pixels: Pixels,
  size: readonly [width: number, height: number],
  method: Resampling,
  box?: Box,
): Pixels {
  const { width, height, mode } = pixels;
  const area = box ?? ([0, 0, width, height] as const);
  if (!resamplings.includes(method)) {
    throw new ValueError(`Unknown method '${method}' of resizing.`, { expected: resamplings.join(', ') });
  }
  if (size.some((each) => !Number.isInteger(each) || each <= 0)) {
    throw new ValueError('A size is two positive integers, width and height.', { received: size.join(', ') });
  }
  if (size[0] === width && size[1] === height && area.join() === [0, 0, width, height].join()) return pixels;
  if (method === 'nearest') return nearest(pixels, size, area);
  if (mode === 'LA' || mode === 'RGBA') return unpremultiply(filtered(premultiply(pixels), size, method, area));
  return filtered(pixels, size, method, area);
}

function filtered(
  { width, height, mode, data }: Pixels,
  [newWidth, newHeight]: readonly [number, number],
  method: keyof typeof filters,
  [left, upper, right, lower]: Box,
): Pixels {
  const channels = data.length / (width * height);
  const make = (length: number): Pixels['data'] =>
    data instanceof Uint8Array ? new Uint8Array(length) : new Uint16Array(length);
  let wide = data;
  if (newWidth !== width || left !== 0 || right !== width) {
    wide = make(newWidth * height * channels);
    alongAxis(data, wide, tapsOf(width, [left, right], newWidth, method), {
      count: height * channels,
      fromLine: (i) => Math.floor(i / channels) * width * channels + (i % channels),
      toLine: (i) => Math.floor(i / channels) * newWidth * channels + (i % channels),
      fromStep: channels,
      toStep: channels,
    });
  }
  if (newHeight === height && upper === 0 && lower === height) return { width: newWidth, height, mode, data: wide };
  const high = make(newWidth * newHeight * channels);
  const row = newWidth * channels;
  alongAxis(wide, high, tapsOf(height, [upper, lower], newHeight, method), {
    count: row,
    fromLine: (i) => i,
    toLine: (i) => i,
    fromStep: row,
    toStep: row,
  });
  return { width: newWidth, height: newHeight, mode, data: high };
}

function nearest(
  { width, height, mode, data }: Pixels,
  [newWidth, newHeight]: readonly [number, number],
  box: Box,
): Pixels {
  const channels = data.length / (width * height);
  const result =
    data instanceof Uint8Array
      ? new Uint8Array(newWidth * newHeight * channels)
      : new Uint16Array(newWidth * newHeight);
  const columns = nearestPlaces(newWidth, box[0], box[2], width);
  const rows = nearestPlaces(newHeight, box[1], box[3], height);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      const from = (row * width + column) * channels;
      for (let c = 0; c < channels; c++) result[at++] = data[from + c]!;
    }
  }
  return { width: newWidth, height: newHeight, mode, data: result };
}

/** Added up, as Pillow does it: the sum decides about ties. */
function nearestPlaces(size: number, from: number, to: number, total: number): Int32Array {
  const step = (to - from) / size;
  let place = from + step * 0.5;
  return Int32Array.from({ length: size }, () => {
    const nearestPlace = Math.min(total - 1, Math.floor(place));
    place += step;
    return nearestPlace;
  });
}
