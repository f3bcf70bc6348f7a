/** relax.strategy */
export {
  BaseStrategy,
  type MappedRows,
  type One,
  type RowFunction,
  type StrategyArguments,
  type StrategyOptions,
} from './base-strategy.js';
export { padDivisibleX, padXs } from './padding.js';
export {
  BatchedPmapStrategy,
  BatchedVmapStrategy,
  IterativeStrategy,
  type PmapOptions,
  PmapStrategy,
  VmapStrategy,
} from './strategies.js';
export { StrategyFactory } from './strategy-factory.js';
