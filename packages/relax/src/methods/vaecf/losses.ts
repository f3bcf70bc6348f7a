import { ops, random, type Tensor, type TensorLike } from '@org/core';
import { pythonFunction } from '@org/core/python';

const floats = (x: TensorLike): Tensor => ops.convertToTensor(x, { dtype: 'float32' });

/**
 * What is left of similar inputs (target 1), and how much dissimilar ones (target -1) lack of the margin.
 *
 * @example
 * await hingeEmbeddingLoss([0.3, 0.9], -1, { margin: 0.5 }).array(); // [0.2, 0]
 */
export const hingeEmbeddingLoss = pythonFunction(
  'hingeEmbeddingLoss',
  ['inputs', 'targets', 'margin'],
  (inputs: TensorLike, targets: TensorLike, margin = 1): Tensor => {
    const [given, target] = [floats(inputs), floats(targets)];
    return ops.where(ops.equal(target, 1), given, ops.relu(ops.subtract(margin, given)));
  },
);

/** {@link hingeEmbeddingLoss} as the original spells it. */
export const hindgeEmbeddingLoss = hingeEmbeddingLoss;

/**
 * A code drawn by its mean and variance.
 *
 * @example
 * sampleLatent(random.PRNGKey(0), [[0, 1]], [[0.5, 1]]); // shape [1, 2]
 */
export const sampleLatent = pythonFunction(
  'sampleLatent',
  ['rngKey', 'mean', 'variance'],
  (rngKey: Tensor, mean: TensorLike, variance: TensorLike): Tensor => {
    const centre = floats(mean);
    return centre.add((random.normal(rngKey, centre.shape) as Tensor).mul(ops.sqrt(floats(variance))));
  },
);
