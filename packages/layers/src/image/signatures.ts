// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { AugMixOptions } from './aug-mix.js';
import type { AutoContrastOptions } from './auto-contrast.js';
import type { CenterCropOptions } from './center-crop.js';
import type { ContrastLimitedAdaptiveHistogramEqualizationOptions } from './contrast-limited-adaptive-histogram-equalization.js';
import type { CutMixOptions } from './cut-mix.js';
import type { EqualizationOptions } from './equalization.js';
import type { MaxNumBoundingBoxesOptions } from './max-num-bounding-boxes.js';
import type { MixUpOptions } from './mix-up.js';
import type { RandAugmentOptions } from './rand-augment.js';
import type { RandomBrightnessOptions } from './random-brightness.js';
import type { RandomColorDegenerationOptions } from './random-color-degeneration.js';
import type { RandomColorJitterOptions } from './random-color-jitter.js';
import type { RandomContrastOptions } from './random-contrast.js';
import type { RandomCropOptions } from './random-crop.js';
import type { RandomElasticTransformOptions } from './random-elastic-transform.js';
import type { RandomErasingOptions } from './random-erasing.js';
import type { RandomFlipOptions } from './random-flip.js';
import type { RandomGaussianBlurOptions } from './random-gaussian-blur.js';
import type { RandomGrayscaleOptions } from './random-grayscale.js';
import type { RandomHueOptions } from './random-hue.js';
import type { RandomInvertOptions } from './random-invert.js';
import type { RandomPerspectiveOptions } from './random-perspective.js';
import type { RandomPosterizationOptions } from './random-posterization.js';
import type { RandomRotationOptions } from './random-rotation.js';
import type { RandomSaturationOptions } from './random-saturation.js';
import type { RandomSharpnessOptions } from './random-sharpness.js';
import type { RandomShearOptions } from './random-shear.js';
import type { RandomTranslationOptions } from './random-translation.js';
import type { RandomZoomOptions } from './random-zoom.js';
import type { ResizingOptions } from './resizing.js';
import type { SolarizationOptions } from './solarization.js';

export type AugMixArguments = OptionArguments<
  AugMixOptions,
  [],
  [
    valueRange?: AugMixOptions['valueRange'],
    numChains?: AugMixOptions['numChains'],
    chainDepth?: AugMixOptions['chainDepth'],
    factor?: AugMixOptions['factor'],
    alpha?: AugMixOptions['alpha'],
    allOps?: AugMixOptions['allOps'],
    interpolation?: AugMixOptions['interpolation'],
    seed?: AugMixOptions['seed'],
    dataFormat?: AugMixOptions['dataFormat'],
  ]
