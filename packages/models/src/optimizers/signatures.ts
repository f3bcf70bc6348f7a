// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { AdadeltaOptions } from './adadelta.js';
import type { AdafactorOptions } from './adafactor.js';
import type { AdagradOptions } from './adagrad.js';
import type { AdamOptions } from './adam.js';
import type { AdamaxOptions } from './adamax.js';
import type { AdamWOptions } from './adamw.js';
import type { FtrlOptions } from './ftrl.js';
import type { LambOptions } from './lamb.js';
import type { LionOptions } from './lion.js';
import type { LossScaleOptimizerOptions } from './loss-scale-optimizer.js';
import type { MultiOptimizerOptions } from './multi-optimizer.js';
import type { MuonOptions } from './muon.js';
import type { NadamOptions } from './nadam.js';
import type {
  ApplyGradientsOptions,
  ExcludeFromWeightDecayOptions,
  FinalizeVariableValuesOptions,
  OptimizerOptions,
  ScaleLossOptions,
  StatelessApplyOptions,
} from './optimizer.js';
import type { AddVariableFromReferenceOptions, AddVariableOptions, SetWeightsOptions } from './optimizer-state.js';
import type { RMSpropOptions } from './rmsprop.js';
import type { ScheduleFreeAdamWOptions } from './schedule-free-adamw.js';
import type { SGDOptions } from './sgd.js';

export type AdadeltaArguments = OptionArguments<
  AdadeltaOptions,
  [],
  [
    learningRate?: AdadeltaOptions['learningRate'],
    rho?: AdadeltaOptions['rho'],
    epsilon?: AdadeltaOptions['epsilon'],
    weightDecay?: AdadeltaOptions['weightDecay'],
    clipnorm?: AdadeltaOptions['clipnorm'],
    clipvalue?: AdadeltaOptions['clipvalue'],
    globalClipnorm?: AdadeltaOptions['globalClipnorm'],
    useEma?: AdadeltaOptions['useEma'],
    emaMomentum?: AdadeltaOptions['emaMomentum'],
    emaOverwriteFrequency?: AdadeltaOptions['emaOverwriteFrequency'],
    lossScaleFactor?: AdadeltaOptions['lossScaleFactor'],
    gradientAccumulationSteps?: AdadeltaOptions['gradientAccumulationSteps'],
    name?: AdadeltaOptions['name'],
  ]
