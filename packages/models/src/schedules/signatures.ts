// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { CosineDecayOptions } from './cosine-decay.js';
import type { CosineDecayRestartsOptions } from './cosine-decay-restarts.js';
import type { ExponentialDecayOptions } from './exponential-decay.js';
import type { InverseTimeDecayOptions } from './inverse-time-decay.js';
import type { PiecewiseConstantDecayOptions } from './piecewise-constant-decay.js';
import type { PolynomialDecayOptions } from './polynomial-decay.js';

export type CosineDecayRestartsArguments = OptionArguments<
  CosineDecayRestartsOptions,
  [
    initialLearningRate: CosineDecayRestartsOptions['initialLearningRate'],
    firstDecaySteps: CosineDecayRestartsOptions['firstDecaySteps'],
  ],
  [
    tMul?: CosineDecayRestartsOptions['tMul'],
    mMul?: CosineDecayRestartsOptions['mMul'],
    alpha?: CosineDecayRestartsOptions['alpha'],
    name?: CosineDecayRestartsOptions['name'],
  ],
  [
    initialLearningRate: CosineDecayRestartsOptions['initialLearningRate'],
    firstDecaySteps:
      | CosineDecayRestartsOptions['firstDecaySteps']
      | Omit<CosineDecayRestartsOptions, 'initialLearningRate'>,
  ]
>;
export const COSINE_DECAY_RESTARTS_PARAMETERS: Signature<CosineDecayRestartsOptions> = {
  callee: 'CosineDecayRestarts',
  names: ['initialLearningRate', 'firstDecaySteps', 'tMul', 'mMul', 'alpha', 'name'],
  keywords: [],
  required: 2,
};

export type CosineDecayArguments = OptionArguments<
  CosineDecayOptions,
  [initialLearningRate: CosineDecayOptions['initialLearningRate'], decaySteps: CosineDecayOptions['decaySteps']],
  [
    alpha?: CosineDecayOptions['alpha'],
    name?: CosineDecayOptions['name'],
    warmupTarget?: CosineDecayOptions['warmupTarget'],
    warmupSteps?: CosineDecayOptions['warmupSteps'],
  ],
  [
    initialLearningRate: CosineDecayOptions['initialLearningRate'],
    decaySteps: CosineDecayOptions['decaySteps'] | Omit<CosineDecayOptions, 'initialLearningRate'>,
  ]
>;
export const COSINE_DECAY_PARAMETERS: Signature<CosineDecayOptions> = {
  callee: 'CosineDecay',
  names: ['initialLearningRate', 'decaySteps', 'alpha', 'name', 'warmupTarget', 'warmupSteps'],
  keywords: [],
  required: 2,
};

export type ExponentialDecayArguments = OptionArguments<
  ExponentialDecayOptions,
  [
    initialLearningRate: ExponentialDecayOptions['initialLearningRate'],
    decaySteps: ExponentialDecayOptions['decaySteps'],
    decayRate: ExponentialDecayOptions['decayRate'],
  ],
  [staircase?: ExponentialDecayOptions['staircase'], name?: ExponentialDecayOptions['name']],
  [
    initialLearningRate: ExponentialDecayOptions['initialLearningRate'],
    decaySteps: ExponentialDecayOptions['decaySteps'] | Omit<ExponentialDecayOptions, 'initialLearningRate'>,
    decayRate?:
      | ExponentialDecayOptions['decayRate']
      | Omit<ExponentialDecayOptions, 'initialLearningRate' | 'decaySteps'>,
  ]
>;
export const EXPONENTIAL_DECAY_PARAMETERS: Signature<ExponentialDecayOptions> = {
  callee: 'ExponentialDecay',
  names: ['initialLearningRate', 'decaySteps', 'decayRate', 'staircase', 'name'],
  keywords: [],
  required: 3,
};

export type InverseTimeDecayArguments = OptionArguments<
  InverseTimeDecayOptions,
  [
    initialLearningRate: InverseTimeDecayOptions['initialLearningRate'],
    decaySteps: InverseTimeDecayOptions['decaySteps'],
    decayRate: InverseTimeDecayOptions['decayRate'],
  ],
  [staircase?: InverseTimeDecayOptions['staircase'], name?: InverseTimeDecayOptions['name']],
  [
    initialLearningRate: InverseTimeDecayOptions['initialLearningRate'],
    decaySteps: InverseTimeDecayOptions['decaySteps'] | Omit<InverseTimeDecayOptions, 'initialLearningRate'>,
    decayRate?:
      | InverseTimeDecayOptions['decayRate']
      | Omit<InverseTimeDecayOptions, 'initialLearningRate' | 'decaySteps'>,
  ]
>;
export const INVERSE_TIME_DECAY_PARAMETERS: Signature<InverseTimeDecayOptions> = {
  callee: 'InverseTimeDecay',
  names: ['initialLearningRate', 'decaySteps', 'decayRate', 'staircase', 'name'],
  keywords: [],
  required: 3,
};

export type PiecewiseConstantDecayArguments = OptionArguments<
  PiecewiseConstantDecayOptions,
  [boundaries: PiecewiseConstantDecayOptions['boundaries'], values: PiecewiseConstantDecayOptions['values']],
  [name?: PiecewiseConstantDecayOptions['name']],
  [
    boundaries: PiecewiseConstantDecayOptions['boundaries'],
    values: PiecewiseConstantDecayOptions['values'] | Omit<PiecewiseConstantDecayOptions, 'boundaries'>,
  ]
>;
export const PIECEWISE_CONSTANT_DECAY_PARAMETERS: Signature<PiecewiseConstantDecayOptions> = {
  callee: 'PiecewiseConstantDecay',
  names: ['boundaries', 'values', 'name'],
  keywords: [],
  required: 2,
};

export type PolynomialDecayArguments = OptionArguments<
  PolynomialDecayOptions,
  [
    initialLearningRate: PolynomialDecayOptions['initialLearningRate'],
    decaySteps: PolynomialDecayOptions['decaySteps'],
  ],
  [
    endLearningRate?: PolynomialDecayOptions['endLearningRate'],
    power?: PolynomialDecayOptions['power'],
    cycle?: PolynomialDecayOptions['cycle'],
    name?: PolynomialDecayOptions['name'],
  ],
  [
    initialLearningRate: PolynomialDecayOptions['initialLearningRate'],
    decaySteps: PolynomialDecayOptions['decaySteps'] | Omit<PolynomialDecayOptions, 'initialLearningRate'>,
  ]
>;
export const POLYNOMIAL_DECAY_PARAMETERS: Signature<PolynomialDecayOptions> = {
  callee: 'PolynomialDecay',
  names: ['initialLearningRate', 'decaySteps', 'endLearningRate', 'power', 'cycle', 'name'],
  keywords: [],
  required: 2,
};
