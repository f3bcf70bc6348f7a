// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { AdaptiveAveragePooling1DOptions } from './adaptive-average-pooling1d.js';
import type { AdaptiveAveragePooling2DOptions } from './adaptive-average-pooling2d.js';
import type { AdaptiveAveragePooling3DOptions } from './adaptive-average-pooling3d.js';
import type { AdaptiveMaxPooling1DOptions } from './adaptive-max-pooling1d.js';
import type { AdaptiveMaxPooling2DOptions } from './adaptive-max-pooling2d.js';
import type { AdaptiveMaxPooling3DOptions } from './adaptive-max-pooling3d.js';
import type { AveragePooling1DOptions } from './average-pooling1d.js';
import type { AveragePooling2DOptions } from './average-pooling2d.js';
import type { AveragePooling3DOptions } from './average-pooling3d.js';
import type { GlobalAveragePooling1DOptions } from './global-average-pooling1d.js';
import type { GlobalAveragePooling2DOptions } from './global-average-pooling2d.js';
import type { GlobalAveragePooling3DOptions } from './global-average-pooling3d.js';
import type { GlobalMaxPooling1DOptions } from './global-max-pooling1d.js';
import type { GlobalMaxPooling2DOptions } from './global-max-pooling2d.js';
import type { GlobalMaxPooling3DOptions } from './global-max-pooling3d.js';
import type { MaxPooling1DOptions } from './max-pooling1d.js';
import type { MaxPooling2DOptions } from './max-pooling2d.js';
import type { MaxPooling3DOptions } from './max-pooling3d.js';

export type AdaptiveAveragePooling1DArguments = OptionArguments<
  AdaptiveAveragePooling1DOptions,
  [outputSize: AdaptiveAveragePooling1DOptions['outputSize']],
  [dataFormat?: AdaptiveAveragePooling1DOptions['dataFormat']]
