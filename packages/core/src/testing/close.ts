/** Comparison of numbers with a tolerance; the message names the worst element. */
import type { DType } from '../dtype.js';
import type { Numbers } from '../tensor/host-array.js';

export interface Tolerance {
  /** Relative to the expected value. */
  readonly rtol: number;
  readonly atol: number;
}

/** What rounding alone may change in a result of this type. */
export function toleranceOf(dtype: DType): Tolerance {
  const known: Partial<Record<DType, Tolerance>> = {
    float16: { rtol: 2e-3, atol: 2e-3 },
    bfloat16: { rtol: 1.6e-2, atol: 1.6e-2 },
    float32: { rtol: 1e-5, atol: 1e-6 },
    float64: { rtol: 1e-12, atol: 1e-12 },
  };
  return known[dtype] ?? { rtol: 0, atol: 0 };
}

/** How far `actual` is outside the tolerance: at most 0 when it is close. NaN is close to NaN, an infinity to itself. */
function excess(actual: number, expected: number, { rtol, atol }: Tolerance): number {
  if (Object.is(actual, expected) || actual === expected) return 0;
  const distance = Math.abs(actual - expected);
  return Number.isFinite(distance) ? distance - (atol + rtol * Math.abs(expected)) : Number.POSITIVE_INFINITY;
}

/** @throws Error naming `what`, the position and both values of the element that differs most */
export function assertClose(what: string, actual: Numbers, expected: Numbers, tolerance: Tolerance): void {
  if (actual.length !== expected.length) {
    throw new Error(`${what}: ${actual.length} elements, expected ${expected.length}`);
  }
  let worst = 0;
  let at = -1;
  let count = 0;
  for (let i = 0; i < actual.length; i++) {
    const difference = excess(actual[i]!, expected[i]!, tolerance);
    if (!(difference > 0)) continue;
    count += 1;
    if (difference > worst) [worst, at] = [difference, i];
  }
  if (at >= 0) {
    throw new Error(
      `${what}: ${count} of ${actual.length} elements differ; the worst, at ${at}: ${actual[at]}, expected ${expected[at]}`,
    );
  }
}
