/** What vocabularies consist of; whole numbers that a double does not hold are bigints. */
export type Token = string | number | bigint;

/** A whole number as a token. */
export const integerToken = (value: number | bigint): number | bigint => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

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
