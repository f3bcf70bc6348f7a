/** What numbers may differ by where two ways to the same value round differently. */
const ROUNDING = 5e-6;

/**
 * Expects numbers of about these values wherever they stand in nested lists: for `toEqual` and its family. Digits that are cut off
 * and compared as texts would differ where a value lies between two of them.
 *
 * @param tolerance - largest absolute difference
 *
 * @example
 * expect([0.1 + 0.2]).toEqual(near([0.3]));
 */
export function near(expected: unknown, tolerance = ROUNDING): unknown {
  if (Array.isArray(expected)) return expected.map((inner) => near(inner, tolerance));
  // Jest asks for digits, and allows half of the last one.
  return typeof expected === 'number' ? expect.closeTo(expected, -Math.log10(2 * tolerance)) : expected;
}
