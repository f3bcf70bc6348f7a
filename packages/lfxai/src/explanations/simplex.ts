import { evaluate, jit, lax, ops, type Tensor } from '@org/core';
import { RepresentationExplainer } from './representations.js';

/** torch's Adam, with its defaults. */
const ADAM = { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Weights, moments and gradients that are in memory at once. */
const NUMBERS = 2 ** 22;

/** All epochs as one loop: mixtures of training representations that come near to the test representations. */
const fitted = jit((test: Tensor, train: Tensor, epochs: Tensor) => {
  const zeros = ops.zeros([test.shape[0]!, train.shape[0]!]);
  const transposed = ops.transpose(train);
  const step = (epoch: Tensor, [preweights, mean, variance]: readonly [Tensor, Tensor, Tensor]) => {
    const weights = ops.softmax(preweights);
    const error = ops.matmul(weights, train).sub(test);
    const byWeights = ops.matmul(error, transposed).mul(2);
    const inner = ops.sum(byWeights.mul(weights), { axis: -1, keepdims: true });
    const gradient = weights.mul(byWeights.sub(inner));
    const t = ops.add(ops.cast(epoch, 'float32'), 1);
    const nextMean = mean.mul(ADAM.beta1).add(gradient.mul(1 - ADAM.beta1));
    const nextVariance = variance.mul(ADAM.beta2).add(gradient.mul(gradient).mul(1 - ADAM.beta2));
    const rate = ops.divide(ADAM.rate, ops.subtract(1, ops.power(ADAM.beta1, t)));
    const scale = ops.sqrt(ops.subtract(1, ops.power(ADAM.beta2, t)));
    const change = nextMean.mul(rate).div(ops.sqrt(nextVariance).div(scale).add(ADAM.epsilon));
    return [preweights.sub(change), nextMean, nextVariance] as const;
  };
  const [preweights] = lax.foriLoop(0, epochs, step as never, [zeros, zeros, zeros] as never) as unknown as [Tensor];
  return ops.softmax(preweights);
});

/**
 * SimplEx (Crabbé et al., 2021): test representations as mixtures of training representations. Importance is the weight in the mixture;
 * each row adds up to 1.
 *
 * @example
 * const simplex = new SimplEx(model, null, x);
 * const weights = await simplex.attribute(x.mul(2), [0, 1, 2]); // shape [10, 3]
 */
export class SimplEx extends RepresentationExplainer {
  protected compare(test: Tensor, train: Tensor): Promise<Tensor> {
    return SimplEx.computeWeights(test, train);
  }

  /**
   * Weights of training representations, found by Adam: each test representation by itself, so that batches do not matter.
   *
   * @returns [tests, trainings]
   */
  static async computeWeights(
    batchRepresentations: Tensor,
    trainRepresentations: Tensor,
    nEpoch: number | { readonly nEpoch?: number } = 1000,
  ): Promise<Tensor> {
    const epochs = ops.convertToTensor(typeof nEpoch === 'number' ? nEpoch : (nEpoch.nEpoch ?? 1000), 'int32');
    const rows = Math.max(1, Math.floor(NUMBERS / trainRepresentations.shape[0]!));
    const parts: Tensor[] = [];
    for (let start = 0; start < batchRepresentations.shape[0]!; start += rows) {
      const count = Math.min(rows, batchRepresentations.shape[0]! - start);
      const block = ops.slice(batchRepresentations, [start, 0], [count, batchRepresentations.shape[1]!]);
      const weights = fitted(block, trainRepresentations, epochs);
      await evaluate([weights]);
      parts.push(weights);
    }
    const all = parts.length === 1 ? parts[0]! : ops.concatenate(parts, 0);
    await evaluate([all]);
    return all;
  }

  override toString(): string {
    return 'SimplEx';
  }
}
