/** The constraints, also under the lower-case names that Keras gives them. */
export { Constraint } from './constraint.js';
export { MaxNorm, MaxNorm as maxNorm, type MaxNormOptions } from './max-norm.js';
export { MinMaxNorm, MinMaxNorm as minMaxNorm, type MinMaxNormOptions } from './min-max-norm.js';
export { NonNeg, NonNeg as nonNeg } from './non-neg.js';
export type { Axis } from './norm.js';
export { UnitNorm, UnitNorm as unitNorm, type UnitNormOptions } from './unit-norm.js';
