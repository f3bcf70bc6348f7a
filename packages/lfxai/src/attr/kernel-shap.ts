import { ops, type Tensor } from '@org/core';
import { SurrogateAttribution } from './lime.js';
import { SkLearnLinearRegression } from './linear-models.js';
import { uniforms } from './randomness.js';

/** Sums over all or none of the features are to be right: they count a million times. */
const INFINITE = 1e6;

/**
 * SHAP values by a linear regression (Lundberg & Lee, arXiv:1705.07874): the model is fitted to outputs for random subsets of the
 * features, of which those that are small or large are drawn more often; the first two samples are all features and none.
 *
 * @example
 * const attributions = await new KernelShap(model).attribute(x, { target: 0, nSamples: 100, seed: 1 });
 */
export class KernelShap extends SurrogateAttribution {
  protected readonly model = new SkLearnLinearRegression();

  protected async presence(samples: number, features: number, key: Tensor): Promise<Tensor> {
    const draws = (await uniforms(key, [samples, features + 1]).data()) as Float32Array;
    const sizes = Array.from(
      { length: Math.max(0, features - 1) },
      (_, i) => (features - 1) / ((i + 1) * (features - i - 1)),
    );
    const total = sizes.reduce((a, b) => a + b, 0);
    const rows = Array.from({ length: samples }, (_, s) => {
      if (s < 2 || features < 2) return new Array<number>(features).fill(s % 2 === 0 ? 1 : 0);
      const own = [...draws.subarray(s * (features + 1), (s + 1) * (features + 1))];
      const size = sizeAt(own.pop()! * total, sizes);
      const chosen = new Set(
        own
          .map((value, feature) => [value, feature] as const)
          .sort(([a], [b]) => b - a)
          .slice(0, size)
          .map(([, feature]) => feature),
      );
      return own.map((_, feature) => (chosen.has(feature) ? 1 : 0));
    });
    return ops.convertToTensor(rows, 'float32');
  }

  protected similarity(_original: Float32Array, _perturbed: Float32Array, present: Float32Array): number {
    const size = present.reduce((a, b) => a + b, 0);
    return size === 0 || size === present.length ? INFINITE : 1;
  }
}

/** The size at which the sum of probabilities passes a value. */
function sizeAt(value: number, probabilities: readonly number[]): number {
  let rest = value;
  const i = probabilities.findIndex((p) => {
    rest -= p;
    return rest < 0;
  });
  return i < 0 ? probabilities.length : i + 1;
}
