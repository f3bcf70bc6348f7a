import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { checkCount } from './confusion.js';
import { IoU, type IoUOptions } from './iou.js';
import { MEAN_IO_U_PARAMETERS, type MeanIoUArguments } from './signatures.js';

export type MeanIoUOptions = Omit<IoUOptions, 'targetClassIds'>;

/**
 * Intersection over union, the mean over all classes.
 *
 * @example
 * const metric = new MeanIoU(2);
 * metric.updateState([0, 0, 1, 1], [0, 1, 0, 1]);
 * await metric.result().item(); // 0.3333
 */
export class MeanIoU extends IoU {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'MeanIoU',
  });

  constructor(...args: MeanIoUArguments) {
    const options = bindOptions(MEAN_IO_U_PARAMETERS, args);
    checkCount(options.numClasses, 'numClasses');
    super({ ...options, targetClassIds: Array.from({ length: options.numClasses }, (_, i) => i) });
  }

  override getConfig(): Record<string, unknown> {
    const { target_class_ids: _all, ...config } = super.getConfig();
    return config;
  }
}
