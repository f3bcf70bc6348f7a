// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { ActivityRegularizationOptions } from './activity-regularization.js';
import type { DropoutOptions } from './dropout.js';
import type { GaussianDropoutOptions } from './gaussian-dropout.js';
import type { GaussianNoiseOptions } from './gaussian-noise.js';
import type { SpatialDropout1DOptions } from './spatial-dropout1d.js';
import type { SpatialDropout2DOptions } from './spatial-dropout2d.js';
import type { SpatialDropout3DOptions } from './spatial-dropout3d.js';

export type ActivityRegularizationArguments = OptionArguments<
  ActivityRegularizationOptions,
  [],
  [l1?: ActivityRegularizationOptions['l1'], l2?: ActivityRegularizationOptions['l2']]
>;
export const ACTIVITY_REGULARIZATION_PARAMETERS: Signature<ActivityRegularizationOptions> = {
  callee: 'ActivityRegularization',
  names: ['l1', 'l2'],
  keywords: ['dtype', 'name', 'trainable', 'autocast', 'inputShape'],
  required: 0,
};

export type DropoutArguments = OptionArguments<
  DropoutOptions,
  [rate: DropoutOptions['rate']],
  [noiseShape?: DropoutOptions['noiseShape'], seed?: DropoutOptions['seed']]
>;
export const DROPOUT_PARAMETERS: Signature<DropoutOptions> = {
  callee: 'Dropout',
  names: ['rate', 'noiseShape', 'seed'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type GaussianDropoutArguments = OptionArguments<
  GaussianDropoutOptions,
  [rate: GaussianDropoutOptions['rate']],
  [seed?: GaussianDropoutOptions['seed']]
>;
export const GAUSSIAN_DROPOUT_PARAMETERS: Signature<GaussianDropoutOptions> = {
  callee: 'GaussianDropout',
  names: ['rate', 'seed'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type GaussianNoiseArguments = OptionArguments<
  GaussianNoiseOptions,
  [stddev: GaussianNoiseOptions['stddev']],
  [seed?: GaussianNoiseOptions['seed']]
>;
export const GAUSSIAN_NOISE_PARAMETERS: Signature<GaussianNoiseOptions> = {
  callee: 'GaussianNoise',
  names: ['stddev', 'seed'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type SpatialDropout1DArguments = OptionArguments<
  SpatialDropout1DOptions,
  [rate: SpatialDropout1DOptions['rate']],
  [
    seed?: SpatialDropout1DOptions['seed'],
    name?: SpatialDropout1DOptions['name'],
    dtype?: SpatialDropout1DOptions['dtype'],
  ]
>;
export const SPATIAL_DROPOUT1D_PARAMETERS: Signature<SpatialDropout1DOptions> = {
  callee: 'SpatialDropout1D',
  names: ['rate', 'seed', 'name', 'dtype'],
  keywords: [],
  required: 1,
};

export type SpatialDropout2DArguments = OptionArguments<
  SpatialDropout2DOptions,
  [rate: SpatialDropout2DOptions['rate']],
  [
    dataFormat?: SpatialDropout2DOptions['dataFormat'],
    seed?: SpatialDropout2DOptions['seed'],
    name?: SpatialDropout2DOptions['name'],
    dtype?: SpatialDropout2DOptions['dtype'],
  ]
>;
export const SPATIAL_DROPOUT2D_PARAMETERS: Signature<SpatialDropout2DOptions> = {
  callee: 'SpatialDropout2D',
  names: ['rate', 'dataFormat', 'seed', 'name', 'dtype'],
  keywords: [],
  required: 1,
};

export type SpatialDropout3DArguments = OptionArguments<
  SpatialDropout3DOptions,
  [rate: SpatialDropout3DOptions['rate']],
  [
    dataFormat?: SpatialDropout3DOptions['dataFormat'],
    seed?: SpatialDropout3DOptions['seed'],
    name?: SpatialDropout3DOptions['name'],
    dtype?: SpatialDropout3DOptions['dtype'],
  ]
>;
export const SPATIAL_DROPOUT3D_PARAMETERS: Signature<SpatialDropout3DOptions> = {
  callee: 'SpatialDropout3D',
  names: ['rate', 'dataFormat', 'seed', 'name', 'dtype'],
  keywords: [],
  required: 1,
};
