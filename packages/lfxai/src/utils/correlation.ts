/** Correlations of rows, as numpy's `corrcoef` and scipy's `spearmanr` give them. */
import { mean } from './numbers.js';

/** Pearson's correlation of each row with each other. */
export function pearson(rows: readonly Float64Array[]): number[][] {
  const centred = rows.map((row) => {
    const middle = mean(row);
    return row.map((value) => value - middle);
  });
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const norms = centred.map((row) => Math.sqrt(dot(row, row)));
  return centred.map((a, i) => centred.map((b, j) => (i === j ? 1 : dot(a, b) / (norms[i]! * norms[j]!))));
}

/** Spearman's: that of the ranks. */
export const spearman = (rows: readonly Float64Array[]): number[][] => pearson(rows.map(ranks));

/** The ranks of values, equal ones have their mean. */
export function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const result = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) result[order[i]!] = (start + end + 1) / 2;
    start = end;
  }
  return result;
}
