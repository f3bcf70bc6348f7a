import { bindOptions, type PythonOptions } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { IoU, type IoUOptions } from './iou.js';

export type MeanIoUOptions = Omit<IoUOptions, 'targetClassIds'>;

const parameters = ['numClasses', 'name', 'dtype', 'ignoreClass', 'sparseYTrue', 'sparseYPred', 'axis'] as const;

/**
 * Intersection over union, the mean over all classes.
 *
 * @example
 * const metric = new MeanIoU(2);
 * metric.updateState([0, 0, 1, 1], [0, 1, 0, 1]);
 * await metric.result().item(); // 0.3333
 */
@registerKerasObject({ module: 'keras.metrics', name: 'MeanIoU' })
export class MeanIoU extends IoU {
  constructor(...args: PythonOptions<typeof parameters, MeanIoUOptions>) {
    const options = bindOptions<MeanIoUOptions>('MeanIoU', parameters, 1, args);
    super({ ...options, targetClassIds: Array.from({ length: options.numClasses }, (_, i) => i) });
  }

  override getConfig(): Record<string, unknown> {
    const { target_class_ids: _all, ...config } = super.getConfig();
    return config;
  }
}
