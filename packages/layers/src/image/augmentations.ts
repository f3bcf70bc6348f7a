/** The layers that AugMix and RandAugment choose from, under the names that their transformations have. */
import type { LayerOptions } from '../layer-options.js';
import type { BoundingBoxFormat } from '../preprocessing/bounding-boxes/formats.js';
import { AutoContrast } from './auto-contrast.js';
import type { BaseImagePreprocessingLayer } from './base-image-preprocessing-layer.js';
import { Equalization } from './equalization.js';
import type { Interpolation } from './geometric-layer.js';
import { RandomBrightness } from './random-brightness.js';
import { RandomColorDegeneration } from './random-color-degeneration.js';
import { RandomContrast } from './random-contrast.js';
import { RandomPosterization } from './random-posterization.js';
import { RandomRotation } from './random-rotation.js';
import { RandomSharpness } from './random-sharpness.js';
import { RandomShear } from './random-shear.js';
import { RandomTranslation } from './random-translation.js';
import type { Range } from './ranges.js';
import { Solarization } from './solarization.js';

/** What the layers share with the one that chooses from them. */
export interface AugmentationSettings {
  readonly factor: Range;
  readonly valueRange: readonly number[];
  readonly interpolation: Interpolation;
  readonly common: {
    readonly seed: number | null;
    readonly dataFormat: string;
    readonly boundingBoxFormat: BoundingBoxFormat | null;
    readonly dtype: NonNullable<LayerOptions['dtype']>;
  };
}

export type Augmentation = BaseImagePreprocessingLayer<unknown>;

const makers = {
  random_shear: ({ factor, interpolation, common }) =>
    new RandomShear({ xFactor: factor, yFactor: factor, interpolation, ...common }),
  random_translation: ({ factor, interpolation, common }) =>
    new RandomTranslation({ heightFactor: factor, widthFactor: factor, interpolation, ...common }),
  random_rotation: ({ factor, interpolation, common }) => new RandomRotation({ factor, interpolation, ...common }),
  random_brightness: ({ factor, valueRange, common }) => new RandomBrightness({ factor, valueRange, ...common }),
  random_color_degeneration: ({ factor, valueRange, common }) =>
    new RandomColorDegeneration({ factor, valueRange, ...common }),
  random_contrast: ({ factor, valueRange, common }) => new RandomContrast({ factor, valueRange, ...common }),
  random_sharpness: ({ factor, valueRange, common }) => new RandomSharpness({ factor, valueRange, ...common }),
  random_posterization: ({ factor, valueRange, common }) =>
    new RandomPosterization({ factor: Math.max(1, Math.trunc(8 * factor[1])), valueRange, ...common }),
  solarization: ({ factor, valueRange, common }) =>
    new Solarization({ additionFactor: factor, thresholdFactor: factor, valueRange, ...common }),
  auto_contrast: ({ valueRange, common: { seed: _, ...common } }) => new AutoContrast({ valueRange, ...common }),
  equalization: ({ valueRange, common: { seed: _, ...common } }) => new Equalization({ valueRange, ...common }),
} satisfies Readonly<Record<string, (settings: AugmentationSettings) => Augmentation>>;

export type AugmentationName = keyof typeof makers;

export type Augmentations = Readonly<Partial<Record<AugmentationName, Augmentation>>>;

/** The layers of the given names, made in the order of `made`, which decides what seeds they draw, and kept in that of `names`. */
export function makeAugmentations(
  names: readonly AugmentationName[],
  made: readonly AugmentationName[],
  settings: AugmentationSettings,
): Augmentations {
  const layers = new Map(made.map((name) => [name, makers[name](settings) as Augmentation]));
  return Object.fromEntries(names.map((name) => [name, layers.get(name)!]));
}
