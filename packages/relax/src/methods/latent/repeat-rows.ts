import { ops, type Tensor } from '@org/core';
import type { Rows } from '../base/search.js';

/** Each row `times` times, one after the other: for methods that look at several points of a row. */
export function repeatRows(rows: Rows, times: number): Rows {
  const repeated = (x: Tensor) => ops.repeat(x, times, 0);
  return Object.fromEntries(
    Object.entries(rows).map(([name, column]) => [name, column && repeated(column)]),
  ) as unknown as Rows;
}
