import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { IoU, type IoUOptions } from './iou.js';
import { ONE_HOT_IO_U_PARAMETERS, type OneHotIoUArguments } from './signatures.js';

export type OneHotIoUOptions = Omit<IoUOptions, 'sparseYTrue'>;

/**
 * Intersection over union of one-hot targets, the mean over some classes.
 *
 * @throws ValueError for a target class that is not one of the classes
 * @example
 * const metric = new OneHotIoU(3, [0, 2]);
 * metric.updateState([[0, 0, 1], [1, 0, 0], [0, 1, 0], [1, 0, 0]], [[0.2, 0.3, 0.5], [0.1, 0.2, 0.7], [0.5, 0.3, 0.1], [0.1, 0.4, 0.5]]);
 * await metric.result().item(); // 0.1667
 */
export class OneHotIoU extends IoU {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'OneHotIoU',
  });

  constructor(...args: OneHotIoUArguments) {
    const options = bindOptions(ONE_HOT_IO_U_PARAMETERS, args);
    super({ sparseYPred: false, ...options, sparseYTrue: false });
  }

  override getConfig(): Record<string, unknown> {
    const { sparse_y_true: _oneHot, ...config } = super.getConfig();
    return config;
  }
}
