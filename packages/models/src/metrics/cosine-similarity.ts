import type { Tensor, TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { cosineSimilarity as negativeCosine } from '../losses/cosine-similarity.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type Direction, type MetricOptions } from './metric.js';
import { COSINE_SIMILARITY_PARAMETERS, type CosineSimilarityArguments } from './signatures.js';

/** The cosine of the angle between the vectors along `axis`. */
const cosineSimilarity = (yTrue: TensorLike, yPred: TensorLike, { axis }: { axis: number }): Tensor =>
  negativeCosine(yTrue, yPred, axis).neg();

export interface CosineSimilarityOptions extends MetricOptions {
  /** Along which the vectors lie. */
  axis?: number;
}

/**
 * The mean of the cosine of the angle between targets and predictions: 1 for the same direction.
 *
 * @example
 * const metric = new CosineSimilarity({ axis: 1 });
 * metric.updateState([[0, 1], [1, 1]], [[1, 0], [1, 1]]);
 * await metric.result().item(); // 0.5
 */
export class CosineSimilarity extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'CosineSimilarity',
  });

  override readonly _direction: Direction = 'up';
  readonly axis: number;

  constructor(...args: CosineSimilarityArguments) {
    const options = bindOptions(COSINE_SIMILARITY_PARAMETERS, args);
    const { axis = -1, name = 'cosine_similarity', dtype } = options;
    super(cosineSimilarity, { name, dtype, axis });
    this.axis = axis;
  }

  override getConfig(): Record<string, unknown> {
    // Keras never writes the axis; it does read one.
    return this.axis === -1 ? baseConfig(this) : { ...baseConfig(this), axis: this.axis };
  }
}
