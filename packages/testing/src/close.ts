export interface CloseOptions {
  /** Relative to the largest expected magnitude of the array. */
  readonly rtol?: number;
  readonly atol?: number;
  /** Put before the message of a failure. */
  readonly label?: string;
}

/**
 * Fails unless |actual - expected| <= atol + rtol * max(|expected|, scale) for every element, where scale is the largest finite
 * |expected| of the array: float32 results of sums and products carry rounding errors of the size of their terms, which an
 * element-wise relative bound would hold against elements that nearly cancel. NaN matches NaN only, an infinity itself only.
 *
 * @example
 * expectClose(await y.data(), golden.values, { rtol: 1e-5 });
 */
export function expectClose(
  actual: ArrayLike<number | bigint>,
  expected: ArrayLike<number | bigint>,
  { rtol = 1e-5, atol = 0, label = '' }: CloseOptions = {},
): void {
  const where = label === '' ? '' : `${label}: `;
  if (actual.length !== expected.length) {
    throw new Error(`${where}${actual.length} values where ${expected.length} are expected.`);
  }
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    const magnitude = Math.abs(Number(expected[i]));
    if (Number.isFinite(magnitude)) scale = Math.max(scale, magnitude);
  }
  const bound = atol + rtol * scale;
  const failures: string[] = [];
  let wrong = 0;
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [Number(actual[i]), Number(expected[i])];
    if (Object.is(a, b) || a === b || Math.abs(a - b) <= bound) continue;
    wrong++;
    if (failures.length < 8) failures.push(`  [${i}] ${a}, expected ${b} (off by ${Math.abs(a - b)})`);
  }
  if (wrong === 0) return;
  const summary = `${where}${wrong} of ${expected.length} values differ by more than ${bound} (rtol ${rtol}, atol ${atol}):`;
  throw new Error([summary, ...failures, ...(wrong > failures.length ? ['  ...'] : [])].join('\n'));
}
