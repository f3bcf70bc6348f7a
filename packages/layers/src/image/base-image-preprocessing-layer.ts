/** What image layers have in common: images of any kind go in, with what belongs to them, and the same things come out. */
import {
  type DataFormat,
  ops,
  type random,
  standardizeDataFormat,
  type Tensor,
  type TensorLike,
  ValueError,
} from '@org/core';
import { asTensor, bindArguments, isPlainObject, type PythonArguments } from '@org/core/internal';
import { Layer } from '../layer.js';
import type { LayerOptions, TrainingOptions } from '../layer-options.js';
import type { BoundingBoxFormat } from '../preprocessing/bounding-boxes/formats.js';
import { type BoundingBoxes, boundingBoxesOf, type ImageData, imagesOf, keyOfPart } from './image-data.js';

export interface BaseImageOptions extends LayerOptions {
  /** How the numbers of bounding boxes are meant, such as 'xyxy'; needed where the data have boxes. */
  boundingBoxFormat?: BoundingBoxFormat | null;
  /** 'channels_last' or 'channels_first'; null for the configured one. */
  dataFormat?: string | null;
}

type GivenBoxes = { readonly boxes: unknown; readonly labels: unknown };

type TransformArguments<Name extends string, Data, Transformation> = PythonArguments<
  readonly [Name, 'transformation', 'training'],
  [data: Data, transformation: Transformation | null, training?: boolean]
>;

/**
 * Base of the layers that work on images, `[batch, height, width, channels]` or one image without the batch axis, alone or in an
 * object with `labels`, `bounding_boxes` and `segmentation_masks`, which then follow what is done to the images.
 *
 * A layer draws a transformation for each call (`prepare`) and applies it to each part (`changeImages`, `changeLabels`,
 * `changeBoxes`, `changeMasks`). These always get batches; what they do not override stays as it is. Unless a call says otherwise it is one
 * of training.
 *
 * @typeParam Transformation what is drawn: null where the layer draws nothing
 */
export abstract class BaseImagePreprocessingLayer<Transformation = null> extends Layer {
  static override readonly callParameters: readonly string[] = ['data', '*', 'training'];

  readonly boundingBoxFormat: BoundingBoxFormat | null;
  readonly dataFormat: DataFormat;

  constructor(options: BaseImageOptions = {}) {
    super(options);
    this.boundingBoxFormat = options.boundingBoxFormat ?? null;
    this.dataFormat = standardizeDataFormat(options.dataFormat);
  }

  // ---- what a layer does

  /** What is done to all parts of the data; `images` are of rank 3 or 4, and `seed` null where the layer's own holds. */
  protected prepare(_images: Tensor, _training: boolean, _seed: random.Seed): Transformation | null {
    return null;
  }

  /** Applies what `prepare` gave to a batch of images. */
  protected abstract changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor;

  /** Applies it to the labels of a batch. */
  protected changeLabels(labels: Tensor, _transformation: Transformation | null, _training: boolean): Tensor {
    return labels;
  }

  /** Applies it to boxes `[batch, boxes, 4]`. */
  protected changeBoxes(
    boundingBoxes: BoundingBoxes,
    _transformation: Transformation | null,
    _training: boolean,
  ): BoundingBoxes {
    return boundingBoxes;
  }

  /** Applies it to the segmentation masks of a batch. */
  protected changeMasks(segmentationMasks: Tensor, _transformation: Transformation | null, _training: boolean): Tensor {
    return segmentationMasks;
  }

  // ---- under Keras's names

  override call(data: Tensor | ImageData, { training }: TrainingOptions = {}): Tensor | ImageData {
    const isTraining = training ?? true;
    const images = imagesOf(data);
    const transformation = this.prepare(images, isTraining, null);
    const changed = this.transformImages(images, transformation, isTraining);
    if (!isPlainObject(data)) return changed;
    const isBatch = images.rank === 4;
    const result: Record<string, unknown> = { ...data, images: changed };
    const boxes = keyOfPart(data, 'boundingBoxes');
    if (boxes) {
      this.#assertBoxFormat();
      const change = isBatch ? this.transformBoundingBoxes : this.transformSingleBoundingBox;
      result[boxes] = change.call(this, data[boxes] as GivenBoxes, transformation, isTraining);
    }
    const labels = keyOfPart(data, 'labels');
    if (labels) {
      const change = isBatch ? this.transformLabels : this.transformSingleLabel;
      result[labels] = change.call(this, data[labels] as Tensor, transformation, isTraining);
    }
    const masks = keyOfPart(data, 'segmentationMasks');
    if (masks) {
      const change = isBatch ? this.transformSegmentationMasks : this.transformSingleSegmentationMask;
      result[masks] = change.call(this, data[masks] as Tensor, transformation, isTraining);
    }
    return result as ImageData;
  }

