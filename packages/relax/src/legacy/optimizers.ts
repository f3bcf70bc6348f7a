import { ops, type Tensor, tree } from '@org/core';
import type { GradientTransformation } from '../utils/index.js';

export interface AdamState {
  readonly count: Tensor;
  readonly mu: unknown;
  readonly nu: unknown;
}

/**
 * Adam as optax has it, for `gradUpdate`.
 *
 * @example
 * const optimizer = optaxAdam(0.003);
 */
export const optaxAdam = (
  learningRate: number,
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
): GradientTransformation<unknown, AdamState> => ({
  init: (params) => ({
    count: ops.zeros([], 'int32'),
    mu: tree.treeMap((param: Tensor) => ops.zerosLike(param), params),
    nu: tree.treeMap((param: Tensor) => ops.zerosLike(param), params),
  }),
  update: (grads, { count, mu, nu }) => {
    const next = {
      count: count.add(1),
      mu: tree.treeMap((m: Tensor, g: Tensor) => m.mul(b1).add(g.mul(1 - b1)), mu, grads),
      nu: tree.treeMap((v: Tensor, g: Tensor) => v.mul(b2).add(ops.square(g).mul(1 - b2)), nu, grads),
    };
    const steps = next.count.cast('float32');
    const [c1, c2] = [b1, b2].map((beta) => ops.subtract(1, ops.power(beta, steps))) as [Tensor, Tensor];
    // What is single numbers together is one operation less on all weights.
    const deviation = ops.sqrt(c2);
    const [rate, least] = [deviation.div(c1).mul(-learningRate), deviation.mul(eps)];
    const updates = tree.treeMap((m: Tensor, v: Tensor) => m.mul(rate).div(ops.sqrt(v).add(least)), next.mu, next.nu);
    return [updates, next];
  },
});
