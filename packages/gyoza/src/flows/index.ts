/** What goes beyond the original: densities, further layers, toy data. */

export {
  AutoinverseConvolution,
  type AutoinverseConvolutionOptions,
  AutoinverseDense,
  type AutoinverseDenseOptions,
} from './autoinverse.js';
export { AutoregressiveSpline, type AutoregressiveSplineOptions } from './autoregressive-spline.js';
export { AutoregressiveUMNN, type AutoregressiveUMNNOptions } from './autoregressive-umnn.js';
export {
  BaseDistribution,
  GaussianMixture,
  type GaussianMixtureOptions,
  type SampleOptions,
  StandardNormal,
  UniformBase,
  type UniformBaseOptions,
} from './base-distribution.js';
export { BatchNorm, type BatchNormOptions } from './batch-norm.js';
export { Composite, type CompositeOptions } from './composite.js';
export { ConditionalAffine, type ConditionalAffineOptions } from './conditional-affine.js';
export { AutoregressiveMixture, type AutoregressiveMixtureOptions } from './distributions/autoregressive-mixture.js';
export { ClassNormal, type ClassNormalOptions } from './distributions/class-normal.js';
export { ConditionalBernoulli, type ConditionalBernoulliOptions } from './distributions/conditional-bernoulli.js';
export {
  ConditionalMixture,
  type ConditionalMixtureOptions,
  type MixtureParameters,
} from './distributions/conditional-mixture.js';
export { Dirac } from './distributions/dirac.js';
export { JointDistribution, type JointDistributionOptions } from './distributions/joint-distribution.js';
export { PictureDensity, type PictureDensityOptions } from './distributions/picture-density.js';
export { PlaneDensity, type PlaneDensityName, type PlaneDensityOptions } from './distributions/plane-density.js';
export { PrincipalNormal, type PrincipalNormalOptions } from './distributions/principal-normal.js';
export { LotkaVolterraOscillating, MG1Uniform } from './distributions/simulators.js';
export {
  TransformedDistribution,
  type TransformedDistributionOptions,
} from './distributions/transformed-distribution.js';
export { UniformNormal, type UniformNormalOptions } from './distributions/uniform-normal.js';
export { ElementSpline, type ElementSplineOptions } from './element-spline.js';
export { QRLinear, type QRLinearOptions, SVDLinear, type SVDLinearOptions } from './factorized-linear.js';
export { FixedAffine, type FixedAffineOptions, type PerElement } from './fixed-affine.js';
export { FlowVAE, type FlowVAEOptions, type VAEOutputs } from './flow-vae.js';
export { GINCoupling } from './gin-coupling.js';
export { type GlowArguments, type GlowOptions, type GlowStepOptions, glow, glowStep } from './glow.js';
export { GraphINN, type GraphINNOptions, type GraphOutputs } from './graph/graph-inn.js';
export {
  ConditionNode,
  type EdgeLike,
  FeedForwardNode,
  GraphNode,
  InputNode,
  Node,
  type NodeLayer,
  type NodeOptions,
  OutputNode,
} from './graph/nodes.js';
export { JoinParts, SplitParts } from './graph/parts.js';
export { Haar } from './haar.js';
export { Inverse, type InverseOptions } from './inverse.js';
export {
  type ActivationName,
  InvertibleActivation,
  type InvertibleActivationOptions,
} from './invertible-activation.js';
export { InvertibleConvolution } from './invertible-convolution.js';
export { LearnedSlopes, type LearnedSlopesOptions } from './learned-slopes.js';
export { LogisticMixtureCoupling, type LogisticMixtureCouplingOptions } from './logistic-mixture-coupling.js';
export { MaskedAutoregressive, type MaskedAutoregressiveOptions } from './masked-autoregressive.js';
export { NeuralODE, type NeuralODEOptions } from './neural-ode.js';
export {
  ConditionalNormal,
  type ConditionalNormalOptions,
  DiagonalNormal,
  type DiagonalNormalOptions,
} from './normal-distributions.js';
export { NormalMixture, type NormalMixtureOptions } from './normal-mixture.js';
export { Orthogonal, type OrthogonalOptions } from './orthogonal.js';
export { PeriodicFeatures, type PeriodicFeaturesOptions } from './periodic-features.js';
export { PeriodicShift, type PeriodicShiftOptions } from './periodic-shift.js';
export { bitsPerDimension, dequantized } from './pictures.js';
export { Planar, type PlanarOptions } from './planar.js';
export { Radial, type RadialOptions } from './radial.js';
export {
  maskedAutoregressiveFlow,
  neuralSplineFlow,
  type ReadyMadeOptions,
  type ReadyMadeSplineOptions,
  realNVP,
} from './ready-made.js';
export { ReshapeSamples, type ReshapeSamplesOptions } from './reshape-samples.js';
export { Residual, type ResidualOptions } from './residual.js';
export { ResidualConvolution, type ResidualConvolutionOptions } from './residual-convolution.js';
export { ResidualNetwork, type ResidualNetworkOptions } from './residual-network.js';
export {
  annealedImportanceSampling,
  type ChainOptions,
  type Chains,
  type HamiltonianOptions,
  hamiltonianMonteCarlo,
  type LogDensity,
  type MetropolisOptions,
  metropolisHastings,
  type ReverseOptions,
  reverseAlphaDivergence,
  reverseKLD,
} from './sampling.js';
export { SplineCoupling, type SplineCouplingOptions } from './spline-coupling.js';
export type { SplineTails } from './splines/pieces.js';
export type { SplineKindName } from './splines/spline.js';
export { Split, type SplitOptions } from './split.js';
export { Squeeze } from './squeeze.js';
export { ChainLayer, type ChainLayerOptions, type ChainTarget } from './stochastic/chain.js';
export { HamiltonianMonteCarlo, type HamiltonianMonteCarloOptions } from './stochastic/hamiltonian-monte-carlo.js';
export { Langevin, type LangevinOptions } from './stochastic/langevin.js';
export { MetropolisHastings, type MetropolisHastingsOptions } from './stochastic/metropolis-hastings.js';
export { Sylvester, type SylvesterOptions } from './sylvester.js';
export { type ToyDensity, toyDensities, toySamples } from './toy-densities.js';
export { TriangularLinear } from './triangular-linear.js';
export { UMNNCoupling, type UMNNCouplingOptions } from './umnn-coupling.js';
