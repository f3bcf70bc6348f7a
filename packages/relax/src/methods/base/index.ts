/** relax.methods.base: what all methods have in common. */
export { adaptPredictor, type ModelColumns } from './adapt.js';
export { bindMethod } from './arguments.js';
export { type Best, better, isFound, nothingFound } from './best.js';
export { CFModule, ParametricCFModule } from './cf-module.js';
export { adam, type Descent, descent, type Rule, rmsprop } from './descent.js';
export { loadConfig, saveConfig } from './files.js';
export type {
  CFModuleOptions,
  GenerateCfArguments,
  GenerateCfOptions,
  GenerateCfsArguments,
  GenerateCfsOptions,
} from './generate-arguments.js';
export { normalRows, splitRows, uniformRows } from './noise.js';
export { asPredFn, type PredFn, type Predictor, type RemotePredFn } from './predictor.js';
export type { ApplyConstraintsFn, ComputeRegLossFn, ConstraintSource, Problem } from './problem.js';
export type { ProposalSearch } from './proposals.js';
export { searchRows } from './run-batches.js';
export { type Rows, runSearch, type Search, type SearchOptions } from './search.js';
export { classTarget, type DesiredOutcome, rangeTarget, type Target, targetsOf } from './target.js';
