/** Names that were meant. */

/** How many letters have to be put in, left out, changed, or swapped with the next one (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const [before, row] = [rows[i - 1]!, [i]];
    for (let j = 1; j <= b.length; j++) {
      const change = before[j - 1]! + Number(a[i - 1] !== b[j - 1]);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwapped ? rows[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(change, swap, before[j]! + 1, row[j - 1]! + 1));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

/**
 * The name that is most like `name`, whatever the case and the underscores; null if none is.
 *
 * @example
 * nearest('kernal_size', ['filters', 'kernelSize']); // 'kernelSize'
 */
export function nearest(name: string, names: readonly string[]): string | null {
  const plain = (text: string) => text.toLowerCase().replaceAll('_', '');
  const [best] = names.map((each) => ({ each, off: distance(plain(name), plain(each)) })).sort((a, b) => a.off - b.off);
  // Of single letters, another one is none that was meant.
  const most = Math.max(1, Math.floor(name.length / 3));
  return best && best.off <= most && best.off < Math.max(name.length, best.each.length) ? best.each : null;
}
