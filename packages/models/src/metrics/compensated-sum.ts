import { ops, type Tensor, type Variable } from '@org/core';

/**
 * Adds to a sum, of which rounding would otherwise leave many small numbers out (W. Kahan, 1965).
 *
 * @param lost what it took until now
 */
export function addCompensated(sum: Variable, lost: Variable, x: Tensor): void {
  const before = sum.value;
  const added = ops.add(ops.cast(x, sum.dtype), lost.value);
  const after = ops.add(before, added);
  lost.assign(ops.subtract(added, ops.subtract(after, before)));
  sum.assign(after);
}
