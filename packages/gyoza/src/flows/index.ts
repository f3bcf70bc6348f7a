/** What goes beyond the original: densities, further layers, toy data. */
export {
  BaseDistribution,
  GaussianMixture,
  type GaussianMixtureOptions,
  type SampleOptions,
  StandardNormal,
  UniformBase,
} from './base-distribution.js';
export { Inverse, type InverseOptions } from './inverse.js';
export { InvertibleConvolution } from './invertible-convolution.js';
export { LogisticMixtureCoupling, type LogisticMixtureCouplingOptions } from './logistic-mixture-coupling.js';
export { MaskedAutoregressive, type MaskedAutoregressiveOptions } from './masked-autoregressive.js';
export { NeuralODE, type NeuralODEOptions } from './neural-ode.js';
export { SplineCoupling, type SplineCouplingOptions } from './spline-coupling.js';
export { Split, type SplitOptions } from './split.js';
export { Squeeze } from './squeeze.js';
export { type ToyDensity, toyDensities, toySamples } from './toy-densities.js';
