/** A table of means and deviations in LaTeX, laid out as tabulate's `latex_raw`. */
import { ValueError } from '@org/core';

type Matrix = readonly (readonly number[])[];

/** Cells have so much more room than their headers, at least. */
const PADDING = 2;

/** Python's text of a float. */
const float = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/**
 * The correlations between tasks as a table: `$mean \pm deviation$`.
 *
 * @example
 * correlationLatexTable([[1, 0.5], [0.5, 1]], [[0, 0.1], [0.1, 0]], ['A', 'B']);
 */
export function correlationLatexTable(corrAvg: Matrix, corrStd: Matrix, headers: readonly string[]): string {
  if (corrAvg.length !== headers.length) {
    throw new ValueError('There is a header for each row.', {
      expected: `${corrAvg.length}`,
      received: `${headers.length}`,
    });
  }
  const rows = corrAvg.map((row, i) => [
    headers[i]!,
    ...row.map((value, j) => `$${float(value)} \\pm ${float(corrStd[i]![j]!)}$`),
  ]);
  const heads = ['', ...headers];
  const widths = heads.map((head, j) => Math.max(head.length + PADDING, ...rows.map((row) => row[j]!.length)));
  const line = (cells: readonly string[]) => `${cells.map((cell, j) => ` ${cell.padEnd(widths[j]!)} `).join('&')}\\\\`;
  return [
    `\\begin{tabular}{${'l'.repeat(heads.length)}}`,
    '\\hline',
    line(heads),
    '\\hline',
    ...rows.map(line),
    '\\hline',
    '\\end{tabular}',
  ].join('\n');
}
