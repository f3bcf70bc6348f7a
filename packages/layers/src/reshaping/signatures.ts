// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { Cropping1DOptions } from './cropping1d.js';
import type { Cropping2DOptions } from './cropping2d.js';
import type { Cropping3DOptions } from './cropping3d.js';
import type { FlattenOptions } from './flatten.js';
import type { PermuteOptions } from './permute.js';
import type { RepeatVectorOptions } from './repeat-vector.js';
import type { ReshapeOptions } from './reshape.js';
import type { UpSampling1DOptions } from './up-sampling1d.js';
import type { UpSampling2DOptions } from './up-sampling2d.js';
import type { UpSampling3DOptions } from './up-sampling3d.js';
import type { ZeroPadding1DOptions } from './zero-padding1d.js';
import type { ZeroPadding2DOptions } from './zero-padding2d.js';
import type { ZeroPadding3DOptions } from './zero-padding3d.js';

export type Cropping1DArguments = OptionArguments<Cropping1DOptions, [], [cropping?: Cropping1DOptions['cropping']]>;
export const CROPPING1D_PARAMETERS: Signature<Cropping1DOptions> = {
  callee: 'Cropping1D',
  names: ['cropping'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type Cropping2DArguments = OptionArguments<
  Cropping2DOptions,
  [],
  [cropping?: Cropping2DOptions['cropping'], dataFormat?: Cropping2DOptions['dataFormat']]
>;
export const CROPPING2D_PARAMETERS: Signature<Cropping2DOptions> = {
  callee: 'Cropping2D',
  names: ['cropping', 'dataFormat'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type Cropping3DArguments = OptionArguments<
  Cropping3DOptions,
  [],
  [cropping?: Cropping3DOptions['cropping'], dataFormat?: Cropping3DOptions['dataFormat']]
>;
export const CROPPING3D_PARAMETERS: Signature<Cropping3DOptions> = {
  callee: 'Cropping3D',
  names: ['cropping', 'dataFormat'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type FlattenArguments = OptionArguments<FlattenOptions, [], [dataFormat?: FlattenOptions['dataFormat']]>;
export const FLATTEN_PARAMETERS: Signature<FlattenOptions> = {
  callee: 'Flatten',
  names: ['dataFormat'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type PermuteArguments = OptionArguments<PermuteOptions, [dims: PermuteOptions['dims']], []>;
export const PERMUTE_PARAMETERS: Signature<PermuteOptions> = {
  callee: 'Permute',
  names: ['dims'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type RepeatVectorArguments = OptionArguments<RepeatVectorOptions, [n: RepeatVectorOptions['n']], []>;
export const REPEAT_VECTOR_PARAMETERS: Signature<RepeatVectorOptions> = {
  callee: 'RepeatVector',
  names: ['n'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type ReshapeArguments = OptionArguments<ReshapeOptions, [targetShape: ReshapeOptions['targetShape']], []>;
export const RESHAPE_PARAMETERS: Signature<ReshapeOptions> = {
  callee: 'Reshape',
  names: ['targetShape'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type UpSampling1DArguments = OptionArguments<UpSampling1DOptions, [], [size?: UpSampling1DOptions['size']]>;
export const UP_SAMPLING1D_PARAMETERS: Signature<UpSampling1DOptions> = {
  callee: 'UpSampling1D',
  names: ['size'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type UpSampling2DArguments = OptionArguments<
  UpSampling2DOptions,
  [],
  [
    size?: UpSampling2DOptions['size'],
    dataFormat?: UpSampling2DOptions['dataFormat'],
    interpolation?: UpSampling2DOptions['interpolation'],
  ]
>;
export const UP_SAMPLING2D_PARAMETERS: Signature<UpSampling2DOptions> = {
  callee: 'UpSampling2D',
  names: ['size', 'dataFormat', 'interpolation'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type UpSampling3DArguments = OptionArguments<
  UpSampling3DOptions,
  [],
  [size?: UpSampling3DOptions['size'], dataFormat?: UpSampling3DOptions['dataFormat']]
>;
export const UP_SAMPLING3D_PARAMETERS: Signature<UpSampling3DOptions> = {
  callee: 'UpSampling3D',
  names: ['size', 'dataFormat'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type ZeroPadding1DArguments = OptionArguments<
  ZeroPadding1DOptions,
  [],
  [padding?: ZeroPadding1DOptions['padding'], dataFormat?: ZeroPadding1DOptions['dataFormat']]
>;
export const ZERO_PADDING1D_PARAMETERS: Signature<ZeroPadding1DOptions> = {
  callee: 'ZeroPadding1D',
  names: ['padding', 'dataFormat'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type ZeroPadding2DArguments = OptionArguments<
  ZeroPadding2DOptions,
  [],
  [padding?: ZeroPadding2DOptions['padding'], dataFormat?: ZeroPadding2DOptions['dataFormat']]
>;
export const ZERO_PADDING2D_PARAMETERS: Signature<ZeroPadding2DOptions> = {
  callee: 'ZeroPadding2D',
  names: ['padding', 'dataFormat'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type ZeroPadding3DArguments = OptionArguments<
  ZeroPadding3DOptions,
  [],
  [padding?: ZeroPadding3DOptions['padding'], dataFormat?: ZeroPadding3DOptions['dataFormat']]
>;
export const ZERO_PADDING3D_PARAMETERS: Signature<ZeroPadding3DOptions> = {
  callee: 'ZeroPadding3D',
  names: ['padding', 'dataFormat'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};
