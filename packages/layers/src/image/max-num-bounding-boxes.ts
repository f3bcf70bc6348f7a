import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { type BaseImageOptions, BaseImagePreprocessingLayer } from './base-image-preprocessing-layer.js';
import type { BoundingBoxes } from './image-data.js';
import { MAX_NUM_BOUNDING_BOXES_PARAMETERS, type MaxNumBoundingBoxesArguments } from './signatures.js';

export interface MaxNumBoundingBoxesOptions extends BaseImageOptions {
  /** How many boxes each image gets. */
  maxNumber: number;
  /** The numbers and the label of boxes that are added. Configs do not hold it, as in Keras. */
  fillValue?: number;
}

/**
 * Gives each image the same number of boxes: those beyond are left out, and missing ones are added.
 *
 * @example
 * const few = new MaxNumBoundingBoxes(10, { boundingBoxFormat: 'xyxy' });
 * few({ images, bounding_boxes: { boxes: ops.zeros([8, 3, 4]), labels: ops.zeros([8, 3]) } });
 */
export class MaxNumBoundingBoxes extends BaseImagePreprocessingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'MaxNumBoundingBoxes');

  static override readonly parameters: readonly string[] = ['maxNumber'];

  readonly maxNumber: number;
  readonly fillValue: number;

  constructor(...args: MaxNumBoundingBoxesArguments) {
    const options = bindOptions(MAX_NUM_BOUNDING_BOXES_PARAMETERS, args);
    super(options);
    this.maxNumber = Math.trunc(options.maxNumber);
    this.fillValue = Math.trunc(options.fillValue ?? -1);
  }

  protected override changeImages(images: Tensor): Tensor {
    return images;
  }

  protected override changeBoxes(boundingBoxes: BoundingBoxes): BoundingBoxes {
    const fill = (x: Tensor): Tensor => {
      const kept = x.at(':', `:${this.maxNumber}`);
      const missing = this.maxNumber - kept.shape[1]!;
      const around = kept.shape.map((_, axis) => [0, axis === 1 ? missing : 0]);
      return missing > 0 ? ops.pad(kept, around, 'constant', this.fillValue) : kept;
    };
    return { ...boundingBoxes, boxes: fill(boundingBoxes.boxes), labels: fill(boundingBoxes.labels) };
  }
}
