// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { AutoinverseConvolutionOptions, AutoinverseDenseOptions } from './autoinverse.js';
import type { AutoregressiveSplineOptions } from './autoregressive-spline.js';
import type { AutoregressiveUMNNOptions } from './autoregressive-umnn.js';
import type { GaussianMixtureOptions, UniformBaseOptions } from './base-distribution.js';
import type { BatchNormOptions } from './batch-norm.js';
import type { CompositeOptions } from './composite.js';
import type { ConditionalAffineOptions } from './conditional-affine.js';
import type { ElementSplineOptions } from './element-spline.js';
import type { QRLinearOptions, SVDLinearOptions } from './factorized-linear.js';
import type { FixedAffineOptions } from './fixed-affine.js';
import type { FlowVAEOptions } from './flow-vae.js';
import type { InverseOptions } from './inverse.js';
import type { InvertibleActivationOptions } from './invertible-activation.js';
import type { LearnedSlopesOptions } from './learned-slopes.js';
import type { LogisticMixtureCouplingOptions } from './logistic-mixture-coupling.js';
import type { MaskedAutoregressiveOptions } from './masked-autoregressive.js';
import type { NeuralODEOptions } from './neural-ode.js';
import type { ConditionalNormalOptions, DiagonalNormalOptions } from './normal-distributions.js';
import type { NormalMixtureOptions } from './normal-mixture.js';
import type { OrthogonalOptions } from './orthogonal.js';
import type { PeriodicFeaturesOptions } from './periodic-features.js';
import type { PeriodicShiftOptions } from './periodic-shift.js';
import type { PlanarOptions } from './planar.js';
import type { RadialOptions } from './radial.js';
import type { ReshapeSamplesOptions } from './reshape-samples.js';
import type { ResidualOptions } from './residual.js';
import type { ResidualConvolutionOptions } from './residual-convolution.js';
import type { ResidualNetworkOptions } from './residual-network.js';
import type { SplineCouplingOptions } from './spline-coupling.js';
import type { SplitOptions } from './split.js';
import type { SylvesterOptions } from './sylvester.js';
import type { UMNNCouplingOptions } from './umnn-coupling.js';

export type AutoinverseDenseArguments = OptionArguments<
  AutoinverseDenseOptions,
  [shape: AutoinverseDenseOptions['shape'], axes: AutoinverseDenseOptions['axes']],
  [
    units?: AutoinverseDenseOptions['units'],
    reconstruction?: AutoinverseDenseOptions['reconstruction'],
    activityRegularizer?: AutoinverseDenseOptions['activityRegularizer'],
    trainable?: AutoinverseDenseOptions['trainable'],
    dtype?: AutoinverseDenseOptions['dtype'],
    autocast?: AutoinverseDenseOptions['autocast'],
    name?: AutoinverseDenseOptions['name'],
    inputShape?: AutoinverseDenseOptions['inputShape'],
  ],
  [
    shape: AutoinverseDenseOptions['shape'],
    axes: AutoinverseDenseOptions['axes'] | Omit<AutoinverseDenseOptions, 'shape'>,
  ]
