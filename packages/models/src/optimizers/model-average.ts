import { ops, type Tensor, ValueError, type Variable } from '@org/core';
import type { Slots } from './optimizer-state.js';

/** The moving average of a model's variables (`useEma`), which often generalises better than the variables themselves. */
export class ModelAverage {
  /** Model variables, each with its average. */
  readonly pairs: readonly (readonly [Variable, Variable])[];

  /** @param averages of the variables, null for those without */
  constructor(
    private readonly variables: readonly Variable[],
    private readonly averages: Slots,
  ) {
    this.pairs = variables.flatMap((variable, i) => (averages[i] ? [[variable, averages[i]] as const] : []));
  }

  /**
   * Takes in the present values.
   *
   * @param iterations updates before this one
   * @param overwriteFrequency updates after which the variables become their averages; null for never
   */
  update(iterations: Tensor, momentum: number, overwriteFrequency: number | null): void {
    const overwrites = overwriteFrequency ? iterations.add(1).mod(overwriteFrequency).equal(0) : null;
    for (const [variable, average] of this.pairs) {
      // The average starts at the value after the first update.
      const share = iterations.notEqual(0).cast(variable.dtype).mul(momentum);
      const next = share.mul(average).add(ops.subtract(1, share).mul(variable));
      average.assign(next);
      if (overwrites) variable.assign(ops.where(overwrites, next, variable));
    }
  }

  /**
   * The variables become their averages.
   *
   * @throws ValueError for other than the variables that are averaged
   */
  overwrite(variables: readonly Variable[]): void {
    if (variables.length !== this.variables.length) {
      throw new ValueError('There is not one moving average per variable.', {
        expected: `${this.variables.length} variables`,
        received: `${variables.length}`,
      });
    }
    variables.forEach((variable, i) => {
      const average = this.averages[i];
      if (average) variable.assign(average.uncast);
    });
  }
}
