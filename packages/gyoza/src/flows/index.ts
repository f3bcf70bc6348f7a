/** What goes beyond the original: densities, further layers, toy data. */
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
export { ElementSpline, type ElementSplineOptions } from './element-spline.js';
export { QRLinear, type QRLinearOptions, SVDLinear, type SVDLinearOptions } from './factorized-linear.js';
export { FixedAffine, type FixedAffineOptions, type PerElement } from './fixed-affine.js';
export { GINCoupling } from './gin-coupling.js';
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
export { PeriodicShift, type PeriodicShiftOptions } from './periodic-shift.js';
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
export {
  annealedImportanceSampling,
  type ChainOptions,
  type Chains,
  type HamiltonianOptions,
  hamiltonianMonteCarlo,
  type LogDensity,
  type MetropolisOptions,
  metropolisHastings,
  reverseKLD,
} from './sampling.js';
export { SplineCoupling, type SplineCouplingOptions } from './spline-coupling.js';
export type { SplineTails } from './splines/pieces.js';
export type { SplineKindName } from './splines/spline.js';
export { Split, type SplitOptions } from './split.js';
export { Squeeze } from './squeeze.js';
export { Sylvester, type SylvesterOptions } from './sylvester.js';
export { type ToyDensity, toyDensities, toySamples } from './toy-densities.js';
export { TriangularLinear } from './triangular-linear.js';
export { UMNNCoupling, type UMNNCouplingOptions } from './umnn-coupling.js';
