// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { ConstantOptions } from './constant.js';
import type { GlorotNormalOptions } from './glorot-normal.js';
import type { GlorotUniformOptions } from './glorot-uniform.js';
import type { HeNormalOptions } from './he-normal.js';
import type { HeUniformOptions } from './he-uniform.js';
import type { IdentityOptions } from './identity.js';
import type { LecunNormalOptions } from './lecun-normal.js';
import type { LecunUniformOptions } from './lecun-uniform.js';
import type { OrthogonalOptions } from './orthogonal.js';
import type { RandomNormalOptions } from './random-normal.js';
import type { RandomUniformOptions } from './random-uniform.js';
import type { STFTOptions } from './stft.js';
import type { TruncatedNormalOptions } from './truncated-normal.js';
import type { VarianceScalingOptions } from './variance-scaling.js';

export type ConstantArguments = OptionArguments<ConstantOptions, [], [value?: ConstantOptions['value']]>;
export const CONSTANT_PARAMETERS: Signature<ConstantOptions> = {
  callee: 'Constant',
  names: ['value'],
  keywords: [],
  required: 0,
};

export type GlorotNormalArguments = OptionArguments<
  GlorotNormalOptions,
  [],
  [
    seed?: GlorotNormalOptions['seed'],
    inputAxes?: GlorotNormalOptions['inputAxes'],
    outputAxes?: GlorotNormalOptions['outputAxes'],
  ]
>;
export const GLOROT_NORMAL_PARAMETERS: Signature<GlorotNormalOptions> = {
  callee: 'GlorotNormal',
  names: ['seed', 'inputAxes', 'outputAxes'],
  keywords: [],
  required: 0,
};

export type GlorotUniformArguments = OptionArguments<
  GlorotUniformOptions,
  [],
  [
    seed?: GlorotUniformOptions['seed'],
    inputAxes?: GlorotUniformOptions['inputAxes'],
    outputAxes?: GlorotUniformOptions['outputAxes'],
  ]
>;
export const GLOROT_UNIFORM_PARAMETERS: Signature<GlorotUniformOptions> = {
  callee: 'GlorotUniform',
  names: ['seed', 'inputAxes', 'outputAxes'],
  keywords: [],
  required: 0,
};

export type HeNormalArguments = OptionArguments<
  HeNormalOptions,
  [],
  [seed?: HeNormalOptions['seed'], inputAxes?: HeNormalOptions['inputAxes'], outputAxes?: HeNormalOptions['outputAxes']]
>;
export const HE_NORMAL_PARAMETERS: Signature<HeNormalOptions> = {
  callee: 'HeNormal',
  names: ['seed', 'inputAxes', 'outputAxes'],
  keywords: [],
  required: 0,
};

export type HeUniformArguments = OptionArguments<
  HeUniformOptions,
  [],
  [
    seed?: HeUniformOptions['seed'],
    inputAxes?: HeUniformOptions['inputAxes'],
    outputAxes?: HeUniformOptions['outputAxes'],
  ]
>;
export const HE_UNIFORM_PARAMETERS: Signature<HeUniformOptions> = {
  callee: 'HeUniform',
  names: ['seed', 'inputAxes', 'outputAxes'],
  keywords: [],
  required: 0,
};

export type IdentityArguments = OptionArguments<IdentityOptions, [], [gain?: IdentityOptions['gain']]>;
export const IDENTITY_PARAMETERS: Signature<IdentityOptions> = {
  callee: 'Identity',
  names: ['gain'],
  keywords: [],
  required: 0,
};

export type LecunNormalArguments = OptionArguments<
  LecunNormalOptions,
  [],
  [
    seed?: LecunNormalOptions['seed'],
    inputAxes?: LecunNormalOptions['inputAxes'],
    outputAxes?: LecunNormalOptions['outputAxes'],
  ]
