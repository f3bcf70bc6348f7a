import { jax, ops, random, type Tensor, type TensorLike } from '@org/core';
import { pythonFunction } from '@org/core/python';

/**
 * A relaxed draw of categories (Jang et al., arXiv:1611.01144): softmax((logits + Gumbel noise) / tau).
 *
 * @param key of the noise
 * @param tau the temperature: the smaller, the closer to one-hot
 * @returns the shape of `logits`
 * @example
 * const y = gumbelSoftmax(random.PRNGKey(0), [[2, 1, 0.1]], 0.5);
 */
export const gumbelSoftmax = /* @__PURE__ */ pythonFunction(
  'gumbelSoftmax',
  ['key', 'logits', 'tau', 'axis'],
  (key: Tensor, logits: TensorLike, tau: number, axis: number = -1): Tensor => {
    const own = ops.convertToTensor(logits, 'float32');
    return jax.nn.softmax(ops.add(own, random.gumbel(key, own.shape)).div(tau), axis);
  },
);