>;
export const AUG_MIX_PARAMETERS: Signature<AugMixOptions> = {
  callee: 'AugMix',
  names: ['valueRange', 'numChains', 'chainDepth', 'factor', 'alpha', 'allOps', 'interpolation', 'seed', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type AutoContrastArguments = OptionArguments<
  AutoContrastOptions,
  [],
  [valueRange?: AutoContrastOptions['valueRange']]
>;
export const AUTO_CONTRAST_PARAMETERS: Signature<AutoContrastOptions> = {
  callee: 'AutoContrast',
  names: ['valueRange'],
  keywords: [
    'boundingBoxFormat',
    'dataFormat',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  required: 0,
};

export type CenterCropArguments = OptionArguments<
  CenterCropOptions,
  [height: CenterCropOptions['height'], width: CenterCropOptions['width']],
  [dataFormat?: CenterCropOptions['dataFormat']],
  [height: CenterCropOptions['height'], width: CenterCropOptions['width'] | Omit<CenterCropOptions, 'height'>]
>;
export const CENTER_CROP_PARAMETERS: Signature<CenterCropOptions> = {
  callee: 'CenterCrop',
  names: ['height', 'width', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 2,
};

export type ContrastLimitedAdaptiveHistogramEqualizationArguments = OptionArguments<
  ContrastLimitedAdaptiveHistogramEqualizationOptions,
  [],
  [
    valueRange?: ContrastLimitedAdaptiveHistogramEqualizationOptions['valueRange'],
    clipLimit?: ContrastLimitedAdaptiveHistogramEqualizationOptions['clipLimit'],
    tileGridSize?: ContrastLimitedAdaptiveHistogramEqualizationOptions['tileGridSize'],
    dataFormat?: ContrastLimitedAdaptiveHistogramEqualizationOptions['dataFormat'],
  ]
>;
export const CONTRAST_LIMITED_ADAPTIVE_HISTOGRAM_EQUALIZATION_PARAMETERS: Signature<ContrastLimitedAdaptiveHistogramEqualizationOptions> =
  {
    callee: 'ContrastLimitedAdaptiveHistogramEqualization',
    names: ['valueRange', 'clipLimit', 'tileGridSize', 'dataFormat'],
    keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
    required: 0,
  };

export type CutMixArguments = OptionArguments<
  CutMixOptions,
  [],
  [factor?: CutMixOptions['factor'], seed?: CutMixOptions['seed'], dataFormat?: CutMixOptions['dataFormat']]
>;
export const CUT_MIX_PARAMETERS: Signature<CutMixOptions> = {
  callee: 'CutMix',
  names: ['factor', 'seed', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type EqualizationArguments = OptionArguments<
  EqualizationOptions,
  [],
  [
    valueRange?: EqualizationOptions['valueRange'],
    bins?: EqualizationOptions['bins'],
    dataFormat?: EqualizationOptions['dataFormat'],
  ]
>;
export const EQUALIZATION_PARAMETERS: Signature<EqualizationOptions> = {
  callee: 'Equalization',
  names: ['valueRange', 'bins', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type MaxNumBoundingBoxesArguments = OptionArguments<
  MaxNumBoundingBoxesOptions,
  [maxNumber: MaxNumBoundingBoxesOptions['maxNumber']],
  [fillValue?: MaxNumBoundingBoxesOptions['fillValue']]
>;
export const MAX_NUM_BOUNDING_BOXES_PARAMETERS: Signature<MaxNumBoundingBoxesOptions> = {
  callee: 'MaxNumBoundingBoxes',
  names: ['maxNumber', 'fillValue'],
  keywords: [
    'boundingBoxFormat',
    'dataFormat',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  required: 1,
};

export type MixUpArguments = OptionArguments<
  MixUpOptions,
  [],
  [alpha?: MixUpOptions['alpha'], dataFormat?: MixUpOptions['dataFormat'], seed?: MixUpOptions['seed']]
>;
export const MIX_UP_PARAMETERS: Signature<MixUpOptions> = {
  callee: 'MixUp',
  names: ['alpha', 'dataFormat', 'seed'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type RandAugmentArguments = OptionArguments<
  RandAugmentOptions,
  [],
  [
    valueRange?: RandAugmentOptions['valueRange'],
    numOps?: RandAugmentOptions['numOps'],
    factor?: RandAugmentOptions['factor'],
    interpolation?: RandAugmentOptions['interpolation'],
    seed?: RandAugmentOptions['seed'],
    dataFormat?: RandAugmentOptions['dataFormat'],
  ]
>;
export const RAND_AUGMENT_PARAMETERS: Signature<RandAugmentOptions> = {
  callee: 'RandAugment',
  names: ['valueRange', 'numOps', 'factor', 'interpolation', 'seed', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type RandomBrightnessArguments = OptionArguments<
  RandomBrightnessOptions,
  [factor: RandomBrightnessOptions['factor']],
  [valueRange?: RandomBrightnessOptions['valueRange'], seed?: RandomBrightnessOptions['seed']]
>;
export const RANDOM_BRIGHTNESS_PARAMETERS: Signature<RandomBrightnessOptions> = {
  callee: 'RandomBrightness',
  names: ['factor', 'valueRange', 'seed'],
  keywords: [
    'boundingBoxFormat',
    'dataFormat',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  required: 1,
};

export type RandomColorDegenerationArguments = OptionArguments<
  RandomColorDegenerationOptions,
  [factor: RandomColorDegenerationOptions['factor']],
  [
    valueRange?: RandomColorDegenerationOptions['valueRange'],
    dataFormat?: RandomColorDegenerationOptions['dataFormat'],
    seed?: RandomColorDegenerationOptions['seed'],
  ]
>;
export const RANDOM_COLOR_DEGENERATION_PARAMETERS: Signature<RandomColorDegenerationOptions> = {
  callee: 'RandomColorDegeneration',
  names: ['factor', 'valueRange', 'dataFormat', 'seed'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type RandomColorJitterArguments = OptionArguments<
  RandomColorJitterOptions,
  [],
  [
    valueRange?: RandomColorJitterOptions['valueRange'],
    brightnessFactor?: RandomColorJitterOptions['brightnessFactor'],
    contrastFactor?: RandomColorJitterOptions['contrastFactor'],
    saturationFactor?: RandomColorJitterOptions['saturationFactor'],
    hueFactor?: RandomColorJitterOptions['hueFactor'],
    seed?: RandomColorJitterOptions['seed'],
    dataFormat?: RandomColorJitterOptions['dataFormat'],
  ]
>;
export const RANDOM_COLOR_JITTER_PARAMETERS: Signature<RandomColorJitterOptions> = {
  callee: 'RandomColorJitter',
  names: ['valueRange', 'brightnessFactor', 'contrastFactor', 'saturationFactor', 'hueFactor', 'seed', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type RandomContrastArguments = OptionArguments<
  RandomContrastOptions,
  [factor: RandomContrastOptions['factor']],
  [valueRange?: RandomContrastOptions['valueRange'], seed?: RandomContrastOptions['seed']]
>;
export const RANDOM_CONTRAST_PARAMETERS: Signature<RandomContrastOptions> = {
  callee: 'RandomContrast',
  names: ['factor', 'valueRange', 'seed'],
  keywords: [
    'boundingBoxFormat',
    'dataFormat',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  required: 1,
};

export type RandomCropArguments = OptionArguments<
  RandomCropOptions,
  [height: RandomCropOptions['height'], width: RandomCropOptions['width']],
  [seed?: RandomCropOptions['seed'], dataFormat?: RandomCropOptions['dataFormat'], name?: RandomCropOptions['name']],
  [height: RandomCropOptions['height'], width: RandomCropOptions['width'] | Omit<RandomCropOptions, 'height'>]
>;
export const RANDOM_CROP_PARAMETERS: Signature<RandomCropOptions> = {
  callee: 'RandomCrop',
  names: ['height', 'width', 'seed', 'dataFormat', 'name'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'inputShape'],
  required: 2,
};

export type RandomElasticTransformArguments = OptionArguments<
  RandomElasticTransformOptions,
  [],
  [
    factor?: RandomElasticTransformOptions['factor'],
    scale?: RandomElasticTransformOptions['scale'],
    interpolation?: RandomElasticTransformOptions['interpolation'],
    fillMode?: RandomElasticTransformOptions['fillMode'],
    fillValue?: RandomElasticTransformOptions['fillValue'],
    valueRange?: RandomElasticTransformOptions['valueRange'],
    seed?: RandomElasticTransformOptions['seed'],
    dataFormat?: RandomElasticTransformOptions['dataFormat'],
  ]
>;
export const RANDOM_ELASTIC_TRANSFORM_PARAMETERS: Signature<RandomElasticTransformOptions> = {
  callee: 'RandomElasticTransform',
  names: ['factor', 'scale', 'interpolation', 'fillMode', 'fillValue', 'valueRange', 'seed', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type RandomErasingArguments = OptionArguments<
  RandomErasingOptions,
  [],
  [
    factor?: RandomErasingOptions['factor'],
    scale?: RandomErasingOptions['scale'],
    fillValue?: RandomErasingOptions['fillValue'],
    valueRange?: RandomErasingOptions['valueRange'],
    seed?: RandomErasingOptions['seed'],
    dataFormat?: RandomErasingOptions['dataFormat'],
  ]
>;
export const RANDOM_ERASING_PARAMETERS: Signature<RandomErasingOptions> = {
  callee: 'RandomErasing',
  names: ['factor', 'scale', 'fillValue', 'valueRange', 'seed', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type RandomFlipArguments = OptionArguments<
  RandomFlipOptions,
  [],
  [mode?: RandomFlipOptions['mode'], seed?: RandomFlipOptions['seed'], dataFormat?: RandomFlipOptions['dataFormat']]
>;
export const RANDOM_FLIP_PARAMETERS: Signature<RandomFlipOptions> = {
  callee: 'RandomFlip',
  names: ['mode', 'seed', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type RandomGaussianBlurArguments = OptionArguments<
  RandomGaussianBlurOptions,
  [],
  [
    factor?: RandomGaussianBlurOptions['factor'],
    kernelSize?: RandomGaussianBlurOptions['kernelSize'],
    sigma?: RandomGaussianBlurOptions['sigma'],
    valueRange?: RandomGaussianBlurOptions['valueRange'],
    dataFormat?: RandomGaussianBlurOptions['dataFormat'],
    seed?: RandomGaussianBlurOptions['seed'],
  ]
>;
export const RANDOM_GAUSSIAN_BLUR_PARAMETERS: Signature<RandomGaussianBlurOptions> = {
  callee: 'RandomGaussianBlur',
  names: ['factor', 'kernelSize', 'sigma', 'valueRange', 'dataFormat', 'seed'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type RandomGrayscaleArguments = OptionArguments<
  RandomGrayscaleOptions,
  [],
  [
    factor?: RandomGrayscaleOptions['factor'],
    dataFormat?: RandomGrayscaleOptions['dataFormat'],
    seed?: RandomGrayscaleOptions['seed'],
  ]
>;
export const RANDOM_GRAYSCALE_PARAMETERS: Signature<RandomGrayscaleOptions> = {
  callee: 'RandomGrayscale',
  names: ['factor', 'dataFormat', 'seed'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type RandomHueArguments = OptionArguments<
  RandomHueOptions,
  [factor: RandomHueOptions['factor']],
  [
    valueRange?: RandomHueOptions['valueRange'],
    dataFormat?: RandomHueOptions['dataFormat'],
    seed?: RandomHueOptions['seed'],
  ]
>;
export const RANDOM_HUE_PARAMETERS: Signature<RandomHueOptions> = {
  callee: 'RandomHue',
  names: ['factor', 'valueRange', 'dataFormat', 'seed'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type RandomInvertArguments = OptionArguments<
  RandomInvertOptions,
  [],
  [
    factor?: RandomInvertOptions['factor'],
    valueRange?: RandomInvertOptions['valueRange'],
    seed?: RandomInvertOptions['seed'],
    dataFormat?: RandomInvertOptions['dataFormat'],
  ]
>;
export const RANDOM_INVERT_PARAMETERS: Signature<RandomInvertOptions> = {
  callee: 'RandomInvert',
  names: ['factor', 'valueRange', 'seed', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type RandomPerspectiveArguments = OptionArguments<
  RandomPerspectiveOptions,
  [],
  [
    factor?: RandomPerspectiveOptions['factor'],
    scale?: RandomPerspectiveOptions['scale'],
    interpolation?: RandomPerspectiveOptions['interpolation'],
    fillValue?: RandomPerspectiveOptions['fillValue'],
    seed?: RandomPerspectiveOptions['seed'],
    dataFormat?: RandomPerspectiveOptions['dataFormat'],
  ]
>;
export const RANDOM_PERSPECTIVE_PARAMETERS: Signature<RandomPerspectiveOptions> = {
  callee: 'RandomPerspective',
  names: ['factor', 'scale', 'interpolation', 'fillValue', 'seed', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type RandomPosterizationArguments = OptionArguments<
  RandomPosterizationOptions,
  [factor: RandomPosterizationOptions['factor']],
  [
    valueRange?: RandomPosterizationOptions['valueRange'],
    dataFormat?: RandomPosterizationOptions['dataFormat'],
    seed?: RandomPosterizationOptions['seed'],
  ]
>;
export const RANDOM_POSTERIZATION_PARAMETERS: Signature<RandomPosterizationOptions> = {
  callee: 'RandomPosterization',
  names: ['factor', 'valueRange', 'dataFormat', 'seed'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type RandomRotationArguments = OptionArguments<
  RandomRotationOptions,
  [factor: RandomRotationOptions['factor']],
  [
    fillMode?: RandomRotationOptions['fillMode'],
    interpolation?: RandomRotationOptions['interpolation'],
    seed?: RandomRotationOptions['seed'],
    fillValue?: RandomRotationOptions['fillValue'],
    dataFormat?: RandomRotationOptions['dataFormat'],
  ]
>;
export const RANDOM_ROTATION_PARAMETERS: Signature<RandomRotationOptions> = {
  callee: 'RandomRotation',
  names: ['factor', 'fillMode', 'interpolation', 'seed', 'fillValue', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type RandomSaturationArguments = OptionArguments<
  RandomSaturationOptions,
  [factor: RandomSaturationOptions['factor']],
  [
    valueRange?: RandomSaturationOptions['valueRange'],
    dataFormat?: RandomSaturationOptions['dataFormat'],
    seed?: RandomSaturationOptions['seed'],
  ]
>;
export const RANDOM_SATURATION_PARAMETERS: Signature<RandomSaturationOptions> = {
  callee: 'RandomSaturation',
  names: ['factor', 'valueRange', 'dataFormat', 'seed'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type RandomSharpnessArguments = OptionArguments<
  RandomSharpnessOptions,
  [factor: RandomSharpnessOptions['factor']],
  [
    valueRange?: RandomSharpnessOptions['valueRange'],
    dataFormat?: RandomSharpnessOptions['dataFormat'],
    seed?: RandomSharpnessOptions['seed'],
  ]
>;
export const RANDOM_SHARPNESS_PARAMETERS: Signature<RandomSharpnessOptions> = {
  callee: 'RandomSharpness',
  names: ['factor', 'valueRange', 'dataFormat', 'seed'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type RandomShearArguments = OptionArguments<
  RandomShearOptions,
  [],
  [
    xFactor?: RandomShearOptions['xFactor'],
    yFactor?: RandomShearOptions['yFactor'],
    interpolation?: RandomShearOptions['interpolation'],
    fillMode?: RandomShearOptions['fillMode'],
    fillValue?: RandomShearOptions['fillValue'],
    dataFormat?: RandomShearOptions['dataFormat'],
    seed?: RandomShearOptions['seed'],
  ]
>;
export const RANDOM_SHEAR_PARAMETERS: Signature<RandomShearOptions> = {
  callee: 'RandomShear',
  names: ['xFactor', 'yFactor', 'interpolation', 'fillMode', 'fillValue', 'dataFormat', 'seed'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type RandomTranslationArguments = OptionArguments<
  RandomTranslationOptions,
  [heightFactor: RandomTranslationOptions['heightFactor'], widthFactor: RandomTranslationOptions['widthFactor']],
  [
    fillMode?: RandomTranslationOptions['fillMode'],
    interpolation?: RandomTranslationOptions['interpolation'],
    seed?: RandomTranslationOptions['seed'],
    fillValue?: RandomTranslationOptions['fillValue'],
    dataFormat?: RandomTranslationOptions['dataFormat'],
  ],
  [
    heightFactor: RandomTranslationOptions['heightFactor'],
    widthFactor: RandomTranslationOptions['widthFactor'] | Omit<RandomTranslationOptions, 'heightFactor'>,
  ]
>;
export const RANDOM_TRANSLATION_PARAMETERS: Signature<RandomTranslationOptions> = {
  callee: 'RandomTranslation',
  names: ['heightFactor', 'widthFactor', 'fillMode', 'interpolation', 'seed', 'fillValue', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 2,
};

export type RandomZoomArguments = OptionArguments<
  RandomZoomOptions,
  [heightFactor: RandomZoomOptions['heightFactor']],
  [
    widthFactor?: RandomZoomOptions['widthFactor'],
    fillMode?: RandomZoomOptions['fillMode'],
    interpolation?: RandomZoomOptions['interpolation'],
    seed?: RandomZoomOptions['seed'],
    fillValue?: RandomZoomOptions['fillValue'],
    dataFormat?: RandomZoomOptions['dataFormat'],
  ]
>;
export const RANDOM_ZOOM_PARAMETERS: Signature<RandomZoomOptions> = {
  callee: 'RandomZoom',
  names: ['heightFactor', 'widthFactor', 'fillMode', 'interpolation', 'seed', 'fillValue', 'dataFormat'],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type ResizingArguments = OptionArguments<
  ResizingOptions,
  [height: ResizingOptions['height'], width: ResizingOptions['width']],
  [
    interpolation?: ResizingOptions['interpolation'],
    cropToAspectRatio?: ResizingOptions['cropToAspectRatio'],
    padToAspectRatio?: ResizingOptions['padToAspectRatio'],
    fillMode?: ResizingOptions['fillMode'],
    fillValue?: ResizingOptions['fillValue'],
    antialias?: ResizingOptions['antialias'],
    dataFormat?: ResizingOptions['dataFormat'],
  ],
  [height: ResizingOptions['height'], width: ResizingOptions['width'] | Omit<ResizingOptions, 'height'>]
>;
export const RESIZING_PARAMETERS: Signature<ResizingOptions> = {
  callee: 'Resizing',
  names: [
    'height',
    'width',
    'interpolation',
    'cropToAspectRatio',
    'padToAspectRatio',
    'fillMode',
    'fillValue',
    'antialias',
    'dataFormat',
  ],
  keywords: ['boundingBoxFormat', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 2,
};

export type SolarizationArguments = OptionArguments<
  SolarizationOptions,
  [],
  [
    additionFactor?: SolarizationOptions['additionFactor'],
    thresholdFactor?: SolarizationOptions['thresholdFactor'],
    valueRange?: SolarizationOptions['valueRange'],
    seed?: SolarizationOptions['seed'],
  ]
>;
export const SOLARIZATION_PARAMETERS: Signature<SolarizationOptions> = {
  callee: 'Solarization',
  names: ['additionFactor', 'thresholdFactor', 'valueRange', 'seed'],
  keywords: [
    'boundingBoxFormat',
    'dataFormat',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  required: 0,
};
