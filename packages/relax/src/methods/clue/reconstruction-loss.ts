import { ops, type Tensor, tensor } from '@org/core';
import { ownersOf, segmentLogSoftmax } from '../../utils/segments.js';

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
  const segments = features.map(({ indices }) => indices);
  const [isCategory, isNumber] = [true, false].map((kind) =>
    tensor(
      Float32Array.from(
        features.flatMap(({ isCategorical, indices: [start, end] }) =>
          new Array<number>(end - start).fill(Number(isCategorical === kind)),
        ),
      ),
    ),
  ) as [Tensor, Tensor];
  return (xs, reconstructed) => {
    // All features at once: a part of a row that is cut out costs time in every step of a loop.
    const categories = xs.mul(isCategory).mul(segmentLogSoftmax(reconstructed.mul(isCategory), segments));
    const numbers = ops.square(xs.sub(reconstructed)).mul(isNumber.mul(0.5));
    return numbers.sub(categories).matmul(ownersOf(segments));
  };
}
