/** What may change in counterfactuals, beyond what the data says. */
export { BoundConstraints } from './bound.js';
export { Constraints, type ConstraintsInput, type FeatureConstraint } from './constraints.js';
