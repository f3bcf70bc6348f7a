import { ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { aligned, lossFunction } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { COSINE_SIMILARITY_PARAMETERS, type CosineSimilarityArguments } from './signatures.js';

/**
 * Minus the cosine of the angle between the vectors along `axis`: -1 for the same direction.
 *
 * @example
 * await cosineSimilarity([[0, 1]], [[0, 2]]).array(); // [-1]
 */
export const cosineSimilarity = /* @__PURE__ */ lossFunction(
  'cosine_similarity',
  ['yTrue', 'yPred', 'axis'],
  (yTrue: TensorLike, yPred: TensorLike, axis: number = -1): Tensor => {
    const [targets, predicted] = aligned(yTrue, yPred);
    return ops.normalize(targets, axis).mul(ops.normalize(predicted, axis)).sum(axis).neg();
  },
);

export interface CosineSimilarityOptions extends LossOptions {
  /** Along which the vectors lie. */
  axis?: number;
}

/**
 * Minus the cosine similarity, which training makes -1.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new CosineSimilarity({ axis: 1 }) });
 */
export class CosineSimilarity extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'CosineSimilarity',
  });

  readonly axis: number;

  constructor(...args: CosineSimilarityArguments) {
    const options = bindOptions(COSINE_SIMILARITY_PARAMETERS, args);
    const { axis = -1, name = 'cosine_similarity', ...shared } = options;
    super(cosineSimilarity, { name, ...shared, axis });
    this.axis = axis;
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
