/** Checks of constructor arguments that many layers share. */
import { PythonTypeError, ValueError } from '@org/core';
import { isPromise, show } from '@org/core/internal';

/**
 * Checks that values for several variables come as a list.
 *
 * @throws TypeError for anything else
 */
export function assertValues(values: unknown, owner: string): void {
  if (Array.isArray(values)) return;
  throw new PythonTypeError(`${owner} takes a list of values, one for each variable.`, {
    received: String(values),
    ...(isPromise(values) && { hint: 'it is a promise: await it first.' }),
  });
}

/** One size for every axis, or a size for each. */
export type Sizes = number | readonly number[];

/**
 * The value repeated `n` times, or the value itself if it has `n` entries.
 *
 * @throws ValueError unless all are positive integers (or zero, with `allowZero`)
 */
export function standardizeTuple(value: unknown, n: number, name: string, allowZero = false): number[] {
  const list: unknown[] = Array.isArray(value) ? value : new Array(n).fill(value);
  const smallest = allowZero ? 0 : 1;
  if (list.length !== n || !list.every((entry) => Number.isSafeInteger(entry) && (entry as number) >= smallest)) {
    throw new ValueError(`Invalid value for argument \`${name}\`.`, {
      expected: `${n} integers >= ${smallest}, or one integer for all of them`,
      received: `${name}=${show(value)}`,
    });
  }
  return [...list] as number[];
}

/** @throws ValueError unless the value is one of `allowed` */
export function standardizeChoice<const Choice extends string>(
  value: unknown,
  name: string,
  allowed: readonly Choice[],
): Choice {
  const choice = typeof value === 'string' ? value.toLowerCase() : value;
  if (!allowed.includes(choice as Choice)) {
    throw new ValueError(`Invalid value for argument \`${name}\`.`, {
      expected: `one of ${allowed.map((each) => `'${each}'`).join(', ')}`,
      received: `${name}=${show(value)}`,
    });
  }
  return choice as Choice;
}

/** @throws ValueError unless the value is an integer greater than 0 */
export function positiveInteger(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new ValueError(`Invalid value for argument \`${name}\`.`, {
    expected: 'a positive integer',
    received: `${name}=${show(value)}`,
  });
}

/**
 * A list of integers; one that is given alone is a list of one.
 *
 * @throws ValueError for anything else but null and undefined, which are null
 */
export function integers(value: Sizes | null | undefined, name: string): readonly number[] | null {
  if (value === null || value === undefined) return null;
  const list = Array.isArray(value) ? (value as readonly number[]) : [value as number];
  if (list.every((entry) => Number.isSafeInteger(entry))) return list;
  throw new ValueError(`Invalid value for argument \`${name}\`.`, {
    expected: 'an integer or a list of integers',
    received: `${name}=${show(value)}`,
  });
}

/** @throws ValueError unless the value lies between 0 and 1 */
export function fraction(value: number, name: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new ValueError(`Invalid value for argument \`${name}\`.`, {
    expected: 'a number between 0 and 1',
    received: `${name}=${show(value)}`,
  });
}

/**
 * The number given, or the default if none is.
 *
 * @throws ValueError for null or a negative number
 */
export function nonNegative(value: number | undefined, fallback: number, name: string): number {
  const given = value === undefined ? fallback : value;
  if (typeof given === 'number' && given >= 0) return given;
  throw new ValueError(`Invalid value for argument \`${name}\`.`, {
    expected: 'a number that is not negative',
    received: `${name}=${show(value)}`,
  });
}
