// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { AutoregressiveMixtureOptions } from './autoregressive-mixture.js';
import type { ClassNormalOptions } from './class-normal.js';
import type { ConditionalBernoulliOptions } from './conditional-bernoulli.js';
import type { ConditionalMixtureOptions } from './conditional-mixture.js';
import type { JointDistributionOptions } from './joint-distribution.js';
import type { PictureDensityOptions } from './picture-density.js';
import type { PlaneDensityOptions } from './plane-density.js';
import type { PrincipalNormalOptions } from './principal-normal.js';
import type { TransformedDistributionOptions } from './transformed-distribution.js';
import type { UniformNormalOptions } from './uniform-normal.js';

export type AutoregressiveMixtureArguments = OptionArguments<
  AutoregressiveMixtureOptions,
  [size: AutoregressiveMixtureOptions['size']],
  [
    components?: AutoregressiveMixtureOptions['components'],
    hiddenUnits?: AutoregressiveMixtureOptions['hiddenUnits'],
    conditionSize?: AutoregressiveMixtureOptions['conditionSize'],
    activityRegularizer?: AutoregressiveMixtureOptions['activityRegularizer'],
    trainable?: AutoregressiveMixtureOptions['trainable'],
    dtype?: AutoregressiveMixtureOptions['dtype'],
    autocast?: AutoregressiveMixtureOptions['autocast'],
    name?: AutoregressiveMixtureOptions['name'],
    inputShape?: AutoregressiveMixtureOptions['inputShape'],
  ]
