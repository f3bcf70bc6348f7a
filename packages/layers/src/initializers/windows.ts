/** Window functions under the names of scipy.signal.get_window. F. Harris, "On the use of windows" (Proc. IEEE 66, 1978). */
import { ValueError } from '@org/core';

/** A window at x from -1 to 1, over n samples. */
type WindowFunction = (x: number, n: number) => number;

/** Σ (-1)^k a_k cos(kθ), with θ from 0 to 2π. */
const cosines =
  (...coefficients: readonly number[]): WindowFunction =>
  (x) =>
    coefficients.reduce((sum, a, k) => sum + a * Math.cos(k * Math.PI * x), 0);

const WINDOWS: Readonly<Record<string, WindowFunction>> = {
  boxcar: cosines(1),
  hann: cosines(0.5, 0.5),
  hamming: cosines(0.54, 0.46),
  blackman: cosines(0.42, 0.5, 0.08),
  nuttall: cosines(0.3635819, 0.4891775, 0.1365995, 0.0106411),
  blackmanharris: cosines(0.35875, 0.48829, 0.14128, 0.01168),
  flattop: cosines(0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368),
  bartlett: (x) => 1 - Math.abs(x),
  triang: (x, n) => 1 - (Math.abs(x) * (n - 1)) / (n % 2 === 0 ? n : n + 1),
  barthann: (x) => 0.62 - 0.48 * Math.abs(x / 2) + 0.38 * Math.cos(Math.PI * x),
  bohman: (x) => (1 - Math.abs(x)) * Math.cos(Math.PI * Math.abs(x)) + Math.sin(Math.PI * Math.abs(x)) / Math.PI,
  cosine: (x, n) => Math.cos((Math.PI / 2) * ((x * (n - 1)) / n)),
  parzen: (x, n) => {
    const r = (Math.abs(x) * (n - 1)) / n;
    return r <= 0.5 ? 1 - 6 * r ** 2 * (1 - r) : 2 * (1 - r) ** 3;
  },
  lanczos: (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)),
  tukey: (x) => (Math.abs(x) <= 0.5 ? 1 : (1 + Math.cos(Math.PI * (2 * Math.abs(x) - 1))) / 2),
};

const ALIASES: Readonly<Record<string, string>> = {
  box: 'boxcar',
  ones: 'boxcar',
  rect: 'boxcar',
  rectangular: 'boxcar',
  hanning: 'hann',
  han: 'hann',
  hamm: 'hamming',
  ham: 'hamming',
  black: 'blackman',
  blk: 'blackman',
  nutt: 'nuttall',
  nut: 'nuttall',
  blackharr: 'blackmanharris',
  bkh: 'blackmanharris',
  flat: 'flattop',
  flt: 'flattop',
  bart: 'bartlett',
  brt: 'bartlett',
  triangle: 'triang',
  tri: 'triang',
  brthan: 'barthann',
  bth: 'barthann',
  bman: 'bohman',
  bmn: 'bohman',
  halfcosine: 'cosine',
  parz: 'parzen',
  par: 'parzen',
  sinc: 'lanczos',
  tuk: 'tukey',
};

/** Throws unless the window exists. */
export function windowFunction(name: string): WindowFunction {
  const found = WINDOWS[ALIASES[name] ?? name];
  if (!found) {
    throw new ValueError('Unknown window function.', {
      expected: `one of ${Object.keys(WINDOWS).join(', ')}`,
      received: name,
    });
  }
  return found;
}

/**
 * The values of a window.
 *
 * @param periodic leaves out the last of n + 1 samples, as spectral analysis wants it
 */
export function windowValues(name: string, length: number, periodic: boolean): number[] {
  const at = windowFunction(name);
  const n = periodic ? length + 1 : length;
  return Array.from({ length }, (_, i) => (length === 1 ? 1 : at((2 * i) / (n - 1) - 1, n)));
}
