import { ops, type Variable } from '@org/core';

/** The method of an optimizer that sets traces of numbers to zero. */
export const dropAllTraces: unique symbol = Symbol('dropAllTraces');

/** The smallest float32 with a normal exponent. */
const SMALLEST_NORMAL = 2 ** -126;
/** Nothing that matters to an optimizer is smaller. */
const NEGLIGIBLE = 1e-20;
/** Steps for which what is left must stay normal while it decays. */
const STEPS = 400;

/** Where slots are this large, what they hold of subnormal numbers costs more than runs that end in time. */
const LARGE = 2 ** 16;

/**
 * After how many steps of a pass over the data traces are dropped. Runs end there, and so what is trained does not depend on how
 * long runs are otherwise, which is a matter of time.
 */
export const tracePeriod = (trained: readonly Variable[]): number =>
  trained.reduce((size, { shape }) => size + shape.reduce((n, dim) => n * dim, 1), 0) > LARGE ? 256 : 2048;

/**
 * Sets to zero what is left in an optimizer's variable of gradients from long ago. Where gradients stay away (units that a relu
 * has switched off), momentum decays to subnormal numbers, on which CPUs are up to a hundred times slower, and stays there.
 *
 * @param decay what a step without gradient leaves, for moving averages
 */
export function dropTraces(variable: Variable, decay = 0): void {
  if (variable.dtype !== 'float32' || variable.shape.length === 0) return;
  const bound = Math.min(NEGLIGIBLE, SMALLEST_NORMAL / decay ** STEPS);
  const value = variable.uncast;
  variable.assign(value.sub(ops.clip(value, -bound, bound)));
}
