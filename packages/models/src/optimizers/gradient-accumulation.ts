import { ops, type Tensor, type Variable } from '@org/core';
import type { Prepared, Update } from './update.js';

/** Several steps whose gradients make one update. All of it is graph: which step it is, is known when the graph runs. */
export class GradientAccumulation {
  /**
   * @param steps steps for one update
   * @param iteration counts the steps
   * @param accumulators for each variable, what its gradients have come to since the last update
   */
  constructor(
    private readonly steps: number,
    private readonly iteration: Variable,
    private readonly accumulators: ReadonlyMap<Variable, Variable>,
  ) {}

  private get isUpdateStep(): Tensor {
    return this.iteration.value.add(1).mod(this.steps).equal(0);
  }

  /** Adds the gradients up; an update takes place in every last step, by their means. */
  accumulate(updates: readonly Update[]): Prepared {
    const when = this.isUpdateStep;
    const totals = updates.map(({ gradient, variable }) => ({
      variable,
      gradient: gradient.add(this.accumulators.get(variable)!),
    }));
    this.store(totals, when);
    return {
      updates: totals.map(({ variable, gradient }) => ({ variable, gradient: gradient.div(this.steps) })),
      when,
    };
  }

  /** As {@link accumulate}, for variables that become their gradient: the largest of them counts. */
  overwrite(updates: readonly Update[]): void {
    const isUpdate = this.isUpdateStep;
    const largest = updates.map(({ gradient, variable }) => ({
      variable,
      gradient: gradient.maximum(this.accumulators.get(variable)!),
    }));
    for (const { gradient, variable } of largest) variable.assign(ops.where(isUpdate, gradient, variable));
    this.store(largest, isUpdate);
  }

  /** Keeps the values for the next step; an update starts anew. */
  private store(values: readonly Update[], isUpdate: Tensor): void {
    for (const { gradient, variable } of values) {
      this.accumulators.get(variable)!.assign(ops.where(isUpdate, ops.zerosLike(gradient), gradient));
    }
  }
}
