import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { MeanIoU, type MeanIoUOptions } from './mean-iou.js';
import { ONE_HOT_MEAN_IO_U_PARAMETERS, type OneHotMeanIoUArguments } from './signatures.js';

export type OneHotMeanIoUOptions = Omit<MeanIoUOptions, 'sparseYTrue'>;

/**
 * Intersection over union of one-hot targets, the mean over all classes.
 *
 * @example
 * const metric = new OneHotMeanIoU(2);
 * metric.updateState([[1, 0], [1, 0], [0, 1], [0, 1]], [[0.9, 0.1], [0.2, 0.8], [0.7, 0.3], [0.4, 0.6]]);
 * await metric.result().item(); // 0.3333
 */
export class OneHotMeanIoU extends MeanIoU {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'OneHotMeanIoU',
  });

  constructor(...args: OneHotMeanIoUArguments) {
    const options = bindOptions(ONE_HOT_MEAN_IO_U_PARAMETERS, args);
    super({ sparseYPred: false, ...options, sparseYTrue: false });
  }

  override getConfig(): Record<string, unknown> {
    const { sparse_y_true: _oneHot, ...config } = super.getConfig();
    return config;
  }
}
