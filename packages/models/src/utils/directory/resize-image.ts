/**
 * Images of another size in plain JavaScript, by the numbers of `tf.image.resize` and `keras.ops.image.resize`: images of a folder have
 * many sizes, for each of which a graph would have to be made.
 */
import type { Pixels } from '../images/pixels.js';

/** What is outside counts as nothing, and the rest is weighed up, in all but 'nearest' and 'area'. */
const kernels: Readonly<Record<string, readonly [reach: number, (x: number) => number]>> = {
  bilinear: [1, (x) => 1 - x],
  bicubic: [2, (x) => (x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2)],
  lanczos3: [3, (x) => lanczos(x, 3)],
  lanczos5: [5, (x) => lanczos(x, 5)],
  gaussian: [1.5, (x) => (x < 1.5 ? Math.exp((-x * x) / (2 * 0.5 * 0.5)) : 0)],
  // Of Mitchell and Netravali, B = C = 1/3.
  mitchellcubic: [2, (x) => (x < 1 ? (7 * x - 12) * x * x + 16 / 3 : ((-7 / 3) * x + 12) * x * x - 20 * x + 32 / 3)],
};

const lanczos = (x: number, reach: number): number =>
  x === 0 ? 1 : (reach * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / reach)) / (Math.PI * x) ** 2;

/** The names, in Keras's order. */
export const interpolations = [
  'bilinear',
  'nearest',
  'bicubic',
  'area',
  'lanczos3',
  'lanczos5',
  'gaussian',
  'mitchellcubic',
] as const;

/** What a sample takes of an axis. */
interface Taps {
  readonly start: number;
  readonly weights: readonly number[];
}

function tapsOf(total: number, size: number, interpolation: string): Taps[] {
  const scale = total / size;
  return Array.from({ length: size }, (_, i) => {
    if (interpolation === 'nearest') return { start: Math.min(total - 1, Math.floor((i + 0.5) * scale)), weights: [1] };
    if (interpolation === 'area') return covered(i * scale, (i + 1) * scale, total);
    const [reach, kernel] = kernels[interpolation]!;
    const centre = (i + 0.5) * scale - 0.5;
    const start = Math.max(0, Math.ceil(centre - reach));
    const end = Math.min(total - 1, Math.floor(centre + reach));
    const raw = Array.from({ length: end - start + 1 }, (__, j) => kernel(Math.abs(start + j - centre)));
    return { start, weights: normalized(raw) };
  });
}

/** The elements between two places, each as far as it is between them. */
function covered(from: number, to: number, total: number): Taps {
  const start = Math.floor(from);
  const end = Math.min(total, Math.ceil(to));
  const raw = Array.from({ length: end - start }, (_, j) => Math.min(to, start + j + 1) - Math.max(from, start + j));
  return { start, weights: normalized(raw) };
}

function normalized(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, each) => total + each, 0);
  return weights.map((each) => each / sum);
}

export interface Target {
  readonly height: number;
  readonly width: number;
  readonly interpolation: string;
}

/** Writes an image in another size into an array: [height, width, channels], from 0 to 255. */
export function resizeInto(to: Float32Array, { width, height, data }: Pixels, target: Target): void {
  const channels = data.length / (width * height);
  const columns = tapsOf(width, target.width, target.interpolation);
  const rows = tapsOf(height, target.height, target.interpolation);
  const line = target.width * channels;
  // Lines that are resized along their width, as rows need them: each once.
  const wide = new Map<number, Float32Array>();
  const wideLine = (y: number): Float32Array => {
    let found = wide.get(y);
    if (!found) {
      found = new Float32Array(line);
      for (const [x, { start, weights }] of columns.entries()) {
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          let at = (y * width + start) * channels + c;
          for (let j = 0; j < weights.length; j++, at += channels) sum += data[at]! * weights[j]!;
          found[x * channels + c] = sum;
        }
      }
      wide.set(y, found);
    }
    return found;
  };
  for (const [y, { start, weights }] of rows.entries()) {
    const lines = weights.map((_, j) => wideLine(start + j));
    for (const passed of wide.keys()) if (passed < start) wide.delete(passed);
    for (let i = 0; i < line; i++) {
      let sum = 0;
      for (let j = 0; j < lines.length; j++) sum += lines[j]![i]! * weights[j]!;
      to[y * line + i] = sum;
    }
  }
}
