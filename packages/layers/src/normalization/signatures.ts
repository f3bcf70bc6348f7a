// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { BatchNormalizationOptions } from './batch-normalization.js';
import type { GroupNormalizationOptions } from './group-normalization.js';
import type { LayerNormalizationOptions } from './layer-normalization.js';
import type { RMSNormalizationOptions } from './rms-normalization.js';
import type { SpectralNormalizationOptions } from './spectral-normalization.js';
import type { UnitNormalizationOptions } from './unit-normalization.js';

export type BatchNormalizationArguments = OptionArguments<
  BatchNormalizationOptions,
  [],
  [
    axis?: BatchNormalizationOptions['axis'],
    momentum?: BatchNormalizationOptions['momentum'],
    epsilon?: BatchNormalizationOptions['epsilon'],
    center?: BatchNormalizationOptions['center'],
    scale?: BatchNormalizationOptions['scale'],
    betaInitializer?: BatchNormalizationOptions['betaInitializer'],
    gammaInitializer?: BatchNormalizationOptions['gammaInitializer'],
    movingMeanInitializer?: BatchNormalizationOptions['movingMeanInitializer'],
    movingVarianceInitializer?: BatchNormalizationOptions['movingVarianceInitializer'],
    betaRegularizer?: BatchNormalizationOptions['betaRegularizer'],
    gammaRegularizer?: BatchNormalizationOptions['gammaRegularizer'],
    betaConstraint?: BatchNormalizationOptions['betaConstraint'],
    gammaConstraint?: BatchNormalizationOptions['gammaConstraint'],
    renorm?: BatchNormalizationOptions['renorm'],
    renormClipping?: BatchNormalizationOptions['renormClipping'],
    renormMomentum?: BatchNormalizationOptions['renormMomentum'],
    synchronized?: BatchNormalizationOptions['synchronized'],
  ]
>;
export const BATCH_NORMALIZATION_PARAMETERS: Signature<BatchNormalizationOptions> = {
  callee: 'BatchNormalization',
  names: [
    'axis',
    'momentum',
    'epsilon',
    'center',
    'scale',
    'betaInitializer',
    'gammaInitializer',
    'movingMeanInitializer',
    'movingVarianceInitializer',
    'betaRegularizer',
    'gammaRegularizer',
    'betaConstraint',
    'gammaConstraint',
    'renorm',
    'renormClipping',
    'renormMomentum',
    'synchronized',
  ],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type GroupNormalizationArguments = OptionArguments<
  GroupNormalizationOptions,
  [],
  [
    groups?: GroupNormalizationOptions['groups'],
    axis?: GroupNormalizationOptions['axis'],
    epsilon?: GroupNormalizationOptions['epsilon'],
    center?: GroupNormalizationOptions['center'],
    scale?: GroupNormalizationOptions['scale'],
    betaInitializer?: GroupNormalizationOptions['betaInitializer'],
    gammaInitializer?: GroupNormalizationOptions['gammaInitializer'],
    betaRegularizer?: GroupNormalizationOptions['betaRegularizer'],
    gammaRegularizer?: GroupNormalizationOptions['gammaRegularizer'],
    betaConstraint?: GroupNormalizationOptions['betaConstraint'],
    gammaConstraint?: GroupNormalizationOptions['gammaConstraint'],
  ]
>;
export const GROUP_NORMALIZATION_PARAMETERS: Signature<GroupNormalizationOptions> = {
  callee: 'GroupNormalization',
  names: [
    'groups',
    'axis',
    'epsilon',
    'center',
    'scale',
    'betaInitializer',
    'gammaInitializer',
    'betaRegularizer',
    'gammaRegularizer',
    'betaConstraint',
    'gammaConstraint',
  ],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type LayerNormalizationArguments = OptionArguments<
  LayerNormalizationOptions,
  [],
  [
    axis?: LayerNormalizationOptions['axis'],
    epsilon?: LayerNormalizationOptions['epsilon'],
    center?: LayerNormalizationOptions['center'],
    scale?: LayerNormalizationOptions['scale'],
    betaInitializer?: LayerNormalizationOptions['betaInitializer'],
    gammaInitializer?: LayerNormalizationOptions['gammaInitializer'],
    betaRegularizer?: LayerNormalizationOptions['betaRegularizer'],
    gammaRegularizer?: LayerNormalizationOptions['gammaRegularizer'],
    betaConstraint?: LayerNormalizationOptions['betaConstraint'],
    gammaConstraint?: LayerNormalizationOptions['gammaConstraint'],
  ]
>;
export const LAYER_NORMALIZATION_PARAMETERS: Signature<LayerNormalizationOptions> = {
  callee: 'LayerNormalization',
  names: [
    'axis',
    'epsilon',
    'center',
    'scale',
    'betaInitializer',
    'gammaInitializer',
    'betaRegularizer',
    'gammaRegularizer',
    'betaConstraint',
    'gammaConstraint',
  ],
  keywords: ['rmsScaling', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type RMSNormalizationArguments = OptionArguments<
  RMSNormalizationOptions,
  [],
  [axis?: RMSNormalizationOptions['axis'], epsilon?: RMSNormalizationOptions['epsilon']]
>;
export const RMS_NORMALIZATION_PARAMETERS: Signature<RMSNormalizationOptions> = {
  callee: 'RMSNormalization',
  names: ['axis', 'epsilon'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type SpectralNormalizationArguments = OptionArguments<
  SpectralNormalizationOptions,
  [layer: SpectralNormalizationOptions['layer']],
  [powerIterations?: SpectralNormalizationOptions['powerIterations']]
>;
export const SPECTRAL_NORMALIZATION_PARAMETERS: Signature<SpectralNormalizationOptions> = {
  callee: 'SpectralNormalization',
  names: ['layer', 'powerIterations'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type UnitNormalizationArguments = OptionArguments<
  UnitNormalizationOptions,
  [],
  [axis?: UnitNormalizationOptions['axis']]
>;
export const UNIT_NORMALIZATION_PARAMETERS: Signature<UnitNormalizationOptions> = {
  callee: 'UnitNormalization',
  names: ['axis'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};
