/** Columns of tables: tensors of shape [rows, 1], of numbers or of texts. */
import { isTensor, ops, type Tensor, type TypedArray, tensor, ValueError } from '@org/core';
import { valuesHere } from '@org/core/python';
import { describe } from '../utils/describe.js';

/** One cell of a table. */
export type Cell = number | string | boolean | bigint | null | undefined;

/** What a column may be made of: a list of cells, one of lists of one cell, a typed array or a tensor. */
export type ColumnLike = Tensor | TypedArray | readonly Cell[] | readonly (readonly Cell[])[];

/** The text of what is missing among texts: pandas's, so that files are the same. */
const MISSING = 'nan';

/**
 * A column as a tensor of shape [rows, 1]: int32 where all numbers are whole and fit, float64 for other numbers, bool, or string. Among
 * texts everything is text, and what is missing is the text 'nan'.
 *
 * @param name of the column, for errors
 * @throws ValueError that names the row of a missing number, or for an array that is no column
 */
export function toColumn(name: string, data: ColumnLike): Tensor {
  if (isTensor(data)) return columnOf(name, data);
  if (ArrayBuffer.isView(data))
    return fromNumbers(name, Array.from(data as Float64Array, Number), data instanceof Float32Array);
  const cells = (data as readonly (Cell | readonly Cell[])[]).map((cell, row) => onlyCell(name, cell, row));
  if (cells.some((cell) => typeof cell === 'string')) {
    return tensor(cells.map(textOf), [cells.length, 1]);
  }
  if (cells.length > 0 && cells.every((cell) => typeof cell === 'boolean')) {
    return ops.reshape(tensor(cells as boolean[]), [cells.length, 1]);
  }
  return fromNumbers(
    name,
    cells.map((cell, row) => numberOf(name, cell, row)),
  );
}

/** The elements of a column at once. */
export const valuesOf = (column: Tensor): ArrayLike<number> | readonly string[] => valuesHere('column', column);

/** The cells of a column as they were given. */
export const cellsOf = (data: ColumnLike): unknown[] =>
  isTensor(data)
    ? Array.from(valuesOf(data) as ArrayLike<unknown>)
    : Array.from(data as ArrayLike<unknown>, (cell) => (Array.isArray(cell) && cell.length === 1 ? cell[0] : cell));

/** Whether a column holds texts. */
export const isText = (column: Tensor): boolean => column.dtype === 'string';

function columnOf(name: string, data: Tensor): Tensor {
  if (data.rank === 2 && data.shape[1] === 1) return data;
  if (data.rank === 1) return ops.reshape(data, [data.shape[0]!, 1]);
  throw notColumn(name, `shape [${data.shape}]`);
}

function onlyCell(name: string, cell: Cell | readonly Cell[], row: number): Cell {
  if (Array.isArray(cell) && cell.length !== 1) throw notColumn(name, `${cell.length} values in row ${row}`);
  const own: unknown = Array.isArray(cell) ? cell[0] : cell;
  if (own === null || !['object', 'function', 'symbol'].includes(typeof own)) return own as Cell;
  throw new ValueError(`Column '${name}' has in row ${row} what is no cell.`, {
    expected: 'a number, a text, a boolean, or null for what is missing',
    received: describe(own),
    ...(own instanceof Date && {
      hint: 'numbers of dates are date.getTime(), or what of it counts, such as the year.',
    }),
  });
}

const notColumn = (name: string, received: string): ValueError =>
  new ValueError(`'${name}' is no column.`, { expected: 'one value a row: shape [rows] or [rows, 1]', received });

const textOf = (cell: Cell): string =>
  cell === null || cell === undefined || Number.isNaN(cell)
    ? MISSING
    : typeof cell === 'boolean'
      ? cell
        ? 'True'
        : 'False'
      : String(cell);

function numberOf(name: string, cell: Cell, row: number): number {
  const value = cell === null || cell === undefined ? Number.NaN : Number(cell);
  if (Number.isFinite(value)) return value;
  throw new ValueError(`Column '${name}' has no ${Number.isNaN(value) ? '' : 'finite '}value in row ${row}.`, {
    expected: 'a number',
    received: String(cell),
    hint: 'leave such rows out, or fill in a value such as the median.',
  });
}

function fromNumbers(name: string, numbers: readonly number[], isSingle = false): Tensor {
  const shape = [numbers.length, 1];
  for (const [row, value] of numbers.entries()) numberOf(name, value, row);
  if (isSingle) return tensor(Float32Array.from(numbers), shape);
  const isWhole = numbers.every((value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31);
  return isWhole ? tensor(Int32Array.from(numbers), shape) : tensor(Float64Array.from(numbers), shape);
}
