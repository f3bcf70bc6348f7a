/** A record of a table: what was measured, and how. */
export interface ResultRecord {
  readonly data: string;
  readonly method: string;
  readonly [metric: string]: string | number;
}

/**
 * Records that print as a table: `String(table)`.
 *
 * @example
 * console.log(String(ResultTable.of({ data: 'adult', method: 'L2C', validity: 0.97 })));
 */
export class ResultTable extends Array<ResultRecord> {
  /** Columns as wide as their longest entry; numbers with four digits behind the point, to the right. */
  override toString(): string {
    const names = [...new Set(this.flatMap((record) => Object.keys(record)))];
    const lines = [names, ...Array.from(this, (record) => names.map((name) => text(record[name])))];
    const widths = names.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
    return lines
      .map((line) =>
        line
          .map((entry, i) => (i < 2 ? entry.padEnd(widths[i]!) : entry.padStart(widths[i]!)))
          .join('  ')
          .trimEnd(),
      )
      .join('\n');
  }
}

const text = (value: string | number | undefined): string => {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  return Number.isNaN(value) ? '-' : value.toFixed(4);
};
