/** What methods take, by position or by name. */
import { type Tensor, type TensorLike, ValueError } from '@org/core';
import type { Predictor, RemotePredFn } from './predictor.js';
import type { ApplyConstraintsFn, ComputeRegLossFn } from './problem.js';
import type { SearchOptions } from './search.js';
import type { DesiredOutcome } from './target.js';

export interface CFModuleOptions {
  /** The name in tables; by default that of the class. */
  name?: string | null;
  /** What makes counterfactuals respect the data; by default the data module's. */
  applyConstraintsFn?: ApplyConstraintsFn | null;
  /** What tells how far they are from doing so; by default the data module's. */
  computeRegLossFn?: ComputeRegLossFn | null;
}

/** What {@link CFModule.generateCf} takes besides the row. */
export interface GenerateCfOptions extends DesiredOutcome {
  /** The predictor; not needed by methods that have their own. */
  predFn?: Predictor | null;
  /** What is to be predicted, `[1, c]` or `[c]`; by default the opposite of what is. */
  yTarget?: TensorLike | null;
  /** Where random numbers come from; by default the key of the global seed. */
  rngKey?: Tensor | null;
  /** Whether changes that are not needed are taken back; by default where the method is one of this package's, and knows the data. */
  refine?: boolean | null;
}

/** What {@link CFModule.generateCfs} takes besides the rows. */
export interface GenerateCfsOptions extends DesiredOutcome, SearchOptions {
  predFn?: Predictor | RemotePredFn | null;
  yTargets?: TensorLike | null;
  rngKeys?: Tensor | null;
  /**
   * How many counterfactuals each row gets, unlike each other; by default as many as the method finds. A row with fewer gets others whose
   * features are as in rows of the data, where the data are known and the predictor does not answer by a promise.
   */
  k?: number | null;
  /** Whether changes that are not needed are taken back; by default where the method is one of this package's, and knows the data. */
  refine?: boolean | null;
}

/** `generateCf` after its row: Python's positions, or names. */
export type GenerateCfArguments =
  | [options?: GenerateCfOptions]
  | [predFn?: Predictor | null, yTarget?: TensorLike | null, rngKey?: Tensor | null, options?: GenerateCfOptions]
  | [predFn: Predictor | null, options?: GenerateCfOptions];

/** `generateCfs` after its rows. */
export type GenerateCfsArguments =
  | [options?: GenerateCfsOptions]
  | [predFn: Predictor | RemotePredFn | null, options?: GenerateCfsOptions]
  | [
      predFn: Predictor | RemotePredFn | null,
      yTargets?: TensorLike | null,
      rngKeys?: Tensor | null,
      options?: GenerateCfsOptions,
    ];

/** The names of parameters, in Python's order. */
export const GENERATE_CF = ['x', 'predFn', 'yTarget', 'rngKey', 'desiredClass', 'desiredRange', 'refine'];
export const GENERATE_CFS = [
  ...['xs', 'predFn', 'yTargets', 'rngKeys', 'desiredClass', 'desiredRange'],
  ...['batchSize', 'signal', 'onProgress', 'k', 'refine'],
];

/** @throws ValueError for what is no positive whole number */
export function assertCount(name: string, value: unknown): void {
  if (value === undefined || value === null || (Number.isInteger(value) && (value as number) > 0)) return;
  throw new ValueError(`${name} is a positive whole number.`, { received: JSON.stringify(value) });
}
