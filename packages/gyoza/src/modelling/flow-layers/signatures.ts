// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { AffineCouplingOptions } from './affine-coupling.js';
import type { CheckerBoardPermutationOptions } from './checker-board-permutation.js';
import type { CouplingOptions } from './coupling.js';
import type { FlowLayerOptions } from './flow-layer.js';
import type { FlowModelOptions } from './flow-model.js';
import type { HeavisidePermutationOptions } from './heaviside-permutation.js';
import type { PermutationOptions } from './permutation.js';
import type { ReflectionOptions } from './reflection.js';
import type { ShufflePermutationOptions } from './shuffle-permutation.js';

export type AffineCouplingArguments = OptionArguments<
  AffineCouplingOptions,
  [
    shape: AffineCouplingOptions['shape'],
    axes: AffineCouplingOptions['axes'],
    computeCouplingParameters: AffineCouplingOptions['computeCouplingParameters'],
    mask: AffineCouplingOptions['mask'],
  ],
  [
    conditionSize?: AffineCouplingOptions['conditionSize'],
    clamp?: AffineCouplingOptions['clamp'],
    activityRegularizer?: AffineCouplingOptions['activityRegularizer'],
    trainable?: AffineCouplingOptions['trainable'],
    dtype?: AffineCouplingOptions['dtype'],
    autocast?: AffineCouplingOptions['autocast'],
    name?: AffineCouplingOptions['name'],
    inputShape?: AffineCouplingOptions['inputShape'],
  ],
  [
    shape: AffineCouplingOptions['shape'],
    axes: AffineCouplingOptions['axes'] | Omit<AffineCouplingOptions, 'shape'>,
    computeCouplingParameters?:
      | AffineCouplingOptions['computeCouplingParameters']
      | Omit<AffineCouplingOptions, 'shape' | 'axes'>,
    mask?: AffineCouplingOptions['mask'] | Omit<AffineCouplingOptions, 'shape' | 'axes' | 'computeCouplingParameters'>,
  ]
