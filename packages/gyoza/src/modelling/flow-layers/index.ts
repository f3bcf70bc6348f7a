/** gyoza.modelling.flow_layers. */
export { ActivationNormalization, type ActivationNormalizationOptions } from './activation-normalization.js';
export { AdditiveCoupling, type AdditiveCouplingOptions } from './additive-coupling.js';
export { AffineCoupling, type AffineCouplingOptions } from './affine-coupling.js';
export { CheckerBoardPermutation, type CheckerBoardPermutationOptions } from './checker-board-permutation.js';
export { Coupling, type CouplingNetwork, type CouplingOptions, type CouplingParameters } from './coupling.js';
export { DisentanglingFlowModel, type InputPair } from './disentangling-flow-model.js';
export {
  type Conditioned,
  FlowLayer,
  type FlowLayerOptions,
  type FlowOutputs,
  type InvertArguments,
} from './flow-layer.js';
export { type ConditionedInputs, FlowModel, type FlowModelOptions, type FlowSampleOptions } from './flow-model.js';
export { HeavisidePermutation, type HeavisidePermutationOptions } from './heaviside-permutation.js';
export { Permutation, type PermutationOptions } from './permutation.js';
export { Reflection, type ReflectionOptions } from './reflection.js';
export { ShufflePermutation, type ShufflePermutationOptions } from './shuffle-permutation.js';
