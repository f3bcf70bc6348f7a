// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { Conv1DOptions } from './conv1d.js';
import type { Conv1DTransposeOptions } from './conv1d-transpose.js';
import type { Conv2DOptions } from './conv2d.js';
import type { Conv2DTransposeOptions } from './conv2d-transpose.js';
import type { Conv3DOptions } from './conv3d.js';
import type { Conv3DTransposeOptions } from './conv3d-transpose.js';
import type { DepthwiseConv1DOptions } from './depthwise-conv1d.js';
import type { DepthwiseConv2DOptions } from './depthwise-conv2d.js';
import type { SeparableConv1DOptions } from './separable-conv1d.js';
import type { SeparableConv2DOptions } from './separable-conv2d.js';

export type Conv1DTransposeArguments = OptionArguments<
  Conv1DTransposeOptions,
  [filters: Conv1DTransposeOptions['filters'], kernelSize: Conv1DTransposeOptions['kernelSize']],
  [
    strides?: Conv1DTransposeOptions['strides'],
    padding?: Conv1DTransposeOptions['padding'],
    outputPadding?: Conv1DTransposeOptions['outputPadding'],
    dataFormat?: Conv1DTransposeOptions['dataFormat'],
    dilationRate?: Conv1DTransposeOptions['dilationRate'],
    activation?: Conv1DTransposeOptions['activation'],
    useBias?: Conv1DTransposeOptions['useBias'],
    kernelInitializer?: Conv1DTransposeOptions['kernelInitializer'],
    biasInitializer?: Conv1DTransposeOptions['biasInitializer'],
    kernelRegularizer?: Conv1DTransposeOptions['kernelRegularizer'],
    biasRegularizer?: Conv1DTransposeOptions['biasRegularizer'],
    activityRegularizer?: Conv1DTransposeOptions['activityRegularizer'],
    kernelConstraint?: Conv1DTransposeOptions['kernelConstraint'],
    biasConstraint?: Conv1DTransposeOptions['biasConstraint'],
  ],
  [
    filters: Conv1DTransposeOptions['filters'],
    kernelSize: Conv1DTransposeOptions['kernelSize'] | Omit<Conv1DTransposeOptions, 'filters'>,
  ]
