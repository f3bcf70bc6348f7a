/** Samples that have a derivative: choices among categories, and coins. */
import { ops, random, type Tensor, type TensorLike } from '@org/core';
import { pythonFunction } from '@org/core/python';
import { isCompat } from '../../utils/index.js';

const floats = (x: TensorLike): Tensor => ops.convertToTensor(x, { dtype: 'float32' });

/**
 * A soft choice among the categories of the last axis: softmax of logits with Gumbel noise, over `tau`. The key is split first, so that
 * the numbers are not those of `utils.gumbelSoftmax`.
 *
 * @example
 * gumbelSoftmax(random.PRNGKey(0), [[2, 1, 0.1]], 0.5); // shape [1, 3]
 */
export const gumbelSoftmax = pythonFunction(
  'gumbelSoftmax',
  ['key', 'logits', 'tau'],
  (key: Tensor, logits: TensorLike, tau: number): Tensor => {
    const given = floats(logits);
    const noise = random.gumbel((random.split(key) as Tensor).at(0) as Tensor, given.shape);
    return ops.softmax(given.add(noise).div(tau), -1);
  },
);

/**
 * One category of the last axis: a soft choice in training, else the most probable one, one-hot.
 *
 * @example
 * sampleCategorical(random.PRNGKey(0), [[2, 1, 0.1]], 0.5, { training: false }); // [[1, 0, 0]]
 */
export const sampleCategorical = pythonFunction(
  'sampleCategorical',
  ['key', 'logits', 'tau', 'training'],
  (key: Tensor, logits: TensorLike, tau: number, training = true): Tensor => {
    if (training) return gumbelSoftmax(key, logits, tau);
    const given = floats(logits);
    return ops.oneHot(ops.argmax(given, -1), given.shape.at(-1)!);
  },
);

/**
 * Coins that fall on 1 with probability `prob`: soft ones in training (the lower `tau`, the closer to 0 and 1), else 0 or 1. In the
 * original `tau` has no effect, which `compat` reproduces.
 *
 * @example
 * sampleBernoulli(random.PRNGKey(0), [[0.1, 0.5]], 0.7); // shape [1, 2]
 */
export const sampleBernoulli = pythonFunction(
  'sampleBernoulli',
  ['key', 'prob', 'tau', 'training'],
  (key: Tensor, prob: TensorLike, tau: number, training = true): Tensor => {
    const given = floats(prob);
    if (!training) return random.bernoulli(key, given).cast('float32');
    const [first, second] = random.split(key) as unknown as [Tensor, Tensor];
    const noise = [random.gumbel(first, given.shape), random.gumbel(second, given.shape)] as const;
    if (isCompat()) {
      const [heads, tails] = [given.mul(ops.exp(noise[0])), ops.subtract(1, given).mul(ops.exp(noise[1]))];
      return heads.div(heads.add(tails));
    }
    return relaxedCoins(given, noise[0].sub(noise[1]), tau);
  },
);

/** Soft coins by logistic noise, the difference of two Gumbel numbers (Maddison et al., arXiv:1611.00712). */
export function relaxedCoins(prob: Tensor, logistic: Tensor, tau: number): Tensor {
  const certain = ops.clip(prob, 1e-7, 1 - 1e-7);
  return ops.sigmoid(
    ops
      .log(certain.div(ops.subtract(1, certain)))
      .add(logistic)
      .div(tau),
  );
}

/** Gumbel numbers from uniform ones in (0, 1). */
export const gumbelFrom = (uniform: Tensor): Tensor => ops.log(ops.log(uniform).neg()).neg();

/** {@link sampleBernoulli} as the original spells it. */
export const sampleBernouli = sampleBernoulli;
