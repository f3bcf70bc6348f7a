// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { ActivationOptions } from './activation.js';
import type { ELUOptions } from './elu.js';
import type { LeakyReLUOptions } from './leaky-relu.js';
import type { PReLUOptions } from './prelu.js';
import type { ReLUOptions } from './relu.js';
import type { SoftmaxOptions } from './softmax.js';

export type ActivationArguments = OptionArguments<ActivationOptions, [activation: ActivationOptions['activation']], []>;
export const ACTIVATION_PARAMETERS: Signature<ActivationOptions> = {
  callee: 'Activation',
  names: ['activation'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type ELUArguments = OptionArguments<ELUOptions, [], [alpha?: ELUOptions['alpha']]>;
export const ELU_PARAMETERS: Signature<ELUOptions> = {
  callee: 'ELU',
  names: ['alpha'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type LeakyReLUArguments = OptionArguments<
  LeakyReLUOptions,
  [],
  [negativeSlope?: LeakyReLUOptions['negativeSlope']]
>;
export const LEAKY_RELU_PARAMETERS: Signature<LeakyReLUOptions> = {
  callee: 'LeakyReLU',
  names: ['negativeSlope'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type PReLUArguments = OptionArguments<
  PReLUOptions,
  [],
  [
    alphaInitializer?: PReLUOptions['alphaInitializer'],
    alphaRegularizer?: PReLUOptions['alphaRegularizer'],
    alphaConstraint?: PReLUOptions['alphaConstraint'],
    sharedAxes?: PReLUOptions['sharedAxes'],
  ]
>;
export const P_RELU_PARAMETERS: Signature<PReLUOptions> = {
  callee: 'PReLU',
  names: ['alphaInitializer', 'alphaRegularizer', 'alphaConstraint', 'sharedAxes'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type ReLUArguments = OptionArguments<
  ReLUOptions,
  [],
  [
    maxValue?: ReLUOptions['maxValue'],
    negativeSlope?: ReLUOptions['negativeSlope'],
    threshold?: ReLUOptions['threshold'],
  ]
>;
export const RELU_PARAMETERS: Signature<ReLUOptions> = {
  callee: 'ReLU',
  names: ['maxValue', 'negativeSlope', 'threshold'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type SoftmaxArguments = OptionArguments<SoftmaxOptions, [], [axis?: SoftmaxOptions['axis']]>;
export const SOFTMAX_PARAMETERS: Signature<SoftmaxOptions> = {
  callee: 'Softmax',
  names: ['axis'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};
