import { ValueError } from '../errors.js';
import { convert } from '../python/promotion.js';
import { formatShape, sameShape } from '../shape.js';
import { type TraceOptions, traced } from '../tracing/trace.js';
import { mapStructure, type Tree } from '../tree/nested.js';
import type { Tensor, TensorLike } from './tensor.js';
import { isVariable, type Variable } from './variable.js';

/** A variable with a value for it, in its dtype. @throws ValueError for something that is no variable, or another shape */
export function valueFor(variable: Variable, given: TensorLike): [Variable, Tensor] {
  if (!isVariable(variable)) {
    throw new ValueError('Values are given for variables.', { received: String(variable) });
  }
  const value = convert(given, variable.dtype);
  if (sameShape(value.shape, variable.shape)) return [variable, value];
  throw new ValueError(`The value given for ${variable.path} has another shape.`, {
    expected: formatShape(variable.shape),
    received: formatShape(value.shape),
  });
}

/** A result whose variables are replaced by the values that they have now. */
const withoutVariables = <T>(result: T): T =>
  mapStructure((leaf: unknown) => (isVariable(leaf) ? leaf.value : leaf), result as Tree<unknown>) as T;

/** How a trace runs in which variables have given values, and the others theirs. Derivatives go through what is assigned. */
export const withGiven = (values: ReadonlyMap<Variable, Tensor>): TraceOptions => ({
  standIn: (variable, outside) => values.get(variable) ?? outside(),
  keepsHistory: true,
});

/**
 * Runs `body` with other values for variables, as a pure function of them. What it assigns is for itself and for the caller: the
 * variables keep their values.
 *
 * @param values for the variables that have another one; the rest have theirs
 * @returns the result, what was assigned, and for any variable the value that it had at the end
 * @throws ValueError for a value of another shape
 * @example
 * const v = new Variable(1, { dtype: 'float32' });
 * const { valueOf } = withValues([[v, 2]], () => v.assignAdd(1));
 * await valueOf(v).item(); // 3, and v is 1
 */
export function withValues<T>(
  values: Iterable<readonly [Variable, TensorLike]>,
  body: () => T,
): { result: T; assigned: ReadonlyMap<Variable, Tensor>; valueOf: (variable: Variable) => Tensor } {
  const given = new Map([...values].map(([variable, value]) => valueFor(variable, value)));
  const { result, trace } = traced(() => withoutVariables(body()), withGiven(given));
  const valueOf = (variable: Variable) => trace.writes.get(variable) ?? given.get(variable) ?? variable.uncast;
  return { result, assigned: trace.writes, valueOf };
}
