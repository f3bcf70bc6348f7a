/** Attribution methods, by captum's names: what parts of an input contribute to an output. */
export {
  Attribution,
  GradientAttribution,
  LayerAttribution,
  NeuronAttribution,
  PerturbationAttribution,
} from './attribution.js';
export type { BaselineDistribution } from './baseline-distribution.js';
export { type CustomAttributionFunc, DeepLift, type DeepLiftOptions, DeepLiftShap } from './deep-lift.js';
export { FeatureAblation } from './feature-ablation.js';
export { FeaturePermutation, type PermFunc } from './feature-permutation.js';
export type { ForwardFunction, PerExampleFunction } from './forward.js';
export { GradientShap, type GradientShapDraws } from './gradient-shap.js';
export { Deconvolution, GuidedBackprop } from './guided-backprop.js';
export { GuidedGradCam } from './guided-grad-cam.js';
export { InputXGradient } from './input-x-gradient.js';
export type { Baselines, FeatureMask, Inputs } from './inputs.js';
export { IntegratedGradients } from './integrated-gradients.js';
export type { InterpolationMode } from './interpolate.js';
export { KernelShap } from './kernel-shap.js';
export { InternalInfluence } from './layer/internal-influence.js';
export { LayerActivation } from './layer/layer-activation.js';
export { LayerConductance } from './layer/layer-conductance.js';
export { LayerDeepLift, LayerDeepLiftShap } from './layer/layer-deep-lift.js';
export { LayerFeatureAblation, LayerFeaturePermutation } from './layer/layer-feature-ablation.js';
export { type DataFormat, LayerGradCam } from './layer/layer-grad-cam.js';
export { LayerGradientShap } from './layer/layer-gradient-shap.js';
export { LayerGradientXActivation } from './layer/layer-gradient-x-activation.js';
export { LayerIntegratedGradients } from './layer/layer-integrated-gradients.js';
export { getExpKernelSimilarityFunction, Lime, type LimeOptions, type SimilarityFunc } from './lime.js';
export { LimeBase, type LimeBaseOptions } from './lime-base.js';
export {
  type InterpretableModel,
  SkLearnLasso,
  SkLearnLinearRegression,
  SkLearnRidge,
  type WeightedSamples,
} from './linear-models.js';
export { LayerLRP, type LayerRules, LRP } from './lrp.js';
export {
  Alpha1_Beta0_Rule,
  Alpha1Beta0Rule,
  EpsilonRule,
  GammaRule,
  IdentityRule,
  PropagationRule,
} from './lrp-rules.js';
export { NeuronConductance } from './neuron/neuron-conductance.js';
export { NeuronDeepLift, NeuronDeepLiftShap } from './neuron/neuron-deep-lift.js';
export { NeuronFeatureAblation } from './neuron/neuron-feature-ablation.js';
export { NeuronGradient } from './neuron/neuron-gradient.js';
export { NeuronGradientShap } from './neuron/neuron-gradient-shap.js';
export { NeuronDeconvolution, NeuronGuidedBackprop } from './neuron/neuron-guided-backprop.js';
export { NeuronIntegratedGradients } from './neuron/neuron-integrated-gradients.js';
export type { NeuronSelector } from './neuron-problem.js';
export { NoiseTunnel, type NoiseTunnelOptions, type NoiseTunnelType } from './noise-tunnel.js';
export { Occlusion } from './occlusion.js';
export { approximationParameters, type Quadrature, type QuadratureMethod } from './quadrature.js';
export type { AttributionSeed } from './randomness.js';
export { Saliency } from './saliency.js';
export { type PermutationGenerator, ShapleyValueSampling, ShapleyValues } from './shapley-values.js';
export type { Target } from './target.js';
export { TokenReferenceBase } from './token-reference.js';
