import { windowValues } from './windows.js';

/** Six samples of scipy.signal.get_window, periodic and symmetric. */
const scipy = {
  boxcar: [
    [1, 1, 1, 1, 1, 1],
    [1, 1, 1, 1, 1, 1],
  ],
  hann: [
    [0, 0.25, 0.75, 1, 0.75, 0.25],
    [0, 0.345492, 0.904508, 0.904508, 0.345492, 0],
  ],
  hamming: [
    [0.08, 0.31, 0.77, 1, 0.77, 0.31],
    [0.08, 0.397852, 0.912148, 0.912148, 0.397852, 0.08],
  ],
  blackman: [
    [0, 0.13, 0.63, 1, 0.63, 0.13],
    [0, 0.20077, 0.84923, 0.84923, 0.20077, 0],
  ],
  nuttall: [
    [0.000363, 0.061334, 0.52923, 1, 0.52923, 0.061335],
    [0.000363, 0.110515, 0.798258, 0.798258, 0.110515, 0.000363],
  ],
  blackmanharris: [
    [0.00006, 0.055645, 0.520575, 1, 0.520575, 0.055645],
    [0.00006, 0.103011, 0.793834, 0.793834, 0.103011, 0.00006],
  ],
  flattop: [
    [-0.000421, -0.051263, 0.198211, 1, 0.198211, -0.051263],
    [-0.000421, -0.067714, 0.606872, 0.606872, -0.067714, -0.000421],
  ],
  bartlett: [
    [0, 0.333333, 0.666667, 1, 0.666667, 0.333333],
    [0, 0.4, 0.8, 0.8, 0.4, 0],
  ],
  triang: [
    [0.25, 0.5, 0.75, 1, 0.75, 0.5],
    [0.166667, 0.5, 0.833333, 0.833333, 0.5, 0.166667],
  ],
  barthann: [
    [0, 0.27, 0.73, 1, 0.73, 0.27],
    [0, 0.358574, 0.879426, 0.879426, 0.358574, 0],
  ],
  bohman: [
    [0, 0.108998, 0.608998, 1, 0.608998, 0.108998],
    [0, 0.179124, 0.834311, 0.834311, 0.179124, 0],
  ],
  cosine: [
    [0.222521, 0.62349, 0.900969, 1, 0.900969, 0.62349],
    [0.258819, Math.SQRT1_2, 0.965926, 0.965926, Math.SQRT1_2, 0.258819],
  ],
  parzen: [
    [0.005831, 0.157434, 0.650146, 1, 0.650146, 0.157434],
    [0.009259, 0.25, 0.861111, 0.861111, 0.25, 0.009259],
  ],
  lanczos: [
    [0, 0.413497, 0.826993, 1, 0.826993, 0.413497],
    [0, 0.504551, 0.935489, 0.935489, 0.504551, 0],
  ],
  tukey: [
    [0, 0.75, 1, 1, 1, 0.75],
    [0, 0.904508, 1, 1, 0.904508, 0],
  ],
} as const;

describe.each(Object.entries(scipy))('%s', (name, [periodic, symmetric]) => {
  it.each([
    ['periodic', true, periodic],
    ['symmetric', false, symmetric],
  ] as const)('is that of scipy, %s', (_, isPeriodic, expected) => {
    windowValues(name, 6, isPeriodic).forEach((value, i) => {
      // The values above have six digits.
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
  });
});

it('windows have shorter names, and a single sample is 1', () => {
  expect(windowValues('hanning', 6, true)).toEqual(windowValues('hann', 6, true));
  expect(windowValues('tri', 1, false)).toEqual([1]);
  expect(() => windowValues('round', 6, true)).toThrow(/Unknown window function[\s\S]*hann[\s\S]*Received: round/);
});
