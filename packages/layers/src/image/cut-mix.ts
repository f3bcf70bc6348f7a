import { NotImplementedError, ops, random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { perImage } from './colour.js';
import type { BoundingBoxes } from './image-data.js';
import { drawBounds, patchMask, sizesOf } from './patches.js';
import { RandomImageLayer, type RandomImageOptions } from './random-image-layer.js';
import { type Factor, factorRange, type Range } from './ranges.js';
import { CUT_MIX_PARAMETERS, type CutMixArguments } from './signatures.js';

export interface CutMixOptions extends RandomImageOptions {
  /**
   * From where to where the parameter of the beta distribution lies that the sizes of patches follow: two numbers between 0 and 1, or one
   * for 0 and itself.
   */
  factor?: Factor;
}

interface Transformation {
  /** Of which image the patch is, [batch]. */
  readonly permutation_order: Tensor;
  /** True where the patch is, [batch, height, width, 1]. */
  readonly batch_masks: Tensor;
  /** Which part of each image stays, [batch, 1, 1, 1]. */
  readonly mix_weight: Tensor;
}

/**
 * In training, puts a rectangle of another image of the batch into each image, and mixes their labels by the areas (Yun et al.,
 * arXiv:1905.04899). Labels are one-hot, `[batch, classes]`; one image without batch axis stays as it is.
 *
 * @throws ValueError for a factor outside of [0, 1]; NotImplementedError for bounding boxes
 * @example
 * new CutMix()({ images, labels: ops.eye(2) }, { training: true });
 */
export class CutMix extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'CutMix');

  static override readonly parameters = /* @__PURE__ */ configNames(CUT_MIX_PARAMETERS);

  readonly factor: Range;

  constructor(...args: CutMixArguments) {
    const options = bindOptions(CUT_MIX_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor ?? 1, [0, 1]);
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation | null {
    if (images.rank === 3) return null;
    const { factor, dataFormat, computeDtype: dtype } = this;
    const batch = images.shape[0]!;
    const [height, width] = sizesOf(images.shape, dataFormat);
    const alpha = random.uniform([], factor[0], factor[1], { dtype, seed }).add(1e-6);
    const side = ops.sqrt(ops.subtract(1, random.beta([batch], alpha, alpha, { dtype, seed })));
    const [left, right] = drawBounds(width, side, dtype, seed);
    const [top, bottom] = drawBounds(height, side, dtype, seed);
    const area = right.sub(left).mul(bottom.sub(top));
    return {
      batch_masks: patchMask(images.shape, dataFormat, [left, right], [top, bottom]),
      mix_weight: perImage(ops.subtract(1, area.div(width * height))),
      permutation_order: random.shuffle(ops.arange(batch), { seed }),
    };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    const given = ops.cast(images, this.computeDtype);
    if (!training || !transformation) return given;
    const { batch_masks: masks, permutation_order: order } = transformation;
    return ops.where(masks, ops.take(given, order, { axis: 0 }), given);
  }

  protected override changeLabels(labels: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training || !transformation) return labels;
    const kept = ops.reshape(transformation.mix_weight, [-1, ...labels.shape.slice(1).map(() => 1)]);
    const others = ops.take(labels, transformation.permutation_order, { axis: 0 });
    return kept.mul(labels).add(ops.subtract(1, kept).mul(others));
  }

  protected override changeMasks(masks: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    return this.changeImages(masks, transformation, training);
  }

  protected override changeBoxes(
    _boundingBoxes: BoundingBoxes,
    _transformation: Transformation | null,
    _training: boolean,
  ): BoundingBoxes {
    throw new NotImplementedError('CutMix does not change bounding boxes.', {
      hint: 'leave them out of the data: what is left of a box under a patch cannot be told.',
    });
  }
}
