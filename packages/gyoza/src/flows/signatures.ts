// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { GaussianMixtureOptions } from './base-distribution.js';
import type { InverseOptions } from './inverse.js';
import type { LogisticMixtureCouplingOptions } from './logistic-mixture-coupling.js';
import type { MaskedAutoregressiveOptions } from './masked-autoregressive.js';
import type { NeuralODEOptions } from './neural-ode.js';
import type { SplineCouplingOptions } from './spline-coupling.js';
import type { SplitOptions } from './split.js';

export type GaussianMixtureArguments = OptionArguments<
  GaussianMixtureOptions,
  [means: GaussianMixtureOptions['means'], deviation: GaussianMixtureOptions['deviation']],
  [
    activityRegularizer?: GaussianMixtureOptions['activityRegularizer'],
    trainable?: GaussianMixtureOptions['trainable'],
    dtype?: GaussianMixtureOptions['dtype'],
    autocast?: GaussianMixtureOptions['autocast'],
    name?: GaussianMixtureOptions['name'],
    inputShape?: GaussianMixtureOptions['inputShape'],
  ],
  [
    means: GaussianMixtureOptions['means'],
    deviation: GaussianMixtureOptions['deviation'] | Omit<GaussianMixtureOptions, 'means'>,
  ]
>;
export const GAUSSIAN_MIXTURE_PARAMETERS: Signature<GaussianMixtureOptions> = {
  callee: 'GaussianMixture',
  names: ['means', 'deviation', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
};

export type InverseArguments = OptionArguments<
  InverseOptions,
  [layer: InverseOptions['layer']],
  [
    activityRegularizer?: InverseOptions['activityRegularizer'],
    trainable?: InverseOptions['trainable'],
    dtype?: InverseOptions['dtype'],
    autocast?: InverseOptions['autocast'],
    name?: InverseOptions['name'],
    inputShape?: InverseOptions['inputShape'],
  ]
>;
export const INVERSE_PARAMETERS: Signature<InverseOptions> = {
  callee: 'Inverse',
  names: ['layer', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};

export type LogisticMixtureCouplingArguments = OptionArguments<
  LogisticMixtureCouplingOptions,
  [
    shape: LogisticMixtureCouplingOptions['shape'],
    axes: LogisticMixtureCouplingOptions['axes'],
    computeCouplingParameters: LogisticMixtureCouplingOptions['computeCouplingParameters'],
    mask: LogisticMixtureCouplingOptions['mask'],
  ],
  [
    components?: LogisticMixtureCouplingOptions['components'],
    conditionSize?: LogisticMixtureCouplingOptions['conditionSize'],
    activityRegularizer?: LogisticMixtureCouplingOptions['activityRegularizer'],
    trainable?: LogisticMixtureCouplingOptions['trainable'],
    dtype?: LogisticMixtureCouplingOptions['dtype'],
    autocast?: LogisticMixtureCouplingOptions['autocast'],
    name?: LogisticMixtureCouplingOptions['name'],
    inputShape?: LogisticMixtureCouplingOptions['inputShape'],
  ],
  [
    shape: LogisticMixtureCouplingOptions['shape'],
    axes: LogisticMixtureCouplingOptions['axes'] | Omit<LogisticMixtureCouplingOptions, 'shape'>,
    computeCouplingParameters?:
      | LogisticMixtureCouplingOptions['computeCouplingParameters']
      | Omit<LogisticMixtureCouplingOptions, 'shape' | 'axes'>,
    mask?:
      | LogisticMixtureCouplingOptions['mask']
      | Omit<LogisticMixtureCouplingOptions, 'shape' | 'axes' | 'computeCouplingParameters'>,
  ]
>;
export const LOGISTIC_MIXTURE_COUPLING_PARAMETERS: Signature<LogisticMixtureCouplingOptions> = {
  callee: 'LogisticMixtureCoupling',
  names: [
    'shape',
    'axes',
    'computeCouplingParameters',
    'mask',
    'components',
    'conditionSize',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 4,
};

export type MaskedAutoregressiveArguments = OptionArguments<
  MaskedAutoregressiveOptions,
  [shape: MaskedAutoregressiveOptions['shape'], axes: MaskedAutoregressiveOptions['axes']],
  [
    hiddenUnits?: MaskedAutoregressiveOptions['hiddenUnits'],
    conditionSize?: MaskedAutoregressiveOptions['conditionSize'],
    activityRegularizer?: MaskedAutoregressiveOptions['activityRegularizer'],
    trainable?: MaskedAutoregressiveOptions['trainable'],
    dtype?: MaskedAutoregressiveOptions['dtype'],
    autocast?: MaskedAutoregressiveOptions['autocast'],
    name?: MaskedAutoregressiveOptions['name'],
    inputShape?: MaskedAutoregressiveOptions['inputShape'],
  ],
  [
    shape: MaskedAutoregressiveOptions['shape'],
    axes: MaskedAutoregressiveOptions['axes'] | Omit<MaskedAutoregressiveOptions, 'shape'>,
  ]
>;
export const MASKED_AUTOREGRESSIVE_PARAMETERS: Signature<MaskedAutoregressiveOptions> = {
  callee: 'MaskedAutoregressive',
  names: [
    'shape',
    'axes',
    'hiddenUnits',
    'conditionSize',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 2,
};

export type NeuralODEArguments = OptionArguments<
  NeuralODEOptions,
  [shape: NeuralODEOptions['shape'], axes: NeuralODEOptions['axes'], dynamics: NeuralODEOptions['dynamics']],
  [
    steps?: NeuralODEOptions['steps'],
    trace?: NeuralODEOptions['trace'],
    seed?: NeuralODEOptions['seed'],
    conditionSize?: NeuralODEOptions['conditionSize'],
    activityRegularizer?: NeuralODEOptions['activityRegularizer'],
    trainable?: NeuralODEOptions['trainable'],
    dtype?: NeuralODEOptions['dtype'],
    autocast?: NeuralODEOptions['autocast'],
    name?: NeuralODEOptions['name'],
    inputShape?: NeuralODEOptions['inputShape'],
  ],
  [
    shape: NeuralODEOptions['shape'],
    axes: NeuralODEOptions['axes'] | Omit<NeuralODEOptions, 'shape'>,
    dynamics?: NeuralODEOptions['dynamics'] | Omit<NeuralODEOptions, 'shape' | 'axes'>,
  ]
>;
export const NEURAL_ODE_PARAMETERS: Signature<NeuralODEOptions> = {
  callee: 'NeuralODE',
  names: [
    'shape',
    'axes',
    'dynamics',
    'steps',
    'trace',
    'seed',
    'conditionSize',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 3,
};

export type SplineCouplingArguments = OptionArguments<
  SplineCouplingOptions,
  [
    shape: SplineCouplingOptions['shape'],
    axes: SplineCouplingOptions['axes'],
    computeCouplingParameters: SplineCouplingOptions['computeCouplingParameters'],
    mask: SplineCouplingOptions['mask'],
  ],
  [
    bins?: SplineCouplingOptions['bins'],
    bound?: SplineCouplingOptions['bound'],
    conditionSize?: SplineCouplingOptions['conditionSize'],
    activityRegularizer?: SplineCouplingOptions['activityRegularizer'],
    trainable?: SplineCouplingOptions['trainable'],
    dtype?: SplineCouplingOptions['dtype'],
    autocast?: SplineCouplingOptions['autocast'],
    name?: SplineCouplingOptions['name'],
    inputShape?: SplineCouplingOptions['inputShape'],
  ],
  [
    shape: SplineCouplingOptions['shape'],
    axes: SplineCouplingOptions['axes'] | Omit<SplineCouplingOptions, 'shape'>,
    computeCouplingParameters?:
      | SplineCouplingOptions['computeCouplingParameters']
      | Omit<SplineCouplingOptions, 'shape' | 'axes'>,
    mask?: SplineCouplingOptions['mask'] | Omit<SplineCouplingOptions, 'shape' | 'axes' | 'computeCouplingParameters'>,
  ]
>;
export const SPLINE_COUPLING_PARAMETERS: Signature<SplineCouplingOptions> = {
  callee: 'SplineCoupling',
  names: [
    'shape',
    'axes',
    'computeCouplingParameters',
    'mask',
    'bins',
    'bound',
    'conditionSize',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 4,
};

export type SplitArguments = OptionArguments<
  SplitOptions,
  [flowLayers: SplitOptions['flowLayers'], sampleShape: SplitOptions['sampleShape']],
  [
    activityRegularizer?: SplitOptions['activityRegularizer'],
    trainable?: SplitOptions['trainable'],
    dtype?: SplitOptions['dtype'],
    autocast?: SplitOptions['autocast'],
    name?: SplitOptions['name'],
    inputShape?: SplitOptions['inputShape'],
  ],
  [flowLayers: SplitOptions['flowLayers'], sampleShape: SplitOptions['sampleShape'] | Omit<SplitOptions, 'flowLayers'>]
>;
export const SPLIT_PARAMETERS: Signature<SplitOptions> = {
  callee: 'Split',
  names: ['flowLayers', 'sampleShape', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
};
