import { ops, type Tensor, type TensorLike } from '@org/core';
import { pythonFunction } from '@org/core/python';

/**
 * The terms p (log p - log q), of the shape of `p`.
 *
 * @example
 * klDivergence([0.5, 0.5], [0.9, 0.1]).sum();
 */
export const klDivergence = pythonFunction(
  'klDivergence',
  ['p', 'q', 'eps'],
  (p: TensorLike, q: TensorLike, eps = 2 ** -17): Tensor => {
    const [first, second] = [p, q].map((x) => ops.convertToTensor(x, { dtype: 'float32' })) as [Tensor, Tensor];
    return first.mul(ops.log(first.add(eps)).sub(ops.log(second.add(eps))));
  },
);
