import { bindOptions, convert } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { IoU } from './iou.js';
import { baseConfig, bindUpdate, type MetricOptions, type UpdateArguments } from './metric.js';
import { BINARY_IO_U_PARAMETERS, type BinaryIoUArguments } from './signatures.js';

export interface BinaryIoUOptions extends MetricOptions {
  /** The classes whose mean is the result: 0, 1 or both. */
  targetClassIds?: readonly number[];
  /** Probabilities from it on mean class 1. */
  threshold?: number;
}

/**
 * Intersection over union of two classes, from probabilities of class 1.
 *
 * @example
 * const metric = new BinaryIoU([0, 1], 0.3);
 * metric.updateState([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7]);
 * await metric.result().item(); // 0.3333
 */
export class BinaryIoU extends IoU {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'BinaryIoU',
  });

  readonly threshold: number;

  constructor(...args: BinaryIoUArguments) {
    const options = bindOptions(BINARY_IO_U_PARAMETERS, args);
    const { targetClassIds = [0, 1], threshold = 0.5, ...shared } = options;
    super({ numClasses: 2, targetClassIds, ...shared });
    this.threshold = threshold;
  }

  override updateState(...args: UpdateArguments): void {
    const { yTrue, yPred, sampleWeight } = bindUpdate(args);
    super.updateState(yTrue, convert(yPred, 'float32').greaterEqual(this.threshold).cast(this.dtype), sampleWeight);
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), target_class_ids: this.targetClassIds, threshold: this.threshold };
  }
}
