import { ops, type Tensor, type Variable } from '@org/core';

/** Runs `update`; what it assigns to `variables` holds only where `condition` (a scalar) does. */
export function assignWhere(condition: Tensor, variables: readonly Variable[], update: () => void): void {
  const before = variables.map(({ uncast }) => uncast);
  update();
  variables.forEach((variable, i) => {
    const after = variable.uncast;
    if (after !== before[i]) variable.assign(ops.where(condition, after, before[i]!));
  });
}
