import { jit, ops, type Tensor } from '@org/core';
import { inBlocks } from './example-explainer.js';
import { RepresentationExplainer } from './representations.js';

/** Differences of representations that are in memory at once. */
const NUMBERS = 2 ** 22;

const inverseDistances = jit((test: Tensor, train: Tensor) =>
  ops.reciprocal(ops.sum(ops.square(ops.subtract(ops.expandDims(test, 1), ops.expandDims(train, 0))), -1)),
);

/**
 * Nearest neighbours by representations: the inverse of the squared distance. Equal representations give huge or infinite values.
 *
 * @example
 * const dknn = new NearestNeighbours(model, null, x);
 * const importance = await dknn.attribute(x.mul(2), [0, 1, 2]); // shape [10, 3]
 */
export class NearestNeighbours extends RepresentationExplainer {
  protected compare(test: Tensor, train: Tensor): Promise<Tensor> {
    const rows = Math.max(1, Math.floor(NUMBERS / train.size));
    return inBlocks(test, rows, (block) => inverseDistances(block, train));
  }

  override toString(): string {
    return 'DKNN';
  }
}
