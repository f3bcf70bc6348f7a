/** Label-free explanations by examples: which training examples a representation resembles, or comes from. */
export { ExampleBasedExplainer, type ExampleLoss, type ExplainedModel } from './example-explainer.js';
export { InfluenceFunctions, type InfluenceOptions } from './influence-functions.js';
export { NearestNeighbours } from './nearest-neighbours.js';
export { SimplEx } from './simplex.js';
export { type Checkpoint, TracIn, type TracInOptions } from './tracin.js';