>;
export const AUTOINVERSE_DENSE_PARAMETERS: Signature<AutoinverseDenseOptions> = {
  callee: 'AutoinverseDense',
  names: [
    'shape',
    'axes',
    'units',
    'reconstruction',
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

export type AutoinverseConvolutionArguments = OptionArguments<
  AutoinverseConvolutionOptions,
  [shape: AutoinverseConvolutionOptions['shape'], axes: AutoinverseConvolutionOptions['axes']],
  [
    filters?: AutoinverseConvolutionOptions['filters'],
    kernelSize?: AutoinverseConvolutionOptions['kernelSize'],
    reconstruction?: AutoinverseConvolutionOptions['reconstruction'],
    activityRegularizer?: AutoinverseConvolutionOptions['activityRegularizer'],
    trainable?: AutoinverseConvolutionOptions['trainable'],
    dtype?: AutoinverseConvolutionOptions['dtype'],
    autocast?: AutoinverseConvolutionOptions['autocast'],
    name?: AutoinverseConvolutionOptions['name'],
    inputShape?: AutoinverseConvolutionOptions['inputShape'],
  ],
  [
    shape: AutoinverseConvolutionOptions['shape'],
    axes: AutoinverseConvolutionOptions['axes'] | Omit<AutoinverseConvolutionOptions, 'shape'>,
  ]
>;
export const AUTOINVERSE_CONVOLUTION_PARAMETERS: Signature<AutoinverseConvolutionOptions> = {
  callee: 'AutoinverseConvolution',
  names: [
    'shape',
    'axes',
    'filters',
    'kernelSize',
    'reconstruction',
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

export type AutoregressiveSplineArguments = OptionArguments<
  AutoregressiveSplineOptions,
  [shape: AutoregressiveSplineOptions['shape'], axes: AutoregressiveSplineOptions['axes']],
  [
    hiddenUnits?: AutoregressiveSplineOptions['hiddenUnits'],
    bins?: AutoregressiveSplineOptions['bins'],
    bound?: AutoregressiveSplineOptions['bound'],
    tails?: AutoregressiveSplineOptions['tails'],
    conditionSize?: AutoregressiveSplineOptions['conditionSize'],
    kind?: AutoregressiveSplineOptions['kind'],
    activityRegularizer?: AutoregressiveSplineOptions['activityRegularizer'],
    trainable?: AutoregressiveSplineOptions['trainable'],
    dtype?: AutoregressiveSplineOptions['dtype'],
    autocast?: AutoregressiveSplineOptions['autocast'],
    name?: AutoregressiveSplineOptions['name'],
    inputShape?: AutoregressiveSplineOptions['inputShape'],
  ],
  [
    shape: AutoregressiveSplineOptions['shape'],
    axes: AutoregressiveSplineOptions['axes'] | Omit<AutoregressiveSplineOptions, 'shape'>,
  ]
>;
export const AUTOREGRESSIVE_SPLINE_PARAMETERS: Signature<AutoregressiveSplineOptions> = {
  callee: 'AutoregressiveSpline',
  names: [
    'shape',
    'axes',
    'hiddenUnits',
    'bins',
    'bound',
    'tails',
    'conditionSize',
    'kind',
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

export type AutoregressiveUMNNArguments = OptionArguments<
  AutoregressiveUMNNOptions,
  [shape: AutoregressiveUMNNOptions['shape'], axes: AutoregressiveUMNNOptions['axes']],
  [
    hiddenUnits?: AutoregressiveUMNNOptions['hiddenUnits'],
    features?: AutoregressiveUMNNOptions['features'],
    integrandUnits?: AutoregressiveUMNNOptions['integrandUnits'],
    points?: AutoregressiveUMNNOptions['points'],
    conditionSize?: AutoregressiveUMNNOptions['conditionSize'],
    activityRegularizer?: AutoregressiveUMNNOptions['activityRegularizer'],
    trainable?: AutoregressiveUMNNOptions['trainable'],
    dtype?: AutoregressiveUMNNOptions['dtype'],
    autocast?: AutoregressiveUMNNOptions['autocast'],
    name?: AutoregressiveUMNNOptions['name'],
    inputShape?: AutoregressiveUMNNOptions['inputShape'],
  ],
  [
    shape: AutoregressiveUMNNOptions['shape'],
    axes: AutoregressiveUMNNOptions['axes'] | Omit<AutoregressiveUMNNOptions, 'shape'>,
  ]
>;
export const AUTOREGRESSIVE_UMNN_PARAMETERS: Signature<AutoregressiveUMNNOptions> = {
  callee: 'AutoregressiveUMNN',
  names: [
    'shape',
    'axes',
    'hiddenUnits',
    'features',
    'integrandUnits',
    'points',
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

export type UniformBaseArguments = OptionArguments<
  UniformBaseOptions,
  [],
  [
    low?: UniformBaseOptions['low'],
    high?: UniformBaseOptions['high'],
    activityRegularizer?: UniformBaseOptions['activityRegularizer'],
    trainable?: UniformBaseOptions['trainable'],
    dtype?: UniformBaseOptions['dtype'],
    autocast?: UniformBaseOptions['autocast'],
    name?: UniformBaseOptions['name'],
    inputShape?: UniformBaseOptions['inputShape'],
  ]
>;
export const UNIFORM_BASE_PARAMETERS: Signature<UniformBaseOptions> = {
  callee: 'UniformBase',
  names: ['low', 'high', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 0,
};

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

export type BatchNormArguments = OptionArguments<
  BatchNormOptions,
  [shape: BatchNormOptions['shape'], axes: BatchNormOptions['axes']],
  [
    momentum?: BatchNormOptions['momentum'],
    epsilon?: BatchNormOptions['epsilon'],
    activityRegularizer?: BatchNormOptions['activityRegularizer'],
    trainable?: BatchNormOptions['trainable'],
    dtype?: BatchNormOptions['dtype'],
    autocast?: BatchNormOptions['autocast'],
    name?: BatchNormOptions['name'],
    inputShape?: BatchNormOptions['inputShape'],
  ],
  [shape: BatchNormOptions['shape'], axes: BatchNormOptions['axes'] | Omit<BatchNormOptions, 'shape'>]
>;
export const BATCH_NORM_PARAMETERS: Signature<BatchNormOptions> = {
  callee: 'BatchNorm',
  names: [
    'shape',
    'axes',
    'momentum',
    'epsilon',
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

export type CompositeArguments = OptionArguments<
  CompositeOptions,
  [flowLayers: CompositeOptions['flowLayers']],
  [
    activityRegularizer?: CompositeOptions['activityRegularizer'],
    trainable?: CompositeOptions['trainable'],
    dtype?: CompositeOptions['dtype'],
    autocast?: CompositeOptions['autocast'],
    name?: CompositeOptions['name'],
    inputShape?: CompositeOptions['inputShape'],
  ]
>;
export const COMPOSITE_PARAMETERS: Signature<CompositeOptions> = {
  callee: 'Composite',
  names: ['flowLayers', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};

export type ConditionalAffineArguments = OptionArguments<
  ConditionalAffineOptions,
  [
    shape: ConditionalAffineOptions['shape'],
    axes: ConditionalAffineOptions['axes'],
    network: ConditionalAffineOptions['network'],
    conditionSize: ConditionalAffineOptions['conditionSize'],
  ],
  [
    activityRegularizer?: ConditionalAffineOptions['activityRegularizer'],
    trainable?: ConditionalAffineOptions['trainable'],
    dtype?: ConditionalAffineOptions['dtype'],
    autocast?: ConditionalAffineOptions['autocast'],
    name?: ConditionalAffineOptions['name'],
    inputShape?: ConditionalAffineOptions['inputShape'],
  ],
  [
    shape: ConditionalAffineOptions['shape'],
    axes: ConditionalAffineOptions['axes'] | Omit<ConditionalAffineOptions, 'shape'>,
    network?: ConditionalAffineOptions['network'] | Omit<ConditionalAffineOptions, 'shape' | 'axes'>,
    conditionSize?:
      | ConditionalAffineOptions['conditionSize']
      | Omit<ConditionalAffineOptions, 'shape' | 'axes' | 'network'>,
  ]
>;
export const CONDITIONAL_AFFINE_PARAMETERS: Signature<ConditionalAffineOptions> = {
  callee: 'ConditionalAffine',
  names: [
    'shape',
    'axes',
    'network',
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

export type ElementSplineArguments = OptionArguments<
  ElementSplineOptions,
  [shape: ElementSplineOptions['shape'], axes: ElementSplineOptions['axes']],
  [
    bins?: ElementSplineOptions['bins'],
    bound?: ElementSplineOptions['bound'],
    tails?: ElementSplineOptions['tails'],
    kind?: ElementSplineOptions['kind'],
    activityRegularizer?: ElementSplineOptions['activityRegularizer'],
    trainable?: ElementSplineOptions['trainable'],
    dtype?: ElementSplineOptions['dtype'],
    autocast?: ElementSplineOptions['autocast'],
    name?: ElementSplineOptions['name'],
    inputShape?: ElementSplineOptions['inputShape'],
  ],
  [shape: ElementSplineOptions['shape'], axes: ElementSplineOptions['axes'] | Omit<ElementSplineOptions, 'shape'>]
>;
export const ELEMENT_SPLINE_PARAMETERS: Signature<ElementSplineOptions> = {
  callee: 'ElementSpline',
  names: [
    'shape',
    'axes',
    'bins',
    'bound',
    'tails',
    'kind',
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

export type QRLinearArguments = OptionArguments<
  QRLinearOptions,
  [shape: QRLinearOptions['shape'], axes: QRLinearOptions['axes']],
  [
    reflectionCount?: QRLinearOptions['reflectionCount'],
    activityRegularizer?: QRLinearOptions['activityRegularizer'],
    trainable?: QRLinearOptions['trainable'],
    dtype?: QRLinearOptions['dtype'],
    autocast?: QRLinearOptions['autocast'],
    name?: QRLinearOptions['name'],
    inputShape?: QRLinearOptions['inputShape'],
  ],
  [shape: QRLinearOptions['shape'], axes: QRLinearOptions['axes'] | Omit<QRLinearOptions, 'shape'>]
>;
export const QR_LINEAR_PARAMETERS: Signature<QRLinearOptions> = {
  callee: 'QRLinear',
  names: [
    'shape',
    'axes',
    'reflectionCount',
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

export type SVDLinearArguments = OptionArguments<
  SVDLinearOptions,
  [shape: SVDLinearOptions['shape'], axes: SVDLinearOptions['axes']],
  [
    reflectionCount?: SVDLinearOptions['reflectionCount'],
    activityRegularizer?: SVDLinearOptions['activityRegularizer'],
    trainable?: SVDLinearOptions['trainable'],
    dtype?: SVDLinearOptions['dtype'],
    autocast?: SVDLinearOptions['autocast'],
    name?: SVDLinearOptions['name'],
    inputShape?: SVDLinearOptions['inputShape'],
  ],
  [shape: SVDLinearOptions['shape'], axes: SVDLinearOptions['axes'] | Omit<SVDLinearOptions, 'shape'>]
>;
export const SVD_LINEAR_PARAMETERS: Signature<SVDLinearOptions> = {
  callee: 'SVDLinear',
  names: [
    'shape',
    'axes',
    'reflectionCount',
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

export type FixedAffineArguments = OptionArguments<
  FixedAffineOptions,
  [shape: FixedAffineOptions['shape'], axes: FixedAffineOptions['axes']],
  [
    scale?: FixedAffineOptions['scale'],
    shift?: FixedAffineOptions['shift'],
    activityRegularizer?: FixedAffineOptions['activityRegularizer'],
    trainable?: FixedAffineOptions['trainable'],
    dtype?: FixedAffineOptions['dtype'],
    autocast?: FixedAffineOptions['autocast'],
    name?: FixedAffineOptions['name'],
    inputShape?: FixedAffineOptions['inputShape'],
  ],
  [shape: FixedAffineOptions['shape'], axes: FixedAffineOptions['axes'] | Omit<FixedAffineOptions, 'shape'>]
>;
export const FIXED_AFFINE_PARAMETERS: Signature<FixedAffineOptions> = {
  callee: 'FixedAffine',
  names: [
    'shape',
    'axes',
    'scale',
    'shift',
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

export type FlowVAEArguments = OptionArguments<
  FlowVAEOptions,
  [encoder: FlowVAEOptions['encoder'], decoder: FlowVAEOptions['decoder'], latentShape: FlowVAEOptions['latentShape']],
  [
    flowLayers?: FlowVAEOptions['flowLayers'],
    prior?: FlowVAEOptions['prior'],
    activityRegularizer?: FlowVAEOptions['activityRegularizer'],
    trainable?: FlowVAEOptions['trainable'],
    dtype?: FlowVAEOptions['dtype'],
    autocast?: FlowVAEOptions['autocast'],
    name?: FlowVAEOptions['name'],
    inputShape?: FlowVAEOptions['inputShape'],
  ],
  [
    encoder: FlowVAEOptions['encoder'],
    decoder: FlowVAEOptions['decoder'] | Omit<FlowVAEOptions, 'encoder'>,
    latentShape?: FlowVAEOptions['latentShape'] | Omit<FlowVAEOptions, 'encoder' | 'decoder'>,
  ]
>;
export const FLOW_VAE_PARAMETERS: Signature<FlowVAEOptions> = {
  callee: 'FlowVAE',
  names: [
    'encoder',
    'decoder',
    'latentShape',
    'flowLayers',
    'prior',
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

export type InvertibleActivationArguments = OptionArguments<
  InvertibleActivationOptions,
  [
    shape: InvertibleActivationOptions['shape'],
    axes: InvertibleActivationOptions['axes'],
    activation: InvertibleActivationOptions['activation'],
  ],
  [
    activityRegularizer?: InvertibleActivationOptions['activityRegularizer'],
    trainable?: InvertibleActivationOptions['trainable'],
    dtype?: InvertibleActivationOptions['dtype'],
    autocast?: InvertibleActivationOptions['autocast'],
    name?: InvertibleActivationOptions['name'],
    inputShape?: InvertibleActivationOptions['inputShape'],
  ],
  [
    shape: InvertibleActivationOptions['shape'],
    axes: InvertibleActivationOptions['axes'] | Omit<InvertibleActivationOptions, 'shape'>,
    activation?: InvertibleActivationOptions['activation'] | Omit<InvertibleActivationOptions, 'shape' | 'axes'>,
  ]
>;
export const INVERTIBLE_ACTIVATION_PARAMETERS: Signature<InvertibleActivationOptions> = {
  callee: 'InvertibleActivation',
  names: ['shape', 'axes', 'activation', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 3,
};

export type LearnedSlopesArguments = OptionArguments<
  LearnedSlopesOptions,
  [shape: LearnedSlopesOptions['shape'], axes: LearnedSlopesOptions['axes']],
  [
    activityRegularizer?: LearnedSlopesOptions['activityRegularizer'],
    trainable?: LearnedSlopesOptions['trainable'],
    dtype?: LearnedSlopesOptions['dtype'],
    autocast?: LearnedSlopesOptions['autocast'],
    name?: LearnedSlopesOptions['name'],
    inputShape?: LearnedSlopesOptions['inputShape'],
  ],
  [shape: LearnedSlopesOptions['shape'], axes: LearnedSlopesOptions['axes'] | Omit<LearnedSlopesOptions, 'shape'>]
>;
export const LEARNED_SLOPES_PARAMETERS: Signature<LearnedSlopesOptions> = {
  callee: 'LearnedSlopes',
  names: ['shape', 'axes', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
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

export type DiagonalNormalArguments = OptionArguments<
  DiagonalNormalOptions,
  [sampleShape: DiagonalNormalOptions['sampleShape']],
  [
    activityRegularizer?: DiagonalNormalOptions['activityRegularizer'],
    trainable?: DiagonalNormalOptions['trainable'],
    dtype?: DiagonalNormalOptions['dtype'],
    autocast?: DiagonalNormalOptions['autocast'],
    name?: DiagonalNormalOptions['name'],
    inputShape?: DiagonalNormalOptions['inputShape'],
  ]
>;
export const DIAGONAL_NORMAL_PARAMETERS: Signature<DiagonalNormalOptions> = {
  callee: 'DiagonalNormal',
  names: ['sampleShape', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};

export type ConditionalNormalArguments = OptionArguments<
  ConditionalNormalOptions,
  [network: ConditionalNormalOptions['network']],
  [
    activityRegularizer?: ConditionalNormalOptions['activityRegularizer'],
    trainable?: ConditionalNormalOptions['trainable'],
    dtype?: ConditionalNormalOptions['dtype'],
    autocast?: ConditionalNormalOptions['autocast'],
    name?: ConditionalNormalOptions['name'],
    inputShape?: ConditionalNormalOptions['inputShape'],
  ]
>;
export const CONDITIONAL_NORMAL_PARAMETERS: Signature<ConditionalNormalOptions> = {
  callee: 'ConditionalNormal',
  names: ['network', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};

export type NormalMixtureArguments = OptionArguments<
  NormalMixtureOptions,
  [components: NormalMixtureOptions['components'], size: NormalMixtureOptions['size']],
  [
    activityRegularizer?: NormalMixtureOptions['activityRegularizer'],
    trainable?: NormalMixtureOptions['trainable'],
    dtype?: NormalMixtureOptions['dtype'],
    autocast?: NormalMixtureOptions['autocast'],
    name?: NormalMixtureOptions['name'],
    inputShape?: NormalMixtureOptions['inputShape'],
  ],
  [
    components: NormalMixtureOptions['components'],
    size: NormalMixtureOptions['size'] | Omit<NormalMixtureOptions, 'components'>,
  ]
>;
export const NORMAL_MIXTURE_PARAMETERS: Signature<NormalMixtureOptions> = {
  callee: 'NormalMixture',
  names: ['components', 'size', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
};

export type OrthogonalArguments = OptionArguments<
  OrthogonalOptions,
  [shape: OrthogonalOptions['shape'], axes: OrthogonalOptions['axes']],
  [
    reflectionCount?: OrthogonalOptions['reflectionCount'],
    activityRegularizer?: OrthogonalOptions['activityRegularizer'],
    trainable?: OrthogonalOptions['trainable'],
    dtype?: OrthogonalOptions['dtype'],
    autocast?: OrthogonalOptions['autocast'],
    name?: OrthogonalOptions['name'],
    inputShape?: OrthogonalOptions['inputShape'],
  ],
  [shape: OrthogonalOptions['shape'], axes: OrthogonalOptions['axes'] | Omit<OrthogonalOptions, 'shape'>]
>;
export const ORTHOGONAL_PARAMETERS: Signature<OrthogonalOptions> = {
  callee: 'Orthogonal',
  names: [
    'shape',
    'axes',
    'reflectionCount',
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

export type PeriodicFeaturesArguments = OptionArguments<
  PeriodicFeaturesOptions,
  [elements: PeriodicFeaturesOptions['elements']],
  [
    bound?: PeriodicFeaturesOptions['bound'],
    activityRegularizer?: PeriodicFeaturesOptions['activityRegularizer'],
    trainable?: PeriodicFeaturesOptions['trainable'],
    dtype?: PeriodicFeaturesOptions['dtype'],
    autocast?: PeriodicFeaturesOptions['autocast'],
    name?: PeriodicFeaturesOptions['name'],
    inputShape?: PeriodicFeaturesOptions['inputShape'],
  ]
>;
export const PERIODIC_FEATURES_PARAMETERS: Signature<PeriodicFeaturesOptions> = {
  callee: 'PeriodicFeatures',
  names: ['elements', 'bound', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};

export type PeriodicShiftArguments = OptionArguments<
  PeriodicShiftOptions,
  [shape: PeriodicShiftOptions['shape'], axes: PeriodicShiftOptions['axes'], shift: PeriodicShiftOptions['shift']],
  [
    bound?: PeriodicShiftOptions['bound'],
    elements?: PeriodicShiftOptions['elements'],
    activityRegularizer?: PeriodicShiftOptions['activityRegularizer'],
    trainable?: PeriodicShiftOptions['trainable'],
    dtype?: PeriodicShiftOptions['dtype'],
    autocast?: PeriodicShiftOptions['autocast'],
    name?: PeriodicShiftOptions['name'],
    inputShape?: PeriodicShiftOptions['inputShape'],
  ],
  [
    shape: PeriodicShiftOptions['shape'],
    axes: PeriodicShiftOptions['axes'] | Omit<PeriodicShiftOptions, 'shape'>,
    shift?: PeriodicShiftOptions['shift'] | Omit<PeriodicShiftOptions, 'shape' | 'axes'>,
  ]
>;
export const PERIODIC_SHIFT_PARAMETERS: Signature<PeriodicShiftOptions> = {
  callee: 'PeriodicShift',
  names: [
    'shape',
    'axes',
    'shift',
    'bound',
    'elements',
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

export type PlanarArguments = OptionArguments<
  PlanarOptions,
  [shape: PlanarOptions['shape'], axes: PlanarOptions['axes']],
  [
    activityRegularizer?: PlanarOptions['activityRegularizer'],
    trainable?: PlanarOptions['trainable'],
    dtype?: PlanarOptions['dtype'],
    autocast?: PlanarOptions['autocast'],
    name?: PlanarOptions['name'],
    inputShape?: PlanarOptions['inputShape'],
  ],
  [shape: PlanarOptions['shape'], axes: PlanarOptions['axes'] | Omit<PlanarOptions, 'shape'>]
>;
export const PLANAR_PARAMETERS: Signature<PlanarOptions> = {
  callee: 'Planar',
  names: ['shape', 'axes', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
};

export type RadialArguments = OptionArguments<
  RadialOptions,
  [shape: RadialOptions['shape'], axes: RadialOptions['axes']],
  [
    activityRegularizer?: RadialOptions['activityRegularizer'],
    trainable?: RadialOptions['trainable'],
    dtype?: RadialOptions['dtype'],
    autocast?: RadialOptions['autocast'],
    name?: RadialOptions['name'],
    inputShape?: RadialOptions['inputShape'],
  ],
  [shape: RadialOptions['shape'], axes: RadialOptions['axes'] | Omit<RadialOptions, 'shape'>]
>;
export const RADIAL_PARAMETERS: Signature<RadialOptions> = {
  callee: 'Radial',
  names: ['shape', 'axes', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
};

export type ReshapeSamplesArguments = OptionArguments<
  ReshapeSamplesOptions,
  [sampleShape: ReshapeSamplesOptions['sampleShape']],
  [
    targetShape?: ReshapeSamplesOptions['targetShape'],
    activityRegularizer?: ReshapeSamplesOptions['activityRegularizer'],
    trainable?: ReshapeSamplesOptions['trainable'],
    dtype?: ReshapeSamplesOptions['dtype'],
    autocast?: ReshapeSamplesOptions['autocast'],
    name?: ReshapeSamplesOptions['name'],
    inputShape?: ReshapeSamplesOptions['inputShape'],
  ]
>;
export const RESHAPE_SAMPLES_PARAMETERS: Signature<ReshapeSamplesOptions> = {
  callee: 'ReshapeSamples',
  names: ['sampleShape', 'targetShape', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};

export type ResidualConvolutionArguments = OptionArguments<
  ResidualConvolutionOptions,
  [shape: ResidualConvolutionOptions['shape'], axes: ResidualConvolutionOptions['axes']],
  [
    hiddenChannels?: ResidualConvolutionOptions['hiddenChannels'],
    kernelSizes?: ResidualConvolutionOptions['kernelSizes'],
    lipschitz?: ResidualConvolutionOptions['lipschitz'],
    logDeterminant?: ResidualConvolutionOptions['logDeterminant'],
    terms?: ResidualConvolutionOptions['terms'],
    seed?: ResidualConvolutionOptions['seed'],
    conditionSize?: ResidualConvolutionOptions['conditionSize'],
    activityRegularizer?: ResidualConvolutionOptions['activityRegularizer'],
    trainable?: ResidualConvolutionOptions['trainable'],
    dtype?: ResidualConvolutionOptions['dtype'],
    autocast?: ResidualConvolutionOptions['autocast'],
    name?: ResidualConvolutionOptions['name'],
    inputShape?: ResidualConvolutionOptions['inputShape'],
  ],
  [
    shape: ResidualConvolutionOptions['shape'],
    axes: ResidualConvolutionOptions['axes'] | Omit<ResidualConvolutionOptions, 'shape'>,
  ]
>;
export const RESIDUAL_CONVOLUTION_PARAMETERS: Signature<ResidualConvolutionOptions> = {
  callee: 'ResidualConvolution',
  names: [
    'shape',
    'axes',
    'hiddenChannels',
    'kernelSizes',
    'lipschitz',
    'logDeterminant',
    'terms',
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
  required: 2,
};

export type ResidualNetworkArguments = OptionArguments<
  ResidualNetworkOptions,
  [units: ResidualNetworkOptions['units']],
  [
    hiddenUnits?: ResidualNetworkOptions['hiddenUnits'],
    blocks?: ResidualNetworkOptions['blocks'],
    kernelSize?: ResidualNetworkOptions['kernelSize'],
    activation?: ResidualNetworkOptions['activation'],
    dropout?: ResidualNetworkOptions['dropout'],
    batchNormalization?: ResidualNetworkOptions['batchNormalization'],
    startsAtZero?: ResidualNetworkOptions['startsAtZero'],
    activityRegularizer?: ResidualNetworkOptions['activityRegularizer'],
    trainable?: ResidualNetworkOptions['trainable'],
    dtype?: ResidualNetworkOptions['dtype'],
    autocast?: ResidualNetworkOptions['autocast'],
    name?: ResidualNetworkOptions['name'],
    inputShape?: ResidualNetworkOptions['inputShape'],
  ]
>;
export const RESIDUAL_NETWORK_PARAMETERS: Signature<ResidualNetworkOptions> = {
  callee: 'ResidualNetwork',
  names: [
    'units',
    'hiddenUnits',
    'blocks',
    'kernelSize',
    'activation',
    'dropout',
    'batchNormalization',
    'startsAtZero',
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

export type ResidualArguments = OptionArguments<
  ResidualOptions,
  [shape: ResidualOptions['shape'], axes: ResidualOptions['axes']],
  [
    hiddenUnits?: ResidualOptions['hiddenUnits'],
    lipschitz?: ResidualOptions['lipschitz'],
    logDeterminant?: ResidualOptions['logDeterminant'],
    terms?: ResidualOptions['terms'],
    seed?: ResidualOptions['seed'],
    conditionSize?: ResidualOptions['conditionSize'],
    activityRegularizer?: ResidualOptions['activityRegularizer'],
    trainable?: ResidualOptions['trainable'],
    dtype?: ResidualOptions['dtype'],
    autocast?: ResidualOptions['autocast'],
    name?: ResidualOptions['name'],
    inputShape?: ResidualOptions['inputShape'],
  ],
  [shape: ResidualOptions['shape'], axes: ResidualOptions['axes'] | Omit<ResidualOptions, 'shape'>]
>;
export const RESIDUAL_PARAMETERS: Signature<ResidualOptions> = {
  callee: 'Residual',
  names: [
    'shape',
    'axes',
    'hiddenUnits',
    'lipschitz',
    'logDeterminant',
    'terms',
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
  required: 2,
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
    tails?: SplineCouplingOptions['tails'],
    conditionSize?: SplineCouplingOptions['conditionSize'],
    kind?: SplineCouplingOptions['kind'],
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
    'tails',
    'conditionSize',
    'kind',
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

export type SylvesterArguments = OptionArguments<
  SylvesterOptions,
  [shape: SylvesterOptions['shape'], axes: SylvesterOptions['axes']],
  [
    hiddenUnits?: SylvesterOptions['hiddenUnits'],
    activityRegularizer?: SylvesterOptions['activityRegularizer'],
    trainable?: SylvesterOptions['trainable'],
    dtype?: SylvesterOptions['dtype'],
    autocast?: SylvesterOptions['autocast'],
    name?: SylvesterOptions['name'],
    inputShape?: SylvesterOptions['inputShape'],
  ],
  [shape: SylvesterOptions['shape'], axes: SylvesterOptions['axes'] | Omit<SylvesterOptions, 'shape'>]
>;
export const SYLVESTER_PARAMETERS: Signature<SylvesterOptions> = {
  callee: 'Sylvester',
  names: [
    'shape',
    'axes',
    'hiddenUnits',
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

export type UMNNCouplingArguments = OptionArguments<
  UMNNCouplingOptions,
  [
    shape: UMNNCouplingOptions['shape'],
    axes: UMNNCouplingOptions['axes'],
    computeCouplingParameters: UMNNCouplingOptions['computeCouplingParameters'],
    mask: UMNNCouplingOptions['mask'],
  ],
  [
    features?: UMNNCouplingOptions['features'],
    integrandUnits?: UMNNCouplingOptions['integrandUnits'],
    points?: UMNNCouplingOptions['points'],
    conditionSize?: UMNNCouplingOptions['conditionSize'],
    activityRegularizer?: UMNNCouplingOptions['activityRegularizer'],
    trainable?: UMNNCouplingOptions['trainable'],
    dtype?: UMNNCouplingOptions['dtype'],
    autocast?: UMNNCouplingOptions['autocast'],
    name?: UMNNCouplingOptions['name'],
    inputShape?: UMNNCouplingOptions['inputShape'],
  ],
  [
    shape: UMNNCouplingOptions['shape'],
    axes: UMNNCouplingOptions['axes'] | Omit<UMNNCouplingOptions, 'shape'>,
    computeCouplingParameters?:
      | UMNNCouplingOptions['computeCouplingParameters']
      | Omit<UMNNCouplingOptions, 'shape' | 'axes'>,
    mask?: UMNNCouplingOptions['mask'] | Omit<UMNNCouplingOptions, 'shape' | 'axes' | 'computeCouplingParameters'>,
  ]
>;
export const UMNN_COUPLING_PARAMETERS: Signature<UMNNCouplingOptions> = {
  callee: 'UMNNCoupling',
  names: [
    'shape',
    'axes',
    'computeCouplingParameters',
    'mask',
    'features',
    'integrandUnits',
    'points',
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
