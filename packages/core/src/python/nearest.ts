/** Names that were meant. */

/** How many letters have to be put in, left out or changed (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/**
 * The name that is most like `name`, whatever the case and the underscores; null if none is.
 *
 * @example
 * import { nearest } from '@org/core/python';
 * nearest('kernal_size', ['filters', 'kernelSize']); // 'kernelSize'
 */
export function nearest(name: string, names: readonly string[]): string | null {
  const plain = (text: string) => text.toLowerCase().replaceAll('_', '');
  const [best] = names.map((each) => ({ each, off: distance(plain(name), plain(each)) })).sort((a, b) => a.off - b.off);
  return best && best.off <= Math.max(1, Math.floor(name.length / 3)) ? best.each : null;
}
