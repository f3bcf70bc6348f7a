import type { DataColumns } from '../data/array-data.js';

/** A step on one batch; variables carry its state, the result is for the logs. */
export type Step = (batch: DataColumns) => unknown;

/**
 * A training step in two parts. Between them a backend may combine the gradients that several replicas, or parts of a batch, have
 * found; each replica does the first part, and all do the same update.
 */
export interface StepPlan<Found = unknown> {
  /** Forward and backward pass on a batch. */
  readonly gradients: (batch: DataColumns) => Found;
  /** What is done with the gradients; the result is for the logs. */
  readonly update: (found: Found) => unknown;
}

/** A plan as one step: the update follows the gradients at once. */
export const inOneStep =
  <Found>({ gradients, update }: StepPlan<Found>): Step =>
  (batch) =>
    update(gradients(batch));
