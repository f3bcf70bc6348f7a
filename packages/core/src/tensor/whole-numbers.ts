/** Which element types hold JavaScript's numbers. */
import { type DType, dtypeRange, isInteger } from '../dtype.js';
import { OverflowError, ValueError } from '../errors.js';
import type { Numbers } from './host-array.js';

/** A whole number that int32 holds: what stands for Python's int. Larger ones are floats. */
export const isInt32 = (value: number): boolean => Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;

/** Whether an integer type holds the whole part of a number. */
export function holds(dtype: DType, value: number): boolean {
  const [least, most] = dtypeRange(dtype);
  const whole = Math.trunc(value);
  return whole >= least && whole <= most;
}

/** @throws OverflowError for a number that an integer type does not hold, ValueError for NaN */
export function requireHeld(values: Numbers, dtype: DType): void {
  if (!isInteger(dtype)) return;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (holds(dtype, value)) continue;
    const received = String(value);
    if (Number.isNaN(value)) throw new ValueError(`NaN cannot become ${dtype}.`, { received });
    const [least, most] = dtypeRange(dtype);
    throw new OverflowError(`A number is out of bounds for ${dtype}.`, {
      expected: `numbers from ${least} to ${most}`,
      received,
      hint: 'give no dtype, or a floating one.',
    });
  }
}
