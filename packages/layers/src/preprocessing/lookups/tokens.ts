import { ValueError } from '@org/core';

/** What vocabularies consist of; whole numbers that a double does not hold are bigints. */
export type Token = string | number | bigint;

/** A whole number as a token. */
export const integerToken = (value: number | bigint): number | bigint => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

/**
 * An element of a vocabulary as a whole number, as Python's `int()` makes it: fractions are cut off, digits are read.
 *
 * @throws ValueError for other texts, and what 64 bits do not hold
 */
export function wholeNumber(element: unknown): number | bigint {
  if (Number.isSafeInteger(element)) return element as number;
  const whole = wholeIn(element);
  if (whole !== null && BigInt.asIntN(64, whole) === whole) return integerToken(whole);
  throw new ValueError('A vocabulary of whole numbers has another element.', {
    expected: 'whole numbers of 64 bits',
    received: shown(element),
    hint: typeof element === 'string' ? 'StringLookup is for texts.' : undefined,
  });
}

function wholeIn(element: unknown): bigint | null {
  if (typeof element === 'bigint') return element;
  if (typeof element === 'boolean') return BigInt(element);
  if (typeof element === 'number') return Number.isFinite(element) ? BigInt(Math.trunc(element)) : null;
  const digits = typeof element === 'string' && /^\s*([+-]?)(\d+)\s*$/.exec(element);
  return digits ? BigInt(`${digits[1] === '-' ? '-' : ''}${digits[2]}`) : null;
}

/** @throws ValueError for an element of a vocabulary that is no text */
export function textToken(element: unknown): string {
  if (typeof element === 'string') return element;
  throw new ValueError('A vocabulary of texts has another element.', {
    expected: 'texts',
    received: shown(element),
    hint: typeof element === 'number' ? 'IntegerLookup is for whole numbers.' : undefined,
  });
}

/** An element in a message. */
export const shown = (element: unknown): string => (typeof element === 'string' ? `'${element}'` : String(element));

/** The order of Unicode, which is that of UTF-8 bytes. JavaScript's own is that of UTF-16, where characters of two units come too early. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return unicodeRank(x) - unicodeRank(y);
  }
  return a.length - b.length;
}

/** Halves of characters beyond 0xffff rank behind all others. */
const unicodeRank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);

export const compareNumbers = (a: number | bigint, b: number | bigint): number => (a < b ? -1 : a > b ? 1 : 0);
