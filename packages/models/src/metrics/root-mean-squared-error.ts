import { bindOptions, convert, type PythonOptions, type Tensor } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { squeezeOrExpandToSameRank } from '../losses/reduction.js';
import { Mean } from './mean.js';
import { bindUpdate, type Direction, type MetricOptions, nameAndDtype, type UpdateArguments } from './metric.js';

/**
 * The square root of the mean of squared differences.
 *
 * @example
 * const metric = new RootMeanSquaredError();
 * metric.updateState([[0, 1], [0, 0]], [[1, 1], [0, 0]]);
 * await metric.result().item(); // 0.5
 */
@registerKerasObject({ module: 'keras.metrics', name: 'RootMeanSquaredError' })
export class RootMeanSquaredError extends Mean {
  override readonly direction: Direction = 'down';

  constructor(...args: PythonOptions<typeof nameAndDtype, MetricOptions>) {
    const options = bindOptions<MetricOptions>('RootMeanSquaredError', nameAndDtype, 0, args);
    super({ name: 'root_mean_squared_error', ...options });
  }

  override updateState(...args: UpdateArguments): void {
    const { yTrue, yPred, sampleWeight } = bindUpdate(args);
    const [targets, predicted] = squeezeOrExpandToSameRank(convert(yTrue, this.dtype), convert(yPred, this.dtype));
    this.accumulate(predicted.sub(targets).square(), sampleWeight);
  }

  override result(): Tensor {
    return super.result().sqrt();
  }
}