>;
export const AUTOREGRESSIVE_MIXTURE_PARAMETERS: Signature<AutoregressiveMixtureOptions> = {
  callee: 'AutoregressiveMixture',
  names: [
    'size',
    'components',
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
  required: 1,
};

export type ClassNormalArguments = OptionArguments<
  ClassNormalOptions,
  [parameterShape: ClassNormalOptions['parameterShape']],
  [
    classes?: ClassNormalOptions['classes'],
    activityRegularizer?: ClassNormalOptions['activityRegularizer'],
    trainable?: ClassNormalOptions['trainable'],
    dtype?: ClassNormalOptions['dtype'],
    autocast?: ClassNormalOptions['autocast'],
    name?: ClassNormalOptions['name'],
    inputShape?: ClassNormalOptions['inputShape'],
  ]
>;
export const CLASS_NORMAL_PARAMETERS: Signature<ClassNormalOptions> = {
  callee: 'ClassNormal',
  names: ['parameterShape', 'classes', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};

export type ConditionalBernoulliArguments = OptionArguments<
  ConditionalBernoulliOptions,
  [network: ConditionalBernoulliOptions['network']],
  [
    activityRegularizer?: ConditionalBernoulliOptions['activityRegularizer'],
    trainable?: ConditionalBernoulliOptions['trainable'],
    dtype?: ConditionalBernoulliOptions['dtype'],
    autocast?: ConditionalBernoulliOptions['autocast'],
    name?: ConditionalBernoulliOptions['name'],
    inputShape?: ConditionalBernoulliOptions['inputShape'],
  ]
>;
export const CONDITIONAL_BERNOULLI_PARAMETERS: Signature<ConditionalBernoulliOptions> = {
  callee: 'ConditionalBernoulli',
  names: ['network', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};

export type ConditionalMixtureArguments = OptionArguments<
  ConditionalMixtureOptions,
  [
    size: ConditionalMixtureOptions['size'],
    components: ConditionalMixtureOptions['components'],
    network: ConditionalMixtureOptions['network'],
  ],
  [
    activityRegularizer?: ConditionalMixtureOptions['activityRegularizer'],
    trainable?: ConditionalMixtureOptions['trainable'],
    dtype?: ConditionalMixtureOptions['dtype'],
    autocast?: ConditionalMixtureOptions['autocast'],
    name?: ConditionalMixtureOptions['name'],
    inputShape?: ConditionalMixtureOptions['inputShape'],
  ],
  [
    size: ConditionalMixtureOptions['size'],
    components: ConditionalMixtureOptions['components'] | Omit<ConditionalMixtureOptions, 'size'>,
    network?: ConditionalMixtureOptions['network'] | Omit<ConditionalMixtureOptions, 'size' | 'components'>,
  ]
>;
export const CONDITIONAL_MIXTURE_PARAMETERS: Signature<ConditionalMixtureOptions> = {
  callee: 'ConditionalMixture',
  names: [
    'size',
    'components',
    'network',
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

export type JointDistributionArguments = OptionArguments<
  JointDistributionOptions,
  [distributions: JointDistributionOptions['distributions'], sampleShapes: JointDistributionOptions['sampleShapes']],
  [
    activityRegularizer?: JointDistributionOptions['activityRegularizer'],
    trainable?: JointDistributionOptions['trainable'],
    dtype?: JointDistributionOptions['dtype'],
    autocast?: JointDistributionOptions['autocast'],
    name?: JointDistributionOptions['name'],
    inputShape?: JointDistributionOptions['inputShape'],
  ],
  [
    distributions: JointDistributionOptions['distributions'],
    sampleShapes: JointDistributionOptions['sampleShapes'] | Omit<JointDistributionOptions, 'distributions'>,
  ]
>;
export const JOINT_DISTRIBUTION_PARAMETERS: Signature<JointDistributionOptions> = {
  callee: 'JointDistribution',
  names: [
    'distributions',
    'sampleShapes',
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

export type PictureDensityArguments = OptionArguments<
  PictureDensityOptions,
  [picture: PictureDensityOptions['picture']],
  [
    low?: PictureDensityOptions['low'],
    high?: PictureDensityOptions['high'],
    activityRegularizer?: PictureDensityOptions['activityRegularizer'],
    trainable?: PictureDensityOptions['trainable'],
    dtype?: PictureDensityOptions['dtype'],
    autocast?: PictureDensityOptions['autocast'],
    name?: PictureDensityOptions['name'],
    inputShape?: PictureDensityOptions['inputShape'],
  ]
>;
export const PICTURE_DENSITY_PARAMETERS: Signature<PictureDensityOptions> = {
  callee: 'PictureDensity',
  names: ['picture', 'low', 'high', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};

export type PlaneDensityArguments = OptionArguments<
  PlaneDensityOptions,
  [density: PlaneDensityOptions['density']],
  [
    count?: PlaneDensityOptions['count'],
    scale?: PlaneDensityOptions['scale'],
    period?: PlaneDensityOptions['period'],
    location?: PlaneDensityOptions['location'],
    reach?: PlaneDensityOptions['reach'],
    activityRegularizer?: PlaneDensityOptions['activityRegularizer'],
    trainable?: PlaneDensityOptions['trainable'],
    dtype?: PlaneDensityOptions['dtype'],
    autocast?: PlaneDensityOptions['autocast'],
    name?: PlaneDensityOptions['name'],
    inputShape?: PlaneDensityOptions['inputShape'],
  ]
>;
export const PLANE_DENSITY_PARAMETERS: Signature<PlaneDensityOptions> = {
  callee: 'PlaneDensity',
  names: [
    'density',
    'count',
    'scale',
    'period',
    'location',
    'reach',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 1,
};

export type PrincipalNormalArguments = OptionArguments<
  PrincipalNormalOptions,
  [size: PrincipalNormalOptions['size'], latentSize: PrincipalNormalOptions['latentSize']],
  [
    deviation?: PrincipalNormalOptions['deviation'],
    activityRegularizer?: PrincipalNormalOptions['activityRegularizer'],
    trainable?: PrincipalNormalOptions['trainable'],
    dtype?: PrincipalNormalOptions['dtype'],
    autocast?: PrincipalNormalOptions['autocast'],
    name?: PrincipalNormalOptions['name'],
    inputShape?: PrincipalNormalOptions['inputShape'],
  ],
  [
    size: PrincipalNormalOptions['size'],
    latentSize: PrincipalNormalOptions['latentSize'] | Omit<PrincipalNormalOptions, 'size'>,
  ]
>;
export const PRINCIPAL_NORMAL_PARAMETERS: Signature<PrincipalNormalOptions> = {
  callee: 'PrincipalNormal',
  names: [
    'size',
    'latentSize',
    'deviation',
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

export type TransformedDistributionArguments = OptionArguments<
  TransformedDistributionOptions,
  [base: TransformedDistributionOptions['base'], flowLayers: TransformedDistributionOptions['flowLayers']],
  [
    activityRegularizer?: TransformedDistributionOptions['activityRegularizer'],
    trainable?: TransformedDistributionOptions['trainable'],
    dtype?: TransformedDistributionOptions['dtype'],
    autocast?: TransformedDistributionOptions['autocast'],
    name?: TransformedDistributionOptions['name'],
    inputShape?: TransformedDistributionOptions['inputShape'],
  ],
  [
    base: TransformedDistributionOptions['base'],
    flowLayers: TransformedDistributionOptions['flowLayers'] | Omit<TransformedDistributionOptions, 'base'>,
  ]
>;
export const TRANSFORMED_DISTRIBUTION_PARAMETERS: Signature<TransformedDistributionOptions> = {
  callee: 'TransformedDistribution',
  names: ['base', 'flowLayers', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
};

export type UniformNormalArguments = OptionArguments<
  UniformNormalOptions,
  [size: UniformNormalOptions['size'], elements: UniformNormalOptions['elements']],
  [
    scale?: UniformNormalOptions['scale'],
    activityRegularizer?: UniformNormalOptions['activityRegularizer'],
    trainable?: UniformNormalOptions['trainable'],
    dtype?: UniformNormalOptions['dtype'],
    autocast?: UniformNormalOptions['autocast'],
    name?: UniformNormalOptions['name'],
    inputShape?: UniformNormalOptions['inputShape'],
  ],
  [size: UniformNormalOptions['size'], elements: UniformNormalOptions['elements'] | Omit<UniformNormalOptions, 'size'>]
>;
export const UNIFORM_NORMAL_PARAMETERS: Signature<UniformNormalOptions> = {
  callee: 'UniformNormal',
  names: ['size', 'elements', 'scale', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
};
