/** relax.legacy.utils */
import { jax, ops, type Tensor, type TensorLike } from '@org/core';
import type { GradientTransformation } from '../utils/index.js';
import type { Network, Params } from './network.js';

export { getConfig, gradUpdate, loadJson, validateConfigs } from '../utils/index.js';
export { makeHkModule, makeModel } from './haiku.js';

const asFloat = (x: TensorLike): Tensor => ops.convertToTensor(x, { dtype: 'float32' });

/** The cross entropy of probabilities, one for each element; they are cut off at 1e-7. */
export function binaryCrossEntropy(preds: TensorLike, labels: TensorLike): Tensor {
  const p = ops.clip(asFloat(preds), 1e-7, 1 - 1e-7);
  const y = asFloat(labels);
  return y
    .mul(ops.log(p))
    .add(ops.subtract(1, y).mul(ops.log(ops.subtract(1, p))))
    .neg();
}

/** 1 / (1 + exp(-x)), by tanh, which does not overflow. */
export const sigmoid = (x: TensorLike): Tensor => ops.tanh(asFloat(x).mul(0.5)).mul(0.5).add(0.5);

/** The share of predictions that round to their labels. */
export const accuracy = (yTrue: TensorLike, yPred: TensorLike): Tensor =>
  ops.mean(ops.equal(asFloat(yTrue), ops.round(asFloat(yPred))).cast('float32'));

/** The mean distance of rows, in the norm of `ord`. */
export function dist(x: TensorLike, cf: TensorLike, ord: 1 | 2 = 2): Tensor {
  const difference = asFloat(x).sub(asFloat(cf));
  return ops.mean(ord === 1 ? ops.sum(ops.abs(difference), -1) : ops.sqrt(ops.sum(ops.square(difference), -1)));
}

/** The mean L1 distance of rows. */
export const proximity = (x: TensorLike, cf: TensorLike): Tensor => dist(x, cf, 1);

/**
 * Makes one-hot blocks of the columns from `catIdx` on.
 *
 * @param catArrays the categories of each block
 * @param hard whether blocks become one-hot, or distributions
 */
export function catNormalize(
  cf: TensorLike,
  catArrays: readonly (readonly unknown[])[],
  catIdx: number,
  hard = false,
): Tensor {
  const points = asFloat(cf);
  let start = catIdx;
  const parts = catArrays.map(({ length }) => {
    const block = points.at(':', `${start}:${start + length}`) as Tensor;
    start += length;
    return (hard ? ops.oneHot(ops.argmax(block, -1), length) : jax.nn.softmax(block, -1)) as Tensor;
  });
  return ops.concatenate([points.at(':', `0:${catIdx}`) as Tensor, ...parts], -1);
}

/** Weights for rows, and the state that an optimizer begins with. */
export function initNetOpt<OptState>(
  net: Network<unknown>,
  opt: GradientTransformation<unknown, OptState>,
  xs: Tensor,
  key: Tensor,
): [params: Params, optState: OptState] {
  const params = net.init(key, xs);
  return [params, opt.init(params)];
}

/** What `checkCatInfo` looks at. */
interface KnowsCategories {
  readonly name: string;
  readonly catIdx: number;
  readonly catArrays: readonly unknown[];
}

/**
 * A method that warns where its module knows nothing of categories yet: `catIdx` 0, and no `catArrays`.
 *
 * @example
 * const checked = checkCatInfo((_module, x: number) => x);
 */
export function checkCatInfo<Module extends KnowsCategories, Args extends readonly unknown[], Result>(
  method: (cfModule: Module, ...args: Args) => Result,
): (cfModule: Module, ...args: Args) => Result {
  return (cfModule, ...args) => {
    if (cfModule.catIdx === 0 && cfModule.catArrays.length === 0)
      console.warn(
        `${cfModule.name} may not know the categories of the data: call updateCatInfo(dataModule) before it generates.`,
      );
    return method(cfModule, ...args);
  };
}
