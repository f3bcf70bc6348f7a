/** Results as tables in files, and as lines in charts. */

import { join } from 'node:path';
import { writeFile } from '@org/core/files';
import { type Chart, chart } from '@org/plots';

export type Cell = string | number;
export type Row = readonly Cell[];

/** A text as it stands in a CSV file. */
const quoted = (cell: Cell): string => {
  const text = String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Writes a table as pandas does: with the numbers of the rows in front. */
export async function writeTable(path: string, columns: readonly string[], rows: readonly Row[]): Promise<void> {
  const lines = [['', ...columns], ...rows.map((row, i) => [i, ...row])].map((row) => row.map(quoted).join(','));
  await writeFile(path, `${lines.join('\n')}\n`);
}

export interface LineChart {
  /** Names of columns. */
  readonly x: string;
  readonly y: string;
  readonly color: string;
  /** The column that says how a line is drawn. */
  readonly dash?: string;
}

/** Means over rows with the same x, as lines. */
export function linesOf(columns: readonly string[], rows: readonly Row[], { x, y, color, dash }: LineChart): Chart {
  const values = rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
  const field = (column: string, type: string) => ({ field: column.replace('.', '\\.'), type, title: column });
  return chart({
    width: 420,
    height: 280,
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: field(x, 'quantitative'),
      y: { ...field(y, 'quantitative'), aggregate: 'mean' },
      color: { ...field(color, 'nominal'), sort: null, legend: { labelLimit: 0 } },
      ...(dash !== undefined && {
        strokeDash: {
          ...field(dash, 'nominal'),
          sort: null,
          legend: { symbolType: 'stroke', symbolFillColor: 'transparent', symbolStrokeColor: '#555', symbolSize: 400 },
        },
      }),
    },
  });
}

/** Draws {@link linesOf} to an SVG and a PNG file. */
export const writeLines = (
  folder: string,
  name: string,
  columns: readonly string[],
  rows: readonly Row[],
  lines: LineChart,
): Promise<void> => writeChart(folder, name, linesOf(columns, rows, lines));

/** Writes a chart to an SVG and a PNG file. */
export async function writeChart(folder: string, name: string, drawn: Chart): Promise<void> {
  await drawn.save(join(folder, `${name}.svg`));
  await drawn.save(join(folder, `${name}.png`));
}
