/** The filter bank of HTK (the Hidden Markov Model Toolkit), which takes spectra to the mel scale. */

export interface MelScale {
  readonly numMelBins: number;
  readonly numSpectrogramBins: number;
  readonly samplingRate: number;
  readonly lowerEdgeHertz: number;
  readonly upperEdgeHertz: number;
}

/** In which numbers the filters are computed: `Math.fround` for float32, where narrow filters show it. */
export type Rounding = (x: number) => number;

/** mel(f) = 1127 log(1 + f / 700). */
const mel = (hertz: number, round: Rounding): number => round(1127 * round(Math.log(round(1 + round(hertz / 700)))));

/** `count` values from `start` to `stop`. */
function evenly(start: number, stop: number, count: number, round: Rounding): number[] {
  return Array.from({ length: count }, (_, i) => {
    if (i === count - 1 && count > 1) return stop;
    const share = round(i / Math.max(1, count - 1));
    return round(round(start * round(1 - share)) + round(stop * share));
  });
}

/**
 * Triangles with peaks of 1 that are evenly spaced in mel, as rows [numSpectrogramBins, numMelBins] of a matrix. The bin of
 * frequency 0 belongs to none.
 */
export function melWeights(scale: MelScale, round: Rounding): Float64Array {
  const { numMelBins, numSpectrogramBins, samplingRate, lowerEdgeHertz, upperEdgeHertz } = scale;
  const bins = evenly(0, round(round(samplingRate) / 2), numSpectrogramBins, round).map((hertz) => mel(hertz, round));
  const [lowest, highest] = [mel(round(lowerEdgeHertz), round), mel(round(upperEdgeHertz), round)];
  const edges = evenly(lowest, highest, numMelBins + 2, round);
  const weights = new Float64Array(numSpectrogramBins * numMelBins);
  for (let row = 1; row < numSpectrogramBins; row++) {
    for (let band = 0; band < numMelBins; band++) {
      const [left, centre, right] = edges.slice(band, band + 3) as [number, number, number];
      const rising = round(round(bins[row]! - left) / round(centre - left));
      const falling = round(round(right - bins[row]!) / round(right - centre));
      weights[row * numMelBins + band] = Math.max(0, Math.min(rising, falling));
    }
  }
  return weights;
}
