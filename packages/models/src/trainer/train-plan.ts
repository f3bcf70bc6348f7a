import type { Tensor } from '@org/core';
import type { DataColumns } from '../data/array-data.js';
import { unpackXYSampleWeight } from '../data/batches.js';
import type { StepPlan } from './step-plan.js';
import type { Trainer } from './trainer.js';

/** What {@link Trainer.computeGradients} finds on a batch. */
export interface BatchGradients {
  /** The derivatives of the scaled loss by the trainable variables, in their order; null where it does not depend on one. */
  readonly gradients: readonly (Tensor | null)[];
  /** The loss as it is. */
  readonly loss: Tensor;
  /** The model's outputs. */
  readonly yPred: unknown;
}

interface Found extends BatchGradients {
  readonly batch: DataColumns;
}

/** The training step that models inherit, in two parts: gradients of a batch, then the update, and the metrics for the logs. */
export const trainPlan = (model: Trainer): StepPlan<Found> => ({
  gradients: (data) => {
    const batch = unpackXYSampleWeight(data);
    return { batch, ...model.computeGradients(...batch) };
  },
  update: ({ batch: [x, y, sampleWeight], gradients, yPred }) => {
    model.applyGradients(gradients);
    return model.computeMetrics(x, y, yPred, sampleWeight);
  },
});