>;
export const CONV1D_TRANSPOSE_PARAMETERS: Signature<Conv1DTransposeOptions> = {
  callee: 'Conv1DTranspose',
  names: [
    'filters',
    'kernelSize',
    'strides',
    'padding',
    'outputPadding',
    'dataFormat',
    'dilationRate',
    'activation',
    'useBias',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'kernelConstraint',
    'biasConstraint',
  ],
  keywords: ['trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 2,
};

export type Conv1DArguments = OptionArguments<
  Conv1DOptions,
  [filters: Conv1DOptions['filters'], kernelSize: Conv1DOptions['kernelSize']],
  [
    strides?: Conv1DOptions['strides'],
    padding?: Conv1DOptions['padding'],
    dataFormat?: Conv1DOptions['dataFormat'],
    dilationRate?: Conv1DOptions['dilationRate'],
    groups?: Conv1DOptions['groups'],
    activation?: Conv1DOptions['activation'],
    useBias?: Conv1DOptions['useBias'],
    kernelInitializer?: Conv1DOptions['kernelInitializer'],
    biasInitializer?: Conv1DOptions['biasInitializer'],
    kernelRegularizer?: Conv1DOptions['kernelRegularizer'],
    biasRegularizer?: Conv1DOptions['biasRegularizer'],
    activityRegularizer?: Conv1DOptions['activityRegularizer'],
    kernelConstraint?: Conv1DOptions['kernelConstraint'],
    biasConstraint?: Conv1DOptions['biasConstraint'],
  ],
  [filters: Conv1DOptions['filters'], kernelSize: Conv1DOptions['kernelSize'] | Omit<Conv1DOptions, 'filters'>]
>;
export const CONV1D_PARAMETERS: Signature<Conv1DOptions> = {
  callee: 'Conv1D',
  names: [
    'filters',
    'kernelSize',
    'strides',
    'padding',
    'dataFormat',
    'dilationRate',
    'groups',
    'activation',
    'useBias',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'kernelConstraint',
    'biasConstraint',
  ],
  keywords: ['trainable', 'dtype', 'autocast', 'name', 'inputShape', 'loraRank', 'loraAlpha'],
  required: 2,
};

export type Conv2DTransposeArguments = OptionArguments<
  Conv2DTransposeOptions,
  [filters: Conv2DTransposeOptions['filters'], kernelSize: Conv2DTransposeOptions['kernelSize']],
  [
    strides?: Conv2DTransposeOptions['strides'],
    padding?: Conv2DTransposeOptions['padding'],
    outputPadding?: Conv2DTransposeOptions['outputPadding'],
    dataFormat?: Conv2DTransposeOptions['dataFormat'],
    dilationRate?: Conv2DTransposeOptions['dilationRate'],
    activation?: Conv2DTransposeOptions['activation'],
    useBias?: Conv2DTransposeOptions['useBias'],
    kernelInitializer?: Conv2DTransposeOptions['kernelInitializer'],
    biasInitializer?: Conv2DTransposeOptions['biasInitializer'],
    kernelRegularizer?: Conv2DTransposeOptions['kernelRegularizer'],
    biasRegularizer?: Conv2DTransposeOptions['biasRegularizer'],
    activityRegularizer?: Conv2DTransposeOptions['activityRegularizer'],
    kernelConstraint?: Conv2DTransposeOptions['kernelConstraint'],
    biasConstraint?: Conv2DTransposeOptions['biasConstraint'],
  ],
  [
    filters: Conv2DTransposeOptions['filters'],
    kernelSize: Conv2DTransposeOptions['kernelSize'] | Omit<Conv2DTransposeOptions, 'filters'>,
  ]
>;
export const CONV2D_TRANSPOSE_PARAMETERS: Signature<Conv2DTransposeOptions> = {
  callee: 'Conv2DTranspose',
  names: [
    'filters',
    'kernelSize',
    'strides',
    'padding',
    'outputPadding',
    'dataFormat',
    'dilationRate',
    'activation',
    'useBias',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'kernelConstraint',
    'biasConstraint',
  ],
  keywords: ['trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 2,
};

export type Conv2DArguments = OptionArguments<
  Conv2DOptions,
  [filters: Conv2DOptions['filters'], kernelSize: Conv2DOptions['kernelSize']],
  [
    strides?: Conv2DOptions['strides'],
    padding?: Conv2DOptions['padding'],
    dataFormat?: Conv2DOptions['dataFormat'],
    dilationRate?: Conv2DOptions['dilationRate'],
    groups?: Conv2DOptions['groups'],
    activation?: Conv2DOptions['activation'],
    useBias?: Conv2DOptions['useBias'],
    kernelInitializer?: Conv2DOptions['kernelInitializer'],
    biasInitializer?: Conv2DOptions['biasInitializer'],
    kernelRegularizer?: Conv2DOptions['kernelRegularizer'],
    biasRegularizer?: Conv2DOptions['biasRegularizer'],
    activityRegularizer?: Conv2DOptions['activityRegularizer'],
    kernelConstraint?: Conv2DOptions['kernelConstraint'],
    biasConstraint?: Conv2DOptions['biasConstraint'],
  ],
  [filters: Conv2DOptions['filters'], kernelSize: Conv2DOptions['kernelSize'] | Omit<Conv2DOptions, 'filters'>]
>;
export const CONV2D_PARAMETERS: Signature<Conv2DOptions> = {
  callee: 'Conv2D',
  names: [
    'filters',
    'kernelSize',
    'strides',
    'padding',
    'dataFormat',
    'dilationRate',
    'groups',
    'activation',
    'useBias',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'kernelConstraint',
    'biasConstraint',
  ],
  keywords: ['trainable', 'dtype', 'autocast', 'name', 'inputShape', 'loraRank', 'loraAlpha'],
  required: 2,
};

export type Conv3DTransposeArguments = OptionArguments<
  Conv3DTransposeOptions,
  [filters: Conv3DTransposeOptions['filters'], kernelSize: Conv3DTransposeOptions['kernelSize']],
  [
    strides?: Conv3DTransposeOptions['strides'],
    padding?: Conv3DTransposeOptions['padding'],
    dataFormat?: Conv3DTransposeOptions['dataFormat'],
    outputPadding?: Conv3DTransposeOptions['outputPadding'],
    dilationRate?: Conv3DTransposeOptions['dilationRate'],
    activation?: Conv3DTransposeOptions['activation'],
    useBias?: Conv3DTransposeOptions['useBias'],
    kernelInitializer?: Conv3DTransposeOptions['kernelInitializer'],
    biasInitializer?: Conv3DTransposeOptions['biasInitializer'],
    kernelRegularizer?: Conv3DTransposeOptions['kernelRegularizer'],
    biasRegularizer?: Conv3DTransposeOptions['biasRegularizer'],
    activityRegularizer?: Conv3DTransposeOptions['activityRegularizer'],
    kernelConstraint?: Conv3DTransposeOptions['kernelConstraint'],
    biasConstraint?: Conv3DTransposeOptions['biasConstraint'],
  ],
  [
    filters: Conv3DTransposeOptions['filters'],
    kernelSize: Conv3DTransposeOptions['kernelSize'] | Omit<Conv3DTransposeOptions, 'filters'>,
  ]
>;
export const CONV3D_TRANSPOSE_PARAMETERS: Signature<Conv3DTransposeOptions> = {
  callee: 'Conv3DTranspose',
  names: [
    'filters',
    'kernelSize',
    'strides',
    'padding',
    'dataFormat',
    'outputPadding',
    'dilationRate',
    'activation',
    'useBias',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'kernelConstraint',
    'biasConstraint',
  ],
  keywords: ['trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 2,
};

export type Conv3DArguments = OptionArguments<
  Conv3DOptions,
  [filters: Conv3DOptions['filters'], kernelSize: Conv3DOptions['kernelSize']],
  [
    strides?: Conv3DOptions['strides'],
    padding?: Conv3DOptions['padding'],
    dataFormat?: Conv3DOptions['dataFormat'],
    dilationRate?: Conv3DOptions['dilationRate'],
    groups?: Conv3DOptions['groups'],
    activation?: Conv3DOptions['activation'],
    useBias?: Conv3DOptions['useBias'],
    kernelInitializer?: Conv3DOptions['kernelInitializer'],
    biasInitializer?: Conv3DOptions['biasInitializer'],
    kernelRegularizer?: Conv3DOptions['kernelRegularizer'],
    biasRegularizer?: Conv3DOptions['biasRegularizer'],
    activityRegularizer?: Conv3DOptions['activityRegularizer'],
    kernelConstraint?: Conv3DOptions['kernelConstraint'],
    biasConstraint?: Conv3DOptions['biasConstraint'],
  ],
  [filters: Conv3DOptions['filters'], kernelSize: Conv3DOptions['kernelSize'] | Omit<Conv3DOptions, 'filters'>]
>;
export const CONV3D_PARAMETERS: Signature<Conv3DOptions> = {
  callee: 'Conv3D',
  names: [
    'filters',
    'kernelSize',
    'strides',
    'padding',
    'dataFormat',
    'dilationRate',
    'groups',
    'activation',
    'useBias',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'kernelConstraint',
    'biasConstraint',
  ],
  keywords: ['trainable', 'dtype', 'autocast', 'name', 'inputShape', 'loraRank', 'loraAlpha'],
  required: 2,
};

export type DepthwiseConv1DArguments = OptionArguments<
  DepthwiseConv1DOptions,
  [kernelSize: DepthwiseConv1DOptions['kernelSize']],
  [
    strides?: DepthwiseConv1DOptions['strides'],
    padding?: DepthwiseConv1DOptions['padding'],
    depthMultiplier?: DepthwiseConv1DOptions['depthMultiplier'],
    dataFormat?: DepthwiseConv1DOptions['dataFormat'],
    dilationRate?: DepthwiseConv1DOptions['dilationRate'],
    activation?: DepthwiseConv1DOptions['activation'],
    useBias?: DepthwiseConv1DOptions['useBias'],
    depthwiseInitializer?: DepthwiseConv1DOptions['depthwiseInitializer'],
    biasInitializer?: DepthwiseConv1DOptions['biasInitializer'],
    depthwiseRegularizer?: DepthwiseConv1DOptions['depthwiseRegularizer'],
    biasRegularizer?: DepthwiseConv1DOptions['biasRegularizer'],
    activityRegularizer?: DepthwiseConv1DOptions['activityRegularizer'],
    depthwiseConstraint?: DepthwiseConv1DOptions['depthwiseConstraint'],
    biasConstraint?: DepthwiseConv1DOptions['biasConstraint'],
  ]
>;
export const DEPTHWISE_CONV1D_PARAMETERS: Signature<DepthwiseConv1DOptions> = {
  callee: 'DepthwiseConv1D',
  names: [
    'kernelSize',
    'strides',
    'padding',
    'depthMultiplier',
    'dataFormat',
    'dilationRate',
    'activation',
    'useBias',
    'depthwiseInitializer',
    'biasInitializer',
    'depthwiseRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'depthwiseConstraint',
    'biasConstraint',
  ],
  keywords: ['trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type DepthwiseConv2DArguments = OptionArguments<
  DepthwiseConv2DOptions,
  [kernelSize: DepthwiseConv2DOptions['kernelSize']],
  [
    strides?: DepthwiseConv2DOptions['strides'],
    padding?: DepthwiseConv2DOptions['padding'],
    depthMultiplier?: DepthwiseConv2DOptions['depthMultiplier'],
    dataFormat?: DepthwiseConv2DOptions['dataFormat'],
    dilationRate?: DepthwiseConv2DOptions['dilationRate'],
    activation?: DepthwiseConv2DOptions['activation'],
    useBias?: DepthwiseConv2DOptions['useBias'],
    depthwiseInitializer?: DepthwiseConv2DOptions['depthwiseInitializer'],
    biasInitializer?: DepthwiseConv2DOptions['biasInitializer'],
    depthwiseRegularizer?: DepthwiseConv2DOptions['depthwiseRegularizer'],
    biasRegularizer?: DepthwiseConv2DOptions['biasRegularizer'],
    activityRegularizer?: DepthwiseConv2DOptions['activityRegularizer'],
    depthwiseConstraint?: DepthwiseConv2DOptions['depthwiseConstraint'],
    biasConstraint?: DepthwiseConv2DOptions['biasConstraint'],
  ]
>;
export const DEPTHWISE_CONV2D_PARAMETERS: Signature<DepthwiseConv2DOptions> = {
  callee: 'DepthwiseConv2D',
  names: [
    'kernelSize',
    'strides',
    'padding',
    'depthMultiplier',
    'dataFormat',
    'dilationRate',
    'activation',
    'useBias',
    'depthwiseInitializer',
    'biasInitializer',
    'depthwiseRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'depthwiseConstraint',
    'biasConstraint',
  ],
  keywords: ['trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type SeparableConv1DArguments = OptionArguments<
  SeparableConv1DOptions,
  [filters: SeparableConv1DOptions['filters'], kernelSize: SeparableConv1DOptions['kernelSize']],
  [
    strides?: SeparableConv1DOptions['strides'],
    padding?: SeparableConv1DOptions['padding'],
    dataFormat?: SeparableConv1DOptions['dataFormat'],
    dilationRate?: SeparableConv1DOptions['dilationRate'],
    depthMultiplier?: SeparableConv1DOptions['depthMultiplier'],
    activation?: SeparableConv1DOptions['activation'],
    useBias?: SeparableConv1DOptions['useBias'],
    depthwiseInitializer?: SeparableConv1DOptions['depthwiseInitializer'],
    pointwiseInitializer?: SeparableConv1DOptions['pointwiseInitializer'],
    biasInitializer?: SeparableConv1DOptions['biasInitializer'],
    depthwiseRegularizer?: SeparableConv1DOptions['depthwiseRegularizer'],
    pointwiseRegularizer?: SeparableConv1DOptions['pointwiseRegularizer'],
    biasRegularizer?: SeparableConv1DOptions['biasRegularizer'],
    activityRegularizer?: SeparableConv1DOptions['activityRegularizer'],
    depthwiseConstraint?: SeparableConv1DOptions['depthwiseConstraint'],
    pointwiseConstraint?: SeparableConv1DOptions['pointwiseConstraint'],
    biasConstraint?: SeparableConv1DOptions['biasConstraint'],
  ],
  [
    filters: SeparableConv1DOptions['filters'],
    kernelSize: SeparableConv1DOptions['kernelSize'] | Omit<SeparableConv1DOptions, 'filters'>,
  ]
>;
export const SEPARABLE_CONV1D_PARAMETERS: Signature<SeparableConv1DOptions> = {
  callee: 'SeparableConv1D',
  names: [
    'filters',
    'kernelSize',
    'strides',
    'padding',
    'dataFormat',
    'dilationRate',
    'depthMultiplier',
    'activation',
    'useBias',
    'depthwiseInitializer',
    'pointwiseInitializer',
    'biasInitializer',
    'depthwiseRegularizer',
    'pointwiseRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'depthwiseConstraint',
    'pointwiseConstraint',
    'biasConstraint',
  ],
  keywords: ['trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 2,
};

export type SeparableConv2DArguments = OptionArguments<
  SeparableConv2DOptions,
  [filters: SeparableConv2DOptions['filters'], kernelSize: SeparableConv2DOptions['kernelSize']],
  [
    strides?: SeparableConv2DOptions['strides'],
    padding?: SeparableConv2DOptions['padding'],
    dataFormat?: SeparableConv2DOptions['dataFormat'],
    dilationRate?: SeparableConv2DOptions['dilationRate'],
    depthMultiplier?: SeparableConv2DOptions['depthMultiplier'],
    activation?: SeparableConv2DOptions['activation'],
    useBias?: SeparableConv2DOptions['useBias'],
    depthwiseInitializer?: SeparableConv2DOptions['depthwiseInitializer'],
    pointwiseInitializer?: SeparableConv2DOptions['pointwiseInitializer'],
    biasInitializer?: SeparableConv2DOptions['biasInitializer'],
    depthwiseRegularizer?: SeparableConv2DOptions['depthwiseRegularizer'],
    pointwiseRegularizer?: SeparableConv2DOptions['pointwiseRegularizer'],
    biasRegularizer?: SeparableConv2DOptions['biasRegularizer'],
    activityRegularizer?: SeparableConv2DOptions['activityRegularizer'],
    depthwiseConstraint?: SeparableConv2DOptions['depthwiseConstraint'],
    pointwiseConstraint?: SeparableConv2DOptions['pointwiseConstraint'],
    biasConstraint?: SeparableConv2DOptions['biasConstraint'],
  ],
  [
    filters: SeparableConv2DOptions['filters'],
    kernelSize: SeparableConv2DOptions['kernelSize'] | Omit<SeparableConv2DOptions, 'filters'>,
  ]
>;
export const SEPARABLE_CONV2D_PARAMETERS: Signature<SeparableConv2DOptions> = {
  callee: 'SeparableConv2D',
  names: [
    'filters',
    'kernelSize',
    'strides',
    'padding',
    'dataFormat',
    'dilationRate',
    'depthMultiplier',
    'activation',
    'useBias',
    'depthwiseInitializer',
    'pointwiseInitializer',
    'biasInitializer',
    'depthwiseRegularizer',
    'pointwiseRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'depthwiseConstraint',
    'pointwiseConstraint',
    'biasConstraint',
  ],
  keywords: ['trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 2,
};
