/** What a method is asked to solve. */
import type { Tensor } from '@org/core';
import type { FeaturesList } from '../../data/index.js';
import type { PredFn } from './predictor.js';
import type { Rows } from './search.js';
import type { Target } from './target.js';
import type { WholeNumbers } from './whole.js';

/** What of the data is respected. Both functions take rows `[n, k]` and counterfactuals of the same shape. */
export type ApplyConstraintsFn = (xs: Tensor, cfs: Tensor, hard: boolean) => Tensor;
export type ComputeRegLossFn = (xs: Tensor, cfs: Tensor, hard: boolean) => Tensor;

/** The part of a data module that methods use. */
export interface ConstraintSource {
  readonly features?: FeaturesList;
  applyConstraints: ApplyConstraintsFn;
  computeRegLoss: ComputeRegLossFn;
}

/** A predictor, what it is to say, and what holds for counterfactuals. All functions are recorded. */
export interface Problem {
  /** Predictions `[m, c]` of any number of points `[m, k]`. */
  readonly predFn: PredFn;
  readonly target: Target;
  /**
   * Counterfactuals that respect the data and the user's constraints, `[n, k]` as given.
   *
   * @param hard whether they are to be as in data: one-hot, and no further than allowed; else differentiable
   */
  constrain(rows: Rows, cfs: Tensor, hard: boolean): Tensor;
  /**
   * Whether points between two that respect the constraints do so as well: each feature as one of them has it, and numbers between theirs,
   * as far as they may have fractions.
   */
  readonly keepsMixes: boolean;
  /** Whether the user has constraints besides those of the data. */
  readonly isBound: boolean;
  /** Whether the data's own constraints hold: of any numbers in the columns of a category, hard ones take the largest. */
  readonly isOfData: boolean;
  /** Columns of whole numbers; null where there are none. */
  readonly whole: WholeNumbers | null;
  /** How far soft counterfactuals are from being as in data, `[n]`. */
  regLoss(rows: Rows, cfs: Tensor): Tensor;
  /** Whether the original's numbers are asked for, its faults included. */
  readonly isCompatible: boolean;
}
