import { ops, random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { standardizeTuple } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import type { InputShape } from '../input-shape.js';
import { configNames } from '../serialization/configuration.js';
import { type Augmentation, type AugmentationName, type Augmentations, makeAugmentations } from './augmentations.js';
import type { ColourOptions } from './colour.js';
import type { Interpolation } from './geometric-layer.js';
import type { BoundingBoxes } from './image-data.js';
import { RandomImageLayer } from './random-image-layer.js';
import { type Factor, factorRange, type Range } from './ranges.js';
import { RAND_AUGMENT_PARAMETERS, type RandAugmentArguments } from './signatures.js';

export interface RandAugmentOptions extends ColourOptions {
  /** How many layers are chosen for a batch, one after another. */
  numOps?: number;
  /** How strong the changes are: two numbers between 0 and 1, or one for 0 and itself. */
  factor?: Factor;
  /** How values between pixels are found. */
  interpolation?: Interpolation;
}

interface Transformation {
  /** What each layer would do. */
  readonly transforms: Readonly<Record<string, unknown>>;
  /** Positions of those that are chosen among them, [numOps]. */
  readonly layer_idxes: Tensor;
}

const NAMES = [
  'random_shear',
  'random_translation',
  'random_rotation',
  'random_brightness',
  'random_color_degeneration',
  'random_contrast',
  'random_sharpness',
  'random_posterization',
  'solarization',
  'auto_contrast',
  'equalization',
] as const satisfies readonly AugmentationName[];

/** The order in which the original makes them. */
const MADE = [...NAMES.slice(0, 7), 'solarization', 'random_posterization', ...NAMES.slice(9)] as const;

/**
 * In training, changes a batch by a few layers that are chosen at random, from eleven that shear, move, turn, or change colours (Cubuk et
 * al., arXiv:1909.13719).
 *
 * @throws ValueError for a factor outside of [0, 1]
 * @example
 * new RandAugment({ numOps: 1, factor: 0.3 })(images, { training: true });
 */
export class RandAugment extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandAugment');

  static override readonly parameters = /* @__PURE__ */ configNames(RAND_AUGMENT_PARAMETERS);

  readonly valueRange: readonly number[];
  readonly numOps: number;
  readonly factor: Range;
  readonly interpolation: Interpolation;
  readonly augmentations: Augmentations;

  constructor(...args: RandAugmentArguments) {
    const options = bindOptions(RAND_AUGMENT_PARAMETERS, args);
    super(options);
    this.valueRange = options.valueRange ?? [0, 255];
    this.numOps = standardizeTuple(options.numOps ?? 2, 1, 'numOps', true)[0]!;
    this.factor = factorRange(options.factor ?? 0.5, [0, 1]);
    this.interpolation = options.interpolation ?? 'bilinear';
    const { factor, valueRange, interpolation, seed, dataFormat, boundingBoxFormat, dtypePolicy: dtype } = this;
    const common = { seed, dataFormat, boundingBoxFormat, dtype };
    this.augmentations = makeAugmentations(NAMES, MADE, { factor, valueRange, interpolation, common });
  }

  override build(inputShape: InputShape): void {
    for (const layer of Object.values(this.augmentations)) layer.build(inputShape);
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const chosen = random.randint([this.numOps], 0, NAMES.length, { seed });
    const transforms = Object.entries(this.augmentations).map(([name, layer]) => [
      name,
      layer.getRandomTransformation(images, { seed }),
    ]);
    return { layer_idxes: chosen, transforms: Object.fromEntries(transforms) };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    const given = ops.cast(images, this.computeDtype);
    if (!training || !transformation) return given;
    return this.#inTurn(given, transformation, (layer, x, drawn) => layer.transformImages(x, drawn));
  }

  protected override changeMasks(masks: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training || !transformation) return masks;
    return this.#inTurn(masks, transformation, (layer, x, drawn) => layer.transformSegmentationMasks(x, drawn));
  }

  protected override changeBoxes(
    boundingBoxes: BoundingBoxes,
    transformation: Transformation | null,
    training: boolean,
  ): BoundingBoxes {
    if (!training || !transformation) return boundingBoxes;
    const { boxes, labels, ...others } = boundingBoxes;
    const changed = this.#inTurn({ boxes, labels }, transformation, (layer, each, drawn) => {
      const moved = layer.transformBoundingBoxes(each, drawn);
      return { boxes: moved.boxes, labels: moved.labels };
    });
    return { ...others, ...changed };
  }

  /** Applies what was chosen; only that is computed. */
  #inTurn<Part>(
    part: Part,
    { layer_idxes: chosen, transforms }: Transformation,
    change: (layer: Augmentation, part: Part, drawn: unknown) => Part,
  ): Part {
    let current = part;
    for (let i = 0; i < this.numOps; i++) {
      const given = current;
      const branches = Object.entries(this.augmentations).map(
        ([name, layer]) =>
          () =>
            change(layer, given, transforms[name]),
      );
      current = ops.switch(chosen.at(i), branches);
    }
    return current;
  }
}