>;
export const ADAPTIVE_AVERAGE_POOLING1D_PARAMETERS: Signature<AdaptiveAveragePooling1DOptions> = {
  callee: 'AdaptiveAveragePooling1D',
  names: ['outputSize', 'dataFormat'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type AdaptiveAveragePooling2DArguments = OptionArguments<
  AdaptiveAveragePooling2DOptions,
  [outputSize: AdaptiveAveragePooling2DOptions['outputSize']],
  [dataFormat?: AdaptiveAveragePooling2DOptions['dataFormat']]
>;
export const ADAPTIVE_AVERAGE_POOLING2D_PARAMETERS: Signature<AdaptiveAveragePooling2DOptions> = {
  callee: 'AdaptiveAveragePooling2D',
  names: ['outputSize', 'dataFormat'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type AdaptiveAveragePooling3DArguments = OptionArguments<
  AdaptiveAveragePooling3DOptions,
  [outputSize: AdaptiveAveragePooling3DOptions['outputSize']],
  [dataFormat?: AdaptiveAveragePooling3DOptions['dataFormat']]
>;
export const ADAPTIVE_AVERAGE_POOLING3D_PARAMETERS: Signature<AdaptiveAveragePooling3DOptions> = {
  callee: 'AdaptiveAveragePooling3D',
  names: ['outputSize', 'dataFormat'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type AdaptiveMaxPooling1DArguments = OptionArguments<
  AdaptiveMaxPooling1DOptions,
  [outputSize: AdaptiveMaxPooling1DOptions['outputSize']],
  [dataFormat?: AdaptiveMaxPooling1DOptions['dataFormat']]
>;
export const ADAPTIVE_MAX_POOLING1D_PARAMETERS: Signature<AdaptiveMaxPooling1DOptions> = {
  callee: 'AdaptiveMaxPooling1D',
  names: ['outputSize', 'dataFormat'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type AdaptiveMaxPooling2DArguments = OptionArguments<
  AdaptiveMaxPooling2DOptions,
  [outputSize: AdaptiveMaxPooling2DOptions['outputSize']],
  [dataFormat?: AdaptiveMaxPooling2DOptions['dataFormat']]
>;
export const ADAPTIVE_MAX_POOLING2D_PARAMETERS: Signature<AdaptiveMaxPooling2DOptions> = {
  callee: 'AdaptiveMaxPooling2D',
  names: ['outputSize', 'dataFormat'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type AdaptiveMaxPooling3DArguments = OptionArguments<
  AdaptiveMaxPooling3DOptions,
  [outputSize: AdaptiveMaxPooling3DOptions['outputSize']],
  [dataFormat?: AdaptiveMaxPooling3DOptions['dataFormat']]
>;
export const ADAPTIVE_MAX_POOLING3D_PARAMETERS: Signature<AdaptiveMaxPooling3DOptions> = {
  callee: 'AdaptiveMaxPooling3D',
  names: ['outputSize', 'dataFormat'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type AveragePooling1DArguments = OptionArguments<
  AveragePooling1DOptions,
  [poolSize: AveragePooling1DOptions['poolSize']],
  [
    strides?: AveragePooling1DOptions['strides'],
    padding?: AveragePooling1DOptions['padding'],
    dataFormat?: AveragePooling1DOptions['dataFormat'],
    name?: AveragePooling1DOptions['name'],
  ]
>;
export const AVERAGE_POOLING1D_PARAMETERS: Signature<AveragePooling1DOptions> = {
  callee: 'AveragePooling1D',
  names: ['poolSize', 'strides', 'padding', 'dataFormat', 'name'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'inputShape'],
  required: 1,
};

export type AveragePooling2DArguments = OptionArguments<
  AveragePooling2DOptions,
  [poolSize: AveragePooling2DOptions['poolSize']],
  [
    strides?: AveragePooling2DOptions['strides'],
    padding?: AveragePooling2DOptions['padding'],
    dataFormat?: AveragePooling2DOptions['dataFormat'],
    name?: AveragePooling2DOptions['name'],
  ]
>;
export const AVERAGE_POOLING2D_PARAMETERS: Signature<AveragePooling2DOptions> = {
  callee: 'AveragePooling2D',
  names: ['poolSize', 'strides', 'padding', 'dataFormat', 'name'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'inputShape'],
  required: 1,
};

export type AveragePooling3DArguments = OptionArguments<
  AveragePooling3DOptions,
  [poolSize: AveragePooling3DOptions['poolSize']],
  [
    strides?: AveragePooling3DOptions['strides'],
    padding?: AveragePooling3DOptions['padding'],
    dataFormat?: AveragePooling3DOptions['dataFormat'],
    name?: AveragePooling3DOptions['name'],
  ]
>;
export const AVERAGE_POOLING3D_PARAMETERS: Signature<AveragePooling3DOptions> = {
  callee: 'AveragePooling3D',
  names: ['poolSize', 'strides', 'padding', 'dataFormat', 'name'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'inputShape'],
  required: 1,
};

export type GlobalAveragePooling1DArguments = OptionArguments<
  GlobalAveragePooling1DOptions,
  [],
  [dataFormat?: GlobalAveragePooling1DOptions['dataFormat'], keepdims?: GlobalAveragePooling1DOptions['keepdims']]
>;
export const GLOBAL_AVERAGE_POOLING1D_PARAMETERS: Signature<GlobalAveragePooling1DOptions> = {
  callee: 'GlobalAveragePooling1D',
  names: ['dataFormat', 'keepdims'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type GlobalAveragePooling2DArguments = OptionArguments<
  GlobalAveragePooling2DOptions,
  [],
  [dataFormat?: GlobalAveragePooling2DOptions['dataFormat'], keepdims?: GlobalAveragePooling2DOptions['keepdims']]
>;
export const GLOBAL_AVERAGE_POOLING2D_PARAMETERS: Signature<GlobalAveragePooling2DOptions> = {
  callee: 'GlobalAveragePooling2D',
  names: ['dataFormat', 'keepdims'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type GlobalAveragePooling3DArguments = OptionArguments<
  GlobalAveragePooling3DOptions,
  [],
  [dataFormat?: GlobalAveragePooling3DOptions['dataFormat'], keepdims?: GlobalAveragePooling3DOptions['keepdims']]
>;
export const GLOBAL_AVERAGE_POOLING3D_PARAMETERS: Signature<GlobalAveragePooling3DOptions> = {
  callee: 'GlobalAveragePooling3D',
  names: ['dataFormat', 'keepdims'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type GlobalMaxPooling1DArguments = OptionArguments<
  GlobalMaxPooling1DOptions,
  [],
  [dataFormat?: GlobalMaxPooling1DOptions['dataFormat'], keepdims?: GlobalMaxPooling1DOptions['keepdims']]
>;
export const GLOBAL_MAX_POOLING1D_PARAMETERS: Signature<GlobalMaxPooling1DOptions> = {
  callee: 'GlobalMaxPooling1D',
  names: ['dataFormat', 'keepdims'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type GlobalMaxPooling2DArguments = OptionArguments<
  GlobalMaxPooling2DOptions,
  [],
  [dataFormat?: GlobalMaxPooling2DOptions['dataFormat'], keepdims?: GlobalMaxPooling2DOptions['keepdims']]
>;
export const GLOBAL_MAX_POOLING2D_PARAMETERS: Signature<GlobalMaxPooling2DOptions> = {
  callee: 'GlobalMaxPooling2D',
  names: ['dataFormat', 'keepdims'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type GlobalMaxPooling3DArguments = OptionArguments<
  GlobalMaxPooling3DOptions,
  [],
  [dataFormat?: GlobalMaxPooling3DOptions['dataFormat'], keepdims?: GlobalMaxPooling3DOptions['keepdims']]
>;
export const GLOBAL_MAX_POOLING3D_PARAMETERS: Signature<GlobalMaxPooling3DOptions> = {
  callee: 'GlobalMaxPooling3D',
  names: ['dataFormat', 'keepdims'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type MaxPooling1DArguments = OptionArguments<
  MaxPooling1DOptions,
  [],
  [
    poolSize?: MaxPooling1DOptions['poolSize'],
    strides?: MaxPooling1DOptions['strides'],
    padding?: MaxPooling1DOptions['padding'],
    dataFormat?: MaxPooling1DOptions['dataFormat'],
    name?: MaxPooling1DOptions['name'],
  ]
>;
export const MAX_POOLING1D_PARAMETERS: Signature<MaxPooling1DOptions> = {
  callee: 'MaxPooling1D',
  names: ['poolSize', 'strides', 'padding', 'dataFormat', 'name'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'inputShape'],
  required: 0,
};

export type MaxPooling2DArguments = OptionArguments<
  MaxPooling2DOptions,
  [],
  [
    poolSize?: MaxPooling2DOptions['poolSize'],
    strides?: MaxPooling2DOptions['strides'],
    padding?: MaxPooling2DOptions['padding'],
    dataFormat?: MaxPooling2DOptions['dataFormat'],
    name?: MaxPooling2DOptions['name'],
  ]
>;
export const MAX_POOLING2D_PARAMETERS: Signature<MaxPooling2DOptions> = {
  callee: 'MaxPooling2D',
  names: ['poolSize', 'strides', 'padding', 'dataFormat', 'name'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'inputShape'],
  required: 0,
};

export type MaxPooling3DArguments = OptionArguments<
  MaxPooling3DOptions,
  [],
  [
    poolSize?: MaxPooling3DOptions['poolSize'],
    strides?: MaxPooling3DOptions['strides'],
    padding?: MaxPooling3DOptions['padding'],
    dataFormat?: MaxPooling3DOptions['dataFormat'],
    name?: MaxPooling3DOptions['name'],
  ]
>;
export const MAX_POOLING3D_PARAMETERS: Signature<MaxPooling3DOptions> = {
  callee: 'MaxPooling3D',
  names: ['poolSize', 'strides', 'padding', 'dataFormat', 'name'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'inputShape'],
  required: 0,
};
