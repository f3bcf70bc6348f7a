import { ops, type Variable } from '@org/core';
import { MovingAverage } from './moving-average.js';

/** The smallest float32 with a normal exponent. */
const SMALLEST_NORMAL = 2 ** -126;
/** Nothing that matters to an optimizer is smaller. */
const NEGLIGIBLE = 1e-20;
/** Steps for which what is left must stay normal while it decays. */
const STEPS = 400;

/**
 * Sets to zero what is left in an optimizer's variables of gradients from long ago. Where gradients stay away (units that a relu
 * has switched off), momentum decays to subnormal numbers, on which CPUs are up to a hundred times slower, and stays there.
 */
export function dropTraces(variables: readonly Variable[]): void {
  for (const variable of variables) {
    if (variable.dtype !== 'float32' || variable.shape.length === 0) continue;
    const stored = variable instanceof MovingAverage ? variable.sum : variable;
    const decay = variable instanceof MovingAverage ? variable.decay : 0;
    const bound = Math.min(NEGLIGIBLE, SMALLEST_NORMAL / decay ** STEPS);
    const value = stored.uncast;
    stored.assign(value.sub(ops.clip(value, -bound, bound)));
  }
}