  /** Draws what a call does to `data`; null where it does nothing that is drawn. Its keys are Keras's. */
  getRandomTransformation(
    ...args: PythonArguments<
      readonly ['data', 'training', 'seed'],
      [data: TensorLike | ImageData, training?: boolean, seed?: random.Seed]
    >
  ): Transformation | null {
    const [data, training = true, seed = null] = bindArguments(
      'getRandomTransformation',
      ['data', 'training', 'seed'],
      1,
      args,
    ) as [unknown, boolean?, random.Seed?];
    return this.prepare(imagesOf(data), training, seed);
  }

  /** Applies what {@link getRandomTransformation} has drawn to images of rank 4, or to one of rank 3. */
  transformImages(...args: TransformArguments<'images', TensorLike, Transformation>): Tensor {
    const [images, ...rest] = this.#bound<TensorLike>('transformImages', 'images', args);
    const given = imagesOf(images);
    return given.rank === 3 ? single(given, (x) => this.changeImages(x, ...rest)) : this.changeImages(given, ...rest);
  }

  /** Applies a transformation to the labels of a batch of images. */
  transformLabels(...args: TransformArguments<'labels', TensorLike, Transformation>): Tensor {
    const [labels, ...rest] = this.#bound<TensorLike>('transformLabels', 'labels', args);
    return this.changeLabels(asTensor(labels), ...rest);
  }

  /** Applies a transformation to the boxes of a batch of images. */
  transformBoundingBoxes(...args: TransformArguments<'boundingBoxes', GivenBoxes, Transformation>): BoundingBoxes {
    const [boxes, ...rest] = this.#bound<GivenBoxes>('transformBoundingBoxes', 'boundingBoxes', args);
    return this.changeBoxes(boundingBoxesOf(boxes), ...rest);
  }

  /** Applies a transformation to the segmentation masks of a batch of images. */
  transformSegmentationMasks(...args: TransformArguments<'segmentationMasks', TensorLike, Transformation>): Tensor {
    const [masks, ...rest] = this.#bound<TensorLike>('transformSegmentationMasks', 'segmentationMasks', args);
    return this.changeMasks(asTensor(masks), ...rest);
  }

  /** Applies a transformation to one image, without batch axis. */
  transformSingleImage(...args: TransformArguments<'image', TensorLike, Transformation>): Tensor {
    const [image, ...rest] = this.#bound<TensorLike>('transformSingleImage', 'image', args);
    return single(asTensor(image), (x) => this.changeImages(x, ...rest));
  }

  /** Applies a transformation to the label of one image. */
  transformSingleLabel(...args: TransformArguments<'label', TensorLike, Transformation>): Tensor {
    const [label, ...rest] = this.#bound<TensorLike>('transformSingleLabel', 'label', args);
    return single(asTensor(label), (x) => this.changeLabels(x, ...rest));
  }

  /** Applies a transformation to the boxes of one image, `[boxes, 4]`. */
  transformSingleBoundingBox(...args: TransformArguments<'boundingBox', GivenBoxes, Transformation>): BoundingBoxes {
    const [given, ...rest] = this.#bound<GivenBoxes>('transformSingleBoundingBox', 'boundingBox', args);
    const { boxes, labels, ...others } = boundingBoxesOf(given);
    const batch = { ...others, boxes: ops.expandDims(boxes, 0), labels: ops.expandDims(labels, 0) };
    const changed = this.changeBoxes(batch, ...rest);
    return { ...changed, boxes: ops.squeeze(changed.boxes, 0), labels: ops.squeeze(changed.labels, 0) };
  }

  /** Applies a transformation to the segmentation mask of one image. */
  transformSingleSegmentationMask(...args: TransformArguments<'segmentationMask', TensorLike, Transformation>): Tensor {
    const [mask, ...rest] = this.#bound<TensorLike>('transformSingleSegmentationMask', 'segmentationMask', args);
    return single(asTensor(mask), (x) => this.changeMasks(x, ...rest));
  }

  override getConfig(): Record<string, unknown> {
    const { dataFormat, boundingBoxFormat } = this;
    return {
      ...super.getConfig(),
      data_format: dataFormat,
      ...(boundingBoxFormat !== null && { bounding_box_format: boundingBoxFormat }),
    };
  }

  #bound<Data>(
    callee: string,
    name: string,
    args: readonly unknown[],
  ): [data: Data, transformation: Transformation | null, training: boolean] {
    const [data, transformation, training] = bindArguments(callee, [name, 'transformation', 'training'], 2, args);
    return [data as Data, transformation as Transformation | null, (training as boolean | undefined) ?? true];
  }

  #assertBoxFormat(): void {
    if (this.boundingBoxFormat !== null) return;
    const { name } = this.constructor;
    throw new ValueError('The data have bounding boxes, and their format is not known.', {
      expected: 'the option `boundingBoxFormat`',
      hint: `new ${name}(..., { boundingBoxFormat: 'xyxy' })`,
    });
  }
}

/** One thing as a batch of one. */
function single(x: Tensor, change: (batch: Tensor) => Tensor): Tensor {
  return ops.squeeze(change(ops.expandDims(x, 0)), 0);
}