>;
export const ADADELTA_PARAMETERS: Signature<AdadeltaOptions> = {
  callee: 'Adadelta',
  names: [
    'learningRate',
    'rho',
    'epsilon',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type AdafactorArguments = OptionArguments<
  AdafactorOptions,
  [],
  [
    learningRate?: AdafactorOptions['learningRate'],
    beta2Decay?: AdafactorOptions['beta2Decay'],
    epsilon1?: AdafactorOptions['epsilon1'],
    epsilon2?: AdafactorOptions['epsilon2'],
    clipThreshold?: AdafactorOptions['clipThreshold'],
    relativeStep?: AdafactorOptions['relativeStep'],
    weightDecay?: AdafactorOptions['weightDecay'],
    clipnorm?: AdafactorOptions['clipnorm'],
    clipvalue?: AdafactorOptions['clipvalue'],
    globalClipnorm?: AdafactorOptions['globalClipnorm'],
    useEma?: AdafactorOptions['useEma'],
    emaMomentum?: AdafactorOptions['emaMomentum'],
    emaOverwriteFrequency?: AdafactorOptions['emaOverwriteFrequency'],
    lossScaleFactor?: AdafactorOptions['lossScaleFactor'],
    gradientAccumulationSteps?: AdafactorOptions['gradientAccumulationSteps'],
    name?: AdafactorOptions['name'],
  ]
>;
export const ADAFACTOR_PARAMETERS: Signature<AdafactorOptions> = {
  callee: 'Adafactor',
  names: [
    'learningRate',
    'beta2Decay',
    'epsilon1',
    'epsilon2',
    'clipThreshold',
    'relativeStep',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type AdagradArguments = OptionArguments<
  AdagradOptions,
  [],
  [
    learningRate?: AdagradOptions['learningRate'],
    initialAccumulatorValue?: AdagradOptions['initialAccumulatorValue'],
    epsilon?: AdagradOptions['epsilon'],
    weightDecay?: AdagradOptions['weightDecay'],
    clipnorm?: AdagradOptions['clipnorm'],
    clipvalue?: AdagradOptions['clipvalue'],
    globalClipnorm?: AdagradOptions['globalClipnorm'],
    useEma?: AdagradOptions['useEma'],
    emaMomentum?: AdagradOptions['emaMomentum'],
    emaOverwriteFrequency?: AdagradOptions['emaOverwriteFrequency'],
    lossScaleFactor?: AdagradOptions['lossScaleFactor'],
    gradientAccumulationSteps?: AdagradOptions['gradientAccumulationSteps'],
    name?: AdagradOptions['name'],
  ]
>;
export const ADAGRAD_PARAMETERS: Signature<AdagradOptions> = {
  callee: 'Adagrad',
  names: [
    'learningRate',
    'initialAccumulatorValue',
    'epsilon',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type AdamArguments = OptionArguments<
  AdamOptions,
  [],
  [
    learningRate?: AdamOptions['learningRate'],
    beta1?: AdamOptions['beta1'],
    beta2?: AdamOptions['beta2'],
    epsilon?: AdamOptions['epsilon'],
    amsgrad?: AdamOptions['amsgrad'],
    weightDecay?: AdamOptions['weightDecay'],
    clipnorm?: AdamOptions['clipnorm'],
    clipvalue?: AdamOptions['clipvalue'],
    globalClipnorm?: AdamOptions['globalClipnorm'],
    useEma?: AdamOptions['useEma'],
    emaMomentum?: AdamOptions['emaMomentum'],
    emaOverwriteFrequency?: AdamOptions['emaOverwriteFrequency'],
    lossScaleFactor?: AdamOptions['lossScaleFactor'],
    gradientAccumulationSteps?: AdamOptions['gradientAccumulationSteps'],
    name?: AdamOptions['name'],
  ]
>;
export const ADAM_PARAMETERS: Signature<AdamOptions> = {
  callee: 'Adam',
  names: [
    'learningRate',
    'beta1',
    'beta2',
    'epsilon',
    'amsgrad',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type AdamaxArguments = OptionArguments<
  AdamaxOptions,
  [],
  [
    learningRate?: AdamaxOptions['learningRate'],
    beta1?: AdamaxOptions['beta1'],
    beta2?: AdamaxOptions['beta2'],
    epsilon?: AdamaxOptions['epsilon'],
    weightDecay?: AdamaxOptions['weightDecay'],
    clipnorm?: AdamaxOptions['clipnorm'],
    clipvalue?: AdamaxOptions['clipvalue'],
    globalClipnorm?: AdamaxOptions['globalClipnorm'],
    useEma?: AdamaxOptions['useEma'],
    emaMomentum?: AdamaxOptions['emaMomentum'],
    emaOverwriteFrequency?: AdamaxOptions['emaOverwriteFrequency'],
    lossScaleFactor?: AdamaxOptions['lossScaleFactor'],
    gradientAccumulationSteps?: AdamaxOptions['gradientAccumulationSteps'],
    name?: AdamaxOptions['name'],
  ]
>;
export const ADAMAX_PARAMETERS: Signature<AdamaxOptions> = {
  callee: 'Adamax',
  names: [
    'learningRate',
    'beta1',
    'beta2',
    'epsilon',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type AdamWArguments = OptionArguments<
  AdamWOptions,
  [],
  [
    learningRate?: AdamWOptions['learningRate'],
    weightDecay?: AdamWOptions['weightDecay'],
    beta1?: AdamWOptions['beta1'],
    beta2?: AdamWOptions['beta2'],
    epsilon?: AdamWOptions['epsilon'],
    amsgrad?: AdamWOptions['amsgrad'],
    clipnorm?: AdamWOptions['clipnorm'],
    clipvalue?: AdamWOptions['clipvalue'],
    globalClipnorm?: AdamWOptions['globalClipnorm'],
    useEma?: AdamWOptions['useEma'],
    emaMomentum?: AdamWOptions['emaMomentum'],
    emaOverwriteFrequency?: AdamWOptions['emaOverwriteFrequency'],
    lossScaleFactor?: AdamWOptions['lossScaleFactor'],
    gradientAccumulationSteps?: AdamWOptions['gradientAccumulationSteps'],
    name?: AdamWOptions['name'],
  ]
>;
export const ADAM_W_PARAMETERS: Signature<AdamWOptions> = {
  callee: 'AdamW',
  names: [
    'learningRate',
    'weightDecay',
    'beta1',
    'beta2',
    'epsilon',
    'amsgrad',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type FtrlArguments = OptionArguments<
  FtrlOptions,
  [],
  [
    learningRate?: FtrlOptions['learningRate'],
    learningRatePower?: FtrlOptions['learningRatePower'],
    initialAccumulatorValue?: FtrlOptions['initialAccumulatorValue'],
    l1RegularizationStrength?: FtrlOptions['l1RegularizationStrength'],
    l2RegularizationStrength?: FtrlOptions['l2RegularizationStrength'],
    l2ShrinkageRegularizationStrength?: FtrlOptions['l2ShrinkageRegularizationStrength'],
    beta?: FtrlOptions['beta'],
    weightDecay?: FtrlOptions['weightDecay'],
    clipnorm?: FtrlOptions['clipnorm'],
    clipvalue?: FtrlOptions['clipvalue'],
    globalClipnorm?: FtrlOptions['globalClipnorm'],
    useEma?: FtrlOptions['useEma'],
    emaMomentum?: FtrlOptions['emaMomentum'],
    emaOverwriteFrequency?: FtrlOptions['emaOverwriteFrequency'],
    lossScaleFactor?: FtrlOptions['lossScaleFactor'],
    gradientAccumulationSteps?: FtrlOptions['gradientAccumulationSteps'],
    name?: FtrlOptions['name'],
  ]
>;
export const FTRL_PARAMETERS: Signature<FtrlOptions> = {
  callee: 'Ftrl',
  names: [
    'learningRate',
    'learningRatePower',
    'initialAccumulatorValue',
    'l1RegularizationStrength',
    'l2RegularizationStrength',
    'l2ShrinkageRegularizationStrength',
    'beta',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type LambArguments = OptionArguments<
  LambOptions,
  [],
  [
    learningRate?: LambOptions['learningRate'],
    beta1?: LambOptions['beta1'],
    beta2?: LambOptions['beta2'],
    epsilon?: LambOptions['epsilon'],
    weightDecay?: LambOptions['weightDecay'],
    clipnorm?: LambOptions['clipnorm'],
    clipvalue?: LambOptions['clipvalue'],
    globalClipnorm?: LambOptions['globalClipnorm'],
    useEma?: LambOptions['useEma'],
    emaMomentum?: LambOptions['emaMomentum'],
    emaOverwriteFrequency?: LambOptions['emaOverwriteFrequency'],
    lossScaleFactor?: LambOptions['lossScaleFactor'],
    gradientAccumulationSteps?: LambOptions['gradientAccumulationSteps'],
    name?: LambOptions['name'],
  ]
>;
export const LAMB_PARAMETERS: Signature<LambOptions> = {
  callee: 'Lamb',
  names: [
    'learningRate',
    'beta1',
    'beta2',
    'epsilon',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type LionArguments = OptionArguments<
  LionOptions,
  [],
  [
    learningRate?: LionOptions['learningRate'],
    beta1?: LionOptions['beta1'],
    beta2?: LionOptions['beta2'],
    weightDecay?: LionOptions['weightDecay'],
    clipnorm?: LionOptions['clipnorm'],
    clipvalue?: LionOptions['clipvalue'],
    globalClipnorm?: LionOptions['globalClipnorm'],
    useEma?: LionOptions['useEma'],
    emaMomentum?: LionOptions['emaMomentum'],
    emaOverwriteFrequency?: LionOptions['emaOverwriteFrequency'],
    lossScaleFactor?: LionOptions['lossScaleFactor'],
    gradientAccumulationSteps?: LionOptions['gradientAccumulationSteps'],
    name?: LionOptions['name'],
  ]
>;
export const LION_PARAMETERS: Signature<LionOptions> = {
  callee: 'Lion',
  names: [
    'learningRate',
    'beta1',
    'beta2',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type LossScaleOptimizerArguments = OptionArguments<
  LossScaleOptimizerOptions,
  [innerOptimizer: LossScaleOptimizerOptions['innerOptimizer']],
  [
    initialScale?: LossScaleOptimizerOptions['initialScale'],
    dynamicGrowthSteps?: LossScaleOptimizerOptions['dynamicGrowthSteps'],
    name?: LossScaleOptimizerOptions['name'],
  ]
>;
export const LOSS_SCALE_OPTIMIZER_PARAMETERS: Signature<LossScaleOptimizerOptions> = {
  callee: 'LossScaleOptimizer',
  names: ['innerOptimizer', 'initialScale', 'dynamicGrowthSteps', 'name'],
  keywords: [
    'dynamic',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
  ],
  required: 1,
};

export type MultiOptimizerArguments = OptionArguments<
  MultiOptimizerOptions,
  [optimizerMap: MultiOptimizerOptions['optimizerMap']],
  [lossScaleFactor?: MultiOptimizerOptions['lossScaleFactor'], name?: MultiOptimizerOptions['name']]
>;
export const MULTI_OPTIMIZER_PARAMETERS: Signature<MultiOptimizerOptions> = {
  callee: 'MultiOptimizer',
  names: ['optimizerMap', 'lossScaleFactor', 'name'],
  keywords: [],
  required: 1,
};

export type MuonArguments = OptionArguments<
  MuonOptions,
  [],
  [
    learningRate?: MuonOptions['learningRate'],
    adamBeta1?: MuonOptions['adamBeta1'],
    adamBeta2?: MuonOptions['adamBeta2'],
    adamWeightDecay?: MuonOptions['adamWeightDecay'],
    epsilon?: MuonOptions['epsilon'],
    weightDecay?: MuonOptions['weightDecay'],
    clipnorm?: MuonOptions['clipnorm'],
    clipvalue?: MuonOptions['clipvalue'],
    globalClipnorm?: MuonOptions['globalClipnorm'],
    useEma?: MuonOptions['useEma'],
    emaMomentum?: MuonOptions['emaMomentum'],
    emaOverwriteFrequency?: MuonOptions['emaOverwriteFrequency'],
    lossScaleFactor?: MuonOptions['lossScaleFactor'],
    gradientAccumulationSteps?: MuonOptions['gradientAccumulationSteps'],
    name?: MuonOptions['name'],
    excludeLayers?: MuonOptions['excludeLayers'],
    excludeEmbeddings?: MuonOptions['excludeEmbeddings'],
    muonA?: MuonOptions['muonA'],
    muonB?: MuonOptions['muonB'],
    muonC?: MuonOptions['muonC'],
    adamLrRatio?: MuonOptions['adamLrRatio'],
    momentum?: MuonOptions['momentum'],
    nsSteps?: MuonOptions['nsSteps'],
    nesterov?: MuonOptions['nesterov'],
    rmsRate?: MuonOptions['rmsRate'],
  ]
>;
export const MUON_PARAMETERS: Signature<MuonOptions> = {
  callee: 'Muon',
  names: [
    'learningRate',
    'adamBeta1',
    'adamBeta2',
    'adamWeightDecay',
    'epsilon',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
    'excludeLayers',
    'excludeEmbeddings',
    'muonA',
    'muonB',
    'muonC',
    'adamLrRatio',
    'momentum',
    'nsSteps',
    'nesterov',
    'rmsRate',
  ],
  keywords: [],
  required: 0,
};

export type NadamArguments = OptionArguments<
  NadamOptions,
  [],
  [
    learningRate?: NadamOptions['learningRate'],
    beta1?: NadamOptions['beta1'],
    beta2?: NadamOptions['beta2'],
    epsilon?: NadamOptions['epsilon'],
    weightDecay?: NadamOptions['weightDecay'],
    clipnorm?: NadamOptions['clipnorm'],
    clipvalue?: NadamOptions['clipvalue'],
    globalClipnorm?: NadamOptions['globalClipnorm'],
    useEma?: NadamOptions['useEma'],
    emaMomentum?: NadamOptions['emaMomentum'],
    emaOverwriteFrequency?: NadamOptions['emaOverwriteFrequency'],
    lossScaleFactor?: NadamOptions['lossScaleFactor'],
    gradientAccumulationSteps?: NadamOptions['gradientAccumulationSteps'],
    name?: NadamOptions['name'],
  ]
>;
export const NADAM_PARAMETERS: Signature<NadamOptions> = {
  callee: 'Nadam',
  names: [
    'learningRate',
    'beta1',
    'beta2',
    'epsilon',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type AddVariableArguments = OptionArguments<
  AddVariableOptions,
  [shape: AddVariableOptions['shape']],
  [
    initializer?: AddVariableOptions['initializer'],
    dtype?: AddVariableOptions['dtype'],
    aggregation?: AddVariableOptions['aggregation'],
    layout?: AddVariableOptions['layout'],
    name?: AddVariableOptions['name'],
  ]
>;
export const ADD_VARIABLE_PARAMETERS: Signature<AddVariableOptions> = {
  callee: 'addVariable',
  names: ['shape', 'initializer', 'dtype', 'aggregation', 'layout', 'name'],
  keywords: [],
  required: 1,
};

export type AddVariableFromReferenceArguments = OptionArguments<
  AddVariableFromReferenceOptions,
  [referenceVariable: AddVariableFromReferenceOptions['referenceVariable']],
  [name?: AddVariableFromReferenceOptions['name'], initializer?: AddVariableFromReferenceOptions['initializer']]
>;
export const ADD_VARIABLE_FROM_REFERENCE_PARAMETERS: Signature<AddVariableFromReferenceOptions> = {
  callee: 'addVariableFromReference',
  names: ['referenceVariable', 'name', 'initializer'],
  keywords: [],
  required: 1,
};

export type SetWeightsArguments = OptionArguments<SetWeightsOptions, [weights: SetWeightsOptions['weights']], []>;
export const SET_WEIGHTS_PARAMETERS: Signature<SetWeightsOptions> = {
  callee: 'setWeights',
  names: ['weights'],
  keywords: [],
  required: 1,
};

export type OptimizerArguments = OptionArguments<
  OptimizerOptions,
  [learningRate: OptimizerOptions['learningRate']],
  [
    weightDecay?: OptimizerOptions['weightDecay'],
    clipnorm?: OptimizerOptions['clipnorm'],
    clipvalue?: OptimizerOptions['clipvalue'],
    globalClipnorm?: OptimizerOptions['globalClipnorm'],
    useEma?: OptimizerOptions['useEma'],
    emaMomentum?: OptimizerOptions['emaMomentum'],
    emaOverwriteFrequency?: OptimizerOptions['emaOverwriteFrequency'],
    lossScaleFactor?: OptimizerOptions['lossScaleFactor'],
    gradientAccumulationSteps?: OptimizerOptions['gradientAccumulationSteps'],
    name?: OptimizerOptions['name'],
  ]
>;
export const OPTIMIZER_PARAMETERS: Signature<OptimizerOptions> = {
  callee: 'Optimizer',
  names: [
    'learningRate',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 1,
};

export type ApplyGradientsArguments = OptionArguments<
  ApplyGradientsOptions,
  [gradsAndVars: ApplyGradientsOptions['gradsAndVars']],
  []
>;
export const APPLY_GRADIENTS_PARAMETERS: Signature<ApplyGradientsOptions> = {
  callee: 'applyGradients',
  names: ['gradsAndVars'],
  keywords: [],
  required: 1,
};

export type ExcludeFromWeightDecayArguments = OptionArguments<
  ExcludeFromWeightDecayOptions,
  [],
  [varList?: ExcludeFromWeightDecayOptions['varList'], varNames?: ExcludeFromWeightDecayOptions['varNames']]
>;
export const EXCLUDE_FROM_WEIGHT_DECAY_PARAMETERS: Signature<ExcludeFromWeightDecayOptions> = {
  callee: 'excludeFromWeightDecay',
  names: ['varList', 'varNames'],
  keywords: [],
  required: 0,
};

export type FinalizeVariableValuesArguments = OptionArguments<
  FinalizeVariableValuesOptions,
  [varList: FinalizeVariableValuesOptions['varList']],
  []
>;
export const FINALIZE_VARIABLE_VALUES_PARAMETERS: Signature<FinalizeVariableValuesOptions> = {
  callee: 'finalizeVariableValues',
  names: ['varList'],
  keywords: [],
  required: 1,
};

export type ScaleLossArguments = OptionArguments<ScaleLossOptions, [loss: ScaleLossOptions['loss']], []>;
export const SCALE_LOSS_PARAMETERS: Signature<ScaleLossOptions> = {
  callee: 'scaleLoss',
  names: ['loss'],
  keywords: [],
  required: 1,
};

export type StatelessApplyArguments = OptionArguments<
  StatelessApplyOptions,
  [
    optimizerVariables: StatelessApplyOptions['optimizerVariables'],
    grads: StatelessApplyOptions['grads'],
    trainableVariables: StatelessApplyOptions['trainableVariables'],
  ],
  [],
  [
    optimizerVariables: StatelessApplyOptions['optimizerVariables'],
    grads: StatelessApplyOptions['grads'] | Omit<StatelessApplyOptions, 'optimizerVariables'>,
    trainableVariables?:
      | StatelessApplyOptions['trainableVariables']
      | Omit<StatelessApplyOptions, 'optimizerVariables' | 'grads'>,
  ]
>;
export const STATELESS_APPLY_PARAMETERS: Signature<StatelessApplyOptions> = {
  callee: 'statelessApply',
  names: ['optimizerVariables', 'grads', 'trainableVariables'],
  keywords: [],
  required: 3,
};

export type RMSpropArguments = OptionArguments<
  RMSpropOptions,
  [],
  [
    learningRate?: RMSpropOptions['learningRate'],
    rho?: RMSpropOptions['rho'],
    momentum?: RMSpropOptions['momentum'],
    epsilon?: RMSpropOptions['epsilon'],
    centered?: RMSpropOptions['centered'],
    weightDecay?: RMSpropOptions['weightDecay'],
    clipnorm?: RMSpropOptions['clipnorm'],
    clipvalue?: RMSpropOptions['clipvalue'],
    globalClipnorm?: RMSpropOptions['globalClipnorm'],
    useEma?: RMSpropOptions['useEma'],
    emaMomentum?: RMSpropOptions['emaMomentum'],
    emaOverwriteFrequency?: RMSpropOptions['emaOverwriteFrequency'],
    lossScaleFactor?: RMSpropOptions['lossScaleFactor'],
    gradientAccumulationSteps?: RMSpropOptions['gradientAccumulationSteps'],
    name?: RMSpropOptions['name'],
  ]
>;
export const RM_SPROP_PARAMETERS: Signature<RMSpropOptions> = {
  callee: 'RMSprop',
  names: [
    'learningRate',
    'rho',
    'momentum',
    'epsilon',
    'centered',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type ScheduleFreeAdamWArguments = OptionArguments<
  ScheduleFreeAdamWOptions,
  [],
  [
    learningRate?: ScheduleFreeAdamWOptions['learningRate'],
    beta1?: ScheduleFreeAdamWOptions['beta1'],
    beta2?: ScheduleFreeAdamWOptions['beta2'],
    epsilon?: ScheduleFreeAdamWOptions['epsilon'],
    warmupSteps?: ScheduleFreeAdamWOptions['warmupSteps'],
    weightDecay?: ScheduleFreeAdamWOptions['weightDecay'],
    clipnorm?: ScheduleFreeAdamWOptions['clipnorm'],
    clipvalue?: ScheduleFreeAdamWOptions['clipvalue'],
    globalClipnorm?: ScheduleFreeAdamWOptions['globalClipnorm'],
    useEma?: ScheduleFreeAdamWOptions['useEma'],
    emaMomentum?: ScheduleFreeAdamWOptions['emaMomentum'],
    emaOverwriteFrequency?: ScheduleFreeAdamWOptions['emaOverwriteFrequency'],
    lossScaleFactor?: ScheduleFreeAdamWOptions['lossScaleFactor'],
    gradientAccumulationSteps?: ScheduleFreeAdamWOptions['gradientAccumulationSteps'],
    name?: ScheduleFreeAdamWOptions['name'],
  ]
>;
export const SCHEDULE_FREE_ADAM_W_PARAMETERS: Signature<ScheduleFreeAdamWOptions> = {
  callee: 'ScheduleFreeAdamW',
  names: [
    'learningRate',
    'beta1',
    'beta2',
    'epsilon',
    'warmupSteps',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type SGDArguments = OptionArguments<
  SGDOptions,
  [],
  [
    learningRate?: SGDOptions['learningRate'],
    momentum?: SGDOptions['momentum'],
    nesterov?: SGDOptions['nesterov'],
    weightDecay?: SGDOptions['weightDecay'],
    clipnorm?: SGDOptions['clipnorm'],
    clipvalue?: SGDOptions['clipvalue'],
    globalClipnorm?: SGDOptions['globalClipnorm'],
    useEma?: SGDOptions['useEma'],
    emaMomentum?: SGDOptions['emaMomentum'],
    emaOverwriteFrequency?: SGDOptions['emaOverwriteFrequency'],
    lossScaleFactor?: SGDOptions['lossScaleFactor'],
    gradientAccumulationSteps?: SGDOptions['gradientAccumulationSteps'],
    name?: SGDOptions['name'],
  ]
>;
export const SGD_PARAMETERS: Signature<SGDOptions> = {
  callee: 'SGD',
  names: [
    'learningRate',
    'momentum',
    'nesterov',
    'weightDecay',
    'clipnorm',
    'clipvalue',
    'globalClipnorm',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
    'name',
  ],
  keywords: [],
  required: 0,
};
