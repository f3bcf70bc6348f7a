/** What code of the user does to variables while it runs. */
import type { Tensor, Variable } from '@org/core';
import { lent } from '@org/core/internal';

interface Held {
  readonly variable: Variable;
  readonly value: Tensor;
  readonly isShared: boolean;
}

/** Variables as they were when this was made. */
export class UsedVariables {
  readonly #held: readonly Held[];

  constructor(variables: readonly Variable[]) {
    this.#held = variables.map((variable) => {
      const value = variable[lent];
      return { variable, value, isShared: value.isShared };
    });
  }

  /** Whether somebody has read or assigned one since. What could be read before and is the same still counts for nothing. */
  get areUsed(): boolean {
    for (const { variable, value, isShared } of this.#held)
      if (variable[lent] !== value || value.isShared !== isShared) return true;
    return false;
  }

  /** Runs `body` with the values from before; what was assigned since then comes after it. */
  async asBefore(body: () => Promise<void>): Promise<void> {
    const assigned = this.#held
      .filter(({ variable, value }) => variable[lent] !== value)
      .map(({ variable, value }) => ({ variable, value, next: variable.uncast }));
    for (const { variable, value } of assigned) variable.assign(value);
    await body();
    for (const { variable, next } of assigned) variable.assign(next);
  }
}
