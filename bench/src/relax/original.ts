import type { Line } from './benchmark.js';

/** What jax-relax 0.2.10 gave on adult, with default settings: validity and proximity, of all rows or of 2,000 for testing. */
const ADULT: Readonly<Record<string, readonly [validity: number, proximity: number]>> = {
  VanillaCF: [0.864, 6.174],
  ProtoCF: [0.939, 5.841],
  CounterNet: [0.999, 5.806],
  VAECF: [0.083, 5.104],
  CLUE: [0.155, 4.633],
  L2C: [0.97, 7.557],
  GrowingSphere: [1, 5.105],
  CCHVAE: [0.158, 0.763],
  DiverseCF: [0.829, 5.347],
};

/** The original's numbers beside those that were computed in its way. */
export const compareWithOriginal = (lines: readonly Line[]) =>
  lines.flatMap(({ data, method, mode, validity, proximity }) => {
    const known = mode === 'compat' && data === 'adult' ? ADULT[method] : undefined;
    if (!known) return [];
    return [{ data, method, validity, original_validity: known[0], proximity, original_proximity: known[1] }];
  });