>;
export const AFFINE_COUPLING_PARAMETERS: Signature<AffineCouplingOptions> = {
  callee: 'AffineCoupling',
  names: [
    'shape',
    'axes',
    'computeCouplingParameters',
    'mask',
    'conditionSize',
    'clamp',
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

export type CheckerBoardPermutationArguments = OptionArguments<
  CheckerBoardPermutationOptions,
  [shape: CheckerBoardPermutationOptions['shape'], axes: CheckerBoardPermutationOptions['axes']],
  [
    activityRegularizer?: CheckerBoardPermutationOptions['activityRegularizer'],
    trainable?: CheckerBoardPermutationOptions['trainable'],
    dtype?: CheckerBoardPermutationOptions['dtype'],
    autocast?: CheckerBoardPermutationOptions['autocast'],
    name?: CheckerBoardPermutationOptions['name'],
    inputShape?: CheckerBoardPermutationOptions['inputShape'],
  ],
  [
    shape: CheckerBoardPermutationOptions['shape'],
    axes: CheckerBoardPermutationOptions['axes'] | Omit<CheckerBoardPermutationOptions, 'shape'>,
  ]
>;
export const CHECKER_BOARD_PERMUTATION_PARAMETERS: Signature<CheckerBoardPermutationOptions> = {
  callee: 'CheckerBoardPermutation',
  names: ['shape', 'axes', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
};

export type CouplingArguments = OptionArguments<
  CouplingOptions,
  [
    shape: CouplingOptions['shape'],
    axes: CouplingOptions['axes'],
    computeCouplingParameters: CouplingOptions['computeCouplingParameters'],
    mask: CouplingOptions['mask'],
  ],
  [
    conditionSize?: CouplingOptions['conditionSize'],
    activityRegularizer?: CouplingOptions['activityRegularizer'],
    trainable?: CouplingOptions['trainable'],
    dtype?: CouplingOptions['dtype'],
    autocast?: CouplingOptions['autocast'],
    name?: CouplingOptions['name'],
    inputShape?: CouplingOptions['inputShape'],
  ],
  [
    shape: CouplingOptions['shape'],
    axes: CouplingOptions['axes'] | Omit<CouplingOptions, 'shape'>,
    computeCouplingParameters?: CouplingOptions['computeCouplingParameters'] | Omit<CouplingOptions, 'shape' | 'axes'>,
    mask?: CouplingOptions['mask'] | Omit<CouplingOptions, 'shape' | 'axes' | 'computeCouplingParameters'>,
  ]
>;
export const COUPLING_PARAMETERS: Signature<CouplingOptions> = {
  callee: 'Coupling',
  names: [
    'shape',
    'axes',
    'computeCouplingParameters',
    'mask',
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

export type FlowLayerArguments = OptionArguments<
  FlowLayerOptions,
  [shape: FlowLayerOptions['shape'], axes: FlowLayerOptions['axes']],
  [
    activityRegularizer?: FlowLayerOptions['activityRegularizer'],
    trainable?: FlowLayerOptions['trainable'],
    dtype?: FlowLayerOptions['dtype'],
    autocast?: FlowLayerOptions['autocast'],
    name?: FlowLayerOptions['name'],
    inputShape?: FlowLayerOptions['inputShape'],
  ],
  [shape: FlowLayerOptions['shape'], axes: FlowLayerOptions['axes'] | Omit<FlowLayerOptions, 'shape'>]
>;
export const FLOW_LAYER_PARAMETERS: Signature<FlowLayerOptions> = {
  callee: 'FlowLayer',
  names: ['shape', 'axes', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
};

export type FlowModelArguments = OptionArguments<
  FlowModelOptions,
  [flowLayers: FlowModelOptions['flowLayers']],
  [
    base?: FlowModelOptions['base'],
    reversible?: FlowModelOptions['reversible'],
    embeddingNet?: FlowModelOptions['embeddingNet'],
    activityRegularizer?: FlowModelOptions['activityRegularizer'],
    trainable?: FlowModelOptions['trainable'],
    dtype?: FlowModelOptions['dtype'],
    autocast?: FlowModelOptions['autocast'],
    name?: FlowModelOptions['name'],
    inputShape?: FlowModelOptions['inputShape'],
  ]
>;
export const FLOW_MODEL_PARAMETERS: Signature<FlowModelOptions> = {
  callee: 'FlowModel',
  names: [
    'flowLayers',
    'base',
    'reversible',
    'embeddingNet',
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

export type HeavisidePermutationArguments = OptionArguments<
  HeavisidePermutationOptions,
  [shape: HeavisidePermutationOptions['shape'], axes: HeavisidePermutationOptions['axes']],
  [
    activityRegularizer?: HeavisidePermutationOptions['activityRegularizer'],
    trainable?: HeavisidePermutationOptions['trainable'],
    dtype?: HeavisidePermutationOptions['dtype'],
    autocast?: HeavisidePermutationOptions['autocast'],
    name?: HeavisidePermutationOptions['name'],
    inputShape?: HeavisidePermutationOptions['inputShape'],
  ],
  [
    shape: HeavisidePermutationOptions['shape'],
    axes: HeavisidePermutationOptions['axes'] | Omit<HeavisidePermutationOptions, 'shape'>,
  ]
>;
export const HEAVISIDE_PERMUTATION_PARAMETERS: Signature<HeavisidePermutationOptions> = {
  callee: 'HeavisidePermutation',
  names: ['shape', 'axes', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
};

export type PermutationArguments = OptionArguments<
  PermutationOptions,
  [
    shape: PermutationOptions['shape'],
    axes: PermutationOptions['axes'],
    permutation: PermutationOptions['permutation'],
  ],
  [
    activityRegularizer?: PermutationOptions['activityRegularizer'],
    trainable?: PermutationOptions['trainable'],
    dtype?: PermutationOptions['dtype'],
    autocast?: PermutationOptions['autocast'],
    name?: PermutationOptions['name'],
    inputShape?: PermutationOptions['inputShape'],
  ],
  [
    shape: PermutationOptions['shape'],
    axes: PermutationOptions['axes'] | Omit<PermutationOptions, 'shape'>,
    permutation?: PermutationOptions['permutation'] | Omit<PermutationOptions, 'shape' | 'axes'>,
  ]
>;
export const PERMUTATION_PARAMETERS: Signature<PermutationOptions> = {
  callee: 'Permutation',
  names: [
    'shape',
    'axes',
    'permutation',
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

export type ReflectionArguments = OptionArguments<
  ReflectionOptions,
  [
    shape: ReflectionOptions['shape'],
    axes: ReflectionOptions['axes'],
    reflectionCount: ReflectionOptions['reflectionCount'],
  ],
  [
    activityRegularizer?: ReflectionOptions['activityRegularizer'],
    trainable?: ReflectionOptions['trainable'],
    dtype?: ReflectionOptions['dtype'],
    autocast?: ReflectionOptions['autocast'],
    name?: ReflectionOptions['name'],
    inputShape?: ReflectionOptions['inputShape'],
  ],
  [
    shape: ReflectionOptions['shape'],
    axes: ReflectionOptions['axes'] | Omit<ReflectionOptions, 'shape'>,
    reflectionCount?: ReflectionOptions['reflectionCount'] | Omit<ReflectionOptions, 'shape' | 'axes'>,
  ]
>;
export const REFLECTION_PARAMETERS: Signature<ReflectionOptions> = {
  callee: 'Reflection',
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
  required: 3,
};

export type ShufflePermutationArguments = OptionArguments<
  ShufflePermutationOptions,
  [shape: ShufflePermutationOptions['shape'], axes: ShufflePermutationOptions['axes']],
  [
    permutation?: ShufflePermutationOptions['permutation'],
    activityRegularizer?: ShufflePermutationOptions['activityRegularizer'],
    trainable?: ShufflePermutationOptions['trainable'],
    dtype?: ShufflePermutationOptions['dtype'],
    autocast?: ShufflePermutationOptions['autocast'],
    name?: ShufflePermutationOptions['name'],
    inputShape?: ShufflePermutationOptions['inputShape'],
  ],
  [
    shape: ShufflePermutationOptions['shape'],
    axes: ShufflePermutationOptions['axes'] | Omit<ShufflePermutationOptions, 'shape'>,
  ]
>;
export const SHUFFLE_PERMUTATION_PARAMETERS: Signature<ShufflePermutationOptions> = {
  callee: 'ShufflePermutation',
  names: [
    'shape',
    'axes',
    'permutation',
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