>;
export const LECUN_NORMAL_PARAMETERS: Signature<LecunNormalOptions> = {
  callee: 'LecunNormal',
  names: ['seed', 'inputAxes', 'outputAxes'],
  keywords: [],
  required: 0,
};

export type LecunUniformArguments = OptionArguments<
  LecunUniformOptions,
  [],
  [
    seed?: LecunUniformOptions['seed'],
    inputAxes?: LecunUniformOptions['inputAxes'],
    outputAxes?: LecunUniformOptions['outputAxes'],
  ]
>;
export const LECUN_UNIFORM_PARAMETERS: Signature<LecunUniformOptions> = {
  callee: 'LecunUniform',
  names: ['seed', 'inputAxes', 'outputAxes'],
  keywords: [],
  required: 0,
};

export type OrthogonalArguments = OptionArguments<
  OrthogonalOptions,
  [],
  [gain?: OrthogonalOptions['gain'], seed?: OrthogonalOptions['seed']]
>;
export const ORTHOGONAL_PARAMETERS: Signature<OrthogonalOptions> = {
  callee: 'Orthogonal',
  names: ['gain', 'seed'],
  keywords: [],
  required: 0,
};

export type RandomNormalArguments = OptionArguments<
  RandomNormalOptions,
  [],
  [mean?: RandomNormalOptions['mean'], stddev?: RandomNormalOptions['stddev'], seed?: RandomNormalOptions['seed']]
>;
export const RANDOM_NORMAL_PARAMETERS: Signature<RandomNormalOptions> = {
  callee: 'RandomNormal',
  names: ['mean', 'stddev', 'seed'],
  keywords: [],
  required: 0,
};

export type RandomUniformArguments = OptionArguments<
  RandomUniformOptions,
  [],
  [
    minval?: RandomUniformOptions['minval'],
    maxval?: RandomUniformOptions['maxval'],
    seed?: RandomUniformOptions['seed'],
  ]
>;
export const RANDOM_UNIFORM_PARAMETERS: Signature<RandomUniformOptions> = {
  callee: 'RandomUniform',
  names: ['minval', 'maxval', 'seed'],
  keywords: [],
  required: 0,
};

export type STFTArguments = OptionArguments<
  STFTOptions,
  [],
  [
    side?: STFTOptions['side'],
    window?: STFTOptions['window'],
    scaling?: STFTOptions['scaling'],
    periodic?: STFTOptions['periodic'],
  ]
>;
export const STFT_PARAMETERS: Signature<STFTOptions> = {
  callee: 'STFT',
  names: ['side', 'window', 'scaling', 'periodic'],
  keywords: [],
  required: 0,
};

export type TruncatedNormalArguments = OptionArguments<
  TruncatedNormalOptions,
  [],
  [
    mean?: TruncatedNormalOptions['mean'],
    stddev?: TruncatedNormalOptions['stddev'],
    seed?: TruncatedNormalOptions['seed'],
  ]
>;
export const TRUNCATED_NORMAL_PARAMETERS: Signature<TruncatedNormalOptions> = {
  callee: 'TruncatedNormal',
  names: ['mean', 'stddev', 'seed'],
  keywords: [],
  required: 0,
};

export type VarianceScalingArguments = OptionArguments<
  VarianceScalingOptions,
  [],
  [
    scale?: VarianceScalingOptions['scale'],
    mode?: VarianceScalingOptions['mode'],
    distribution?: VarianceScalingOptions['distribution'],
    seed?: VarianceScalingOptions['seed'],
    inputAxes?: VarianceScalingOptions['inputAxes'],
    outputAxes?: VarianceScalingOptions['outputAxes'],
  ]
>;
export const VARIANCE_SCALING_PARAMETERS: Signature<VarianceScalingOptions> = {
  callee: 'VarianceScaling',
  names: ['scale', 'mode', 'distribution', 'seed', 'inputAxes', 'outputAxes'],
  keywords: [],
  required: 0,
};
