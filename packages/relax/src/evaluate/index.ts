/** relax.evaluate */
export { ConstraintViolation, Diversity, Redundancy } from './changes.js';
export { l2Ann, pairwiseDistances } from './distances.js';
export {
  benchmarkCfs,
  DEFAULT_METRICS,
  type EvaluateOptions,
  type EvaluationDict,
  evaluateCfs,
  METRICS,
  type MetricList,
  type MetricValues,
} from './evaluate.js';
export { ManifoldDist, type ManifoldDistOptions } from './manifold-dist.js';
export { BaseEvalMetrics, type Explained, type MetricName } from './metric.js';
export {
  Connectedness,
  Instability,
  localOutlierFactors,
  type NeighbourhoodOptions,
  Plausibility,
  YNN,
} from './neighbourhood.js';
export { PredictiveAccuracy } from './predictive-accuracy.js';
export { computeProximity, computeSingleProximity, Proximity } from './proximity.js';
export { Runtime } from './runtime.js';
export { computeSingleSparsity, computeSparsity, Sparsity } from './sparsity.js';
export { type ResultRecord, ResultTable } from './table.js';
export { computeSingleValidity, computeValidity, Validity } from './validity.js';
