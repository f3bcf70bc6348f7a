import { ops, type Tensor } from '@org/core';

/** How far reconstructions `[n, k]` are from rows `[n, k]`: `[n]`, or `[n, features]` to be summed up. */
export type ReconstructionLossFn = (xs: Tensor, reconstructed: Tensor) => Tensor;

/** The part of a data module that {@link getReconstructionLossFn} asks. */
export interface FeatureSource {
  readonly features: {
    readonly featuresAndIndices: readonly (readonly [
      { readonly isCategorical: boolean },
      readonly [start: number, end: number],
    ])[];
  };
}

/** Half of the squared differences, of which a row has the mean. */
export const meanSquares: ReconstructionLossFn = (xs, reconstructed) =>
  ops.mean(ops.square(xs.sub(reconstructed)).mul(0.5), -1);

/**
 * The loss of each feature, `[n, features]`: softmax cross-entropy for a category, half of the squared difference for a number.
 *
 * @param dm the data module whose features the columns are
 * @example
 * import { VAEGaussCat } from '@org/relax';
 * const vae = new VAEGaussCat([8, 4], [4, 8]);
 * vae.setReconstructionLoss(getReconstructionLossFn(dataModule));
 */
export function getReconstructionLossFn(dm: FeatureSource): ReconstructionLossFn {
  const features = dm.features.featuresAndIndices.map(([{ isCategorical }, indices]) => ({ isCategorical, indices }));
  return (xs, reconstructed) => {
    const losses = features.map(({ isCategorical, indices: [start, end] }) => {
      const [truth, guess] = [xs, reconstructed].map((x) => x.at(':', `${start}:${end}`)) as [Tensor, Tensor];
      return isCategorical
        ? ops.sum(truth.mul(ops.logSoftmax(guess, -1)), -1).neg()
        : ops.sum(ops.square(truth.sub(guess)).mul(0.5), -1);
    });
    return ops.stack(losses, -1);
  };
}
