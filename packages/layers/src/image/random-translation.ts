import { ops, random, type Shape, type Tensor } from '@org/core';
import { asTensor, bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { AffineLayer, affineRows } from './affine-layer.js';
import type { FillOptions } from './geometric-layer.js';
import { boxesFrom, boxesTo, clippedBoxes, sizeIn } from './geometry.js';
import type { BoundingBoxes } from './image-data.js';
import { batchSizeOf } from './random-image-layer.js';
import { type Factor, type Range, strictRange } from './ranges.js';
import { RANDOM_TRANSLATION_PARAMETERS, type RandomTranslationArguments } from './signatures.js';

export interface RandomTranslationOptions extends FillOptions {
  /** From where to where the way down lies, as a share of the height: two numbers, or one for itself and its negative. */
  heightFactor: Factor;
  /** The same to the right. */
  widthFactor: Factor;
}

interface Transformation {
  /** Pixels to the right and down, `[batch, 2]`. */
  readonly translations: Tensor;
  readonly input_shape: Shape;
}

/**
 * In training, moves each image by a distance of its own.
 *
 * @throws ValueError for factors outside of [-1, 1]; NotImplementedError for an unknown fill mode or interpolation
 * @example
 * new RandomTranslation(0.1, 0.2, { fillMode: 'nearest' })(images, { training: true });
 */
export class RandomTranslation extends AffineLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomTranslation');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_TRANSLATION_PARAMETERS);

  readonly heightFactor: Factor;
  readonly widthFactor: Factor;
  readonly #ranges: { readonly height: Range; readonly width: Range };

  constructor(...args: RandomTranslationArguments) {
    const options = bindOptions(RANDOM_TRANSLATION_PARAMETERS, args);
    super(options);
    const { heightFactor, widthFactor } = options;
    this.heightFactor = heightFactor;
    this.widthFactor = widthFactor;
    const range = (factor: Factor, name: string) => strictRange(factor, name, (n) => n >= -1 && n <= 1, '[-1, 1]');
    this.#ranges = { height: range(heightFactor, 'heightFactor'), width: range(widthFactor, 'widthFactor') };
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const { height, width } = sizeIn(images.shape, this.dataFormat);
    const shares = ([from, to]: Range) => random.uniform([batchSizeOf(images), 1], from, to, { seed });
    const down = shares(this.#ranges.height).mul(height);
    const right = shares(this.#ranges.width).mul(width);
    return { translations: ops.concatenate([right, down], 1).cast('float32'), input_shape: images.shape };
  }

  protected override matrix({ translations }: Transformation): Tensor {
    const [right, down] = ops.split(translations, 2, 1) as [Tensor, Tensor];
    return affineRows([1, 0, right.neg(), 0, 1, down.neg()]);
  }

  protected override changeBoxes(
    boundingBoxes: BoundingBoxes,
    transformation: Transformation | null,
    training: boolean,
  ): BoundingBoxes {
    if (!training || transformation === null) return boundingBoxes;
    const size = sizeIn(transformation.input_shape, this.dataFormat);
    const given = boxesFrom(this, boundingBoxes, 'xyxy', size);
    const moves = asTensor(transformation.translations).cast(given.boxes.dtype);
    const way = given.boxes.rank === 3 ? ops.expandDims(moves, 1) : moves;
    const boxes = given.boxes.add(ops.concatenate([way, way], -1));
    return boxesTo(this, clippedBoxes({ ...given, boxes }, size), 'xyxy', size);
  }
}
