// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { DistillerOptions } from './distiller.js';
import type { FeatureDistillationOptions } from './feature-distillation.js';
import type { LogitsDistillationOptions } from './logits-distillation.js';

export type DistillerArguments = OptionArguments<
  DistillerOptions,
  [
    teacher: DistillerOptions['teacher'],
    student: DistillerOptions['student'],
    distillationLosses: DistillerOptions['distillationLosses'],
  ],
  [
    distillationLossWeights?: DistillerOptions['distillationLossWeights'],
    studentLossWeight?: DistillerOptions['studentLossWeight'],
    name?: DistillerOptions['name'],
  ],
  [
    teacher: DistillerOptions['teacher'],
    student: DistillerOptions['student'] | Omit<DistillerOptions, 'teacher'>,
    distillationLosses?: DistillerOptions['distillationLosses'] | Omit<DistillerOptions, 'teacher' | 'student'>,
  ]
>;
export const DISTILLER_PARAMETERS: Signature<DistillerOptions> = {
  callee: 'Distiller',
  names: ['teacher', 'student', 'distillationLosses', 'distillationLossWeights', 'studentLossWeight', 'name'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'inputShape'],
  required: 3,
};

export type FeatureDistillationArguments = OptionArguments<
  FeatureDistillationOptions,
  [],
  [
    loss?: FeatureDistillationOptions['loss'],
    teacherLayerName?: FeatureDistillationOptions['teacherLayerName'],
    studentLayerName?: FeatureDistillationOptions['studentLayerName'],
  ]
>;
export const FEATURE_DISTILLATION_PARAMETERS: Signature<FeatureDistillationOptions> = {
  callee: 'FeatureDistillation',
  names: ['loss', 'teacherLayerName', 'studentLayerName'],
  keywords: [],
  required: 0,
};

export type LogitsDistillationArguments = OptionArguments<
  LogitsDistillationOptions,
  [],
  [temperature?: LogitsDistillationOptions['temperature'], loss?: LogitsDistillationOptions['loss']]
>;
export const LOGITS_DISTILLATION_PARAMETERS: Signature<LogitsDistillationOptions> = {
  callee: 'LogitsDistillation',
  names: ['temperature', 'loss'],
  keywords: [],
  required: 0,
};
