import { ops, random, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import type { BoundingBoxes } from './image-data.js';
import { batchSizeOf, RandomImageLayer, type RandomImageOptions } from './random-image-layer.js';
import { MIX_UP_PARAMETERS, type MixUpArguments } from './signatures.js';

export interface MixUpOptions extends RandomImageOptions {
  /** The weights of images follow the beta distribution of `alpha` and `alpha`: the smaller, the less they are mixed. */
  alpha?: number;
}

interface Transformation {
  /** The weight of each image, [batch]. */
  readonly mix_weight: Tensor;
  /** Which image it is mixed with, [batch]. */
  readonly permutation_order: Tensor;
}

/**
 * In training, mixes each image of a batch with another one, and their labels and masks likewise; boxes of both are kept (Zhang et al.,
 * arXiv:1710.09412). Labels are one-hot, `[batch, classes]`.
 *
 * @example
 * new MixUp(0.4)({ images, labels: ops.eye(2) }, { training: true });
 */
export class MixUp extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'MixUp');

  static override readonly parameters = /* @__PURE__ */ configNames(MIX_UP_PARAMETERS);

  readonly alpha: number;

  constructor(...args: MixUpArguments) {
    const options = bindOptions(MIX_UP_PARAMETERS, args);
    super(options);
    this.alpha = options.alpha ?? 0.2;
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const batch = batchSizeOf(images);
    const order = random.shuffle(ops.arange(batch), { seed });
    return { permutation_order: order, mix_weight: random.beta([batch], this.alpha, this.alpha, { seed }) };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training || !transformation) return images;
    const { mix_weight: weight, permutation_order: order } = transformation;
    const dtype = this.computeDtype;
    return mixed(ops.cast(images, dtype), ops.cast(weight, dtype), order);
  }

  protected override changeLabels(labels: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training || !transformation) return labels;
    return mixed(labels, transformation.mix_weight, transformation.permutation_order);
  }

  protected override changeMasks(masks: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training || !transformation) return masks;
    return mixed(masks, transformation.mix_weight, transformation.permutation_order);
  }

  protected override changeBoxes(
    boundingBoxes: BoundingBoxes,
    transformation: Transformation | null,
    training: boolean,
  ): BoundingBoxes {
    if (!training || !transformation) return boundingBoxes;
    const { boxes, labels, ...others } = boundingBoxes;
    const both = (x: Tensor, axis: number) =>
      ops.concatenate([x, ops.take(x, transformation.permutation_order, { axis: 0 })], axis);
    return { ...others, boxes: both(boxes, 1), labels: both(labels, labels.rank - 1) };
  }
}

/** A part of each row and the rest of another one. */
function mixed(x: Tensor, weight: TensorLike, order: TensorLike): Tensor {
  const share = ops.reshape(ops.convertToTensor(weight), [-1, ...x.shape.slice(1).map(() => 1)]);
  return share.mul(x).add(ops.subtract(1, share).mul(ops.take(x, order, { axis: 0 })));
}
