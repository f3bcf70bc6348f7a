import type { Tensor } from '@org/core';
import { bindOptions, convert } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { squeezeOrExpandToSameRank } from '../losses/reduction.js';
import { accumulate, Mean } from './mean.js';
import { bindUpdate, type Direction, type MetricOptions, type UpdateArguments } from './metric.js';
import { ROOT_MEAN_SQUARED_ERROR_PARAMETERS, type RootMeanSquaredErrorArguments } from './signatures.js';

export type RootMeanSquaredErrorOptions = MetricOptions;

/**
 * The square root of the mean of squared differences.
 *
 * @example
 * const metric = new RootMeanSquaredError();
 * metric.updateState([[0, 1], [0, 0]], [[1, 1], [0, 0]]);
 * await metric.result().item(); // 0.5
 */
export class RootMeanSquaredError extends Mean {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'RootMeanSquaredError',
  });

  override readonly _direction: Direction = 'down';

  constructor(...args: RootMeanSquaredErrorArguments) {
    const options = bindOptions(ROOT_MEAN_SQUARED_ERROR_PARAMETERS, args);
    super({ name: 'root_mean_squared_error', ...options });
  }

  override updateState(...args: UpdateArguments): void {
    const { yTrue, yPred, sampleWeight } = bindUpdate(args);
    const [targets, predicted] = squeezeOrExpandToSameRank(convert(yTrue, this.dtype), convert(yPred, this.dtype));
    this[accumulate](predicted.sub(targets).square(), sampleWeight);
  }

  override result(): Tensor {
    return super.result().sqrt();
  }
}
