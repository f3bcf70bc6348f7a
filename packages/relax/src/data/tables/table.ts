/** Tables: columns by name, from rows, columns, or Arrow. */
import { isTensor, ValueError } from '@org/core';
import { isPlainObject } from '@org/core/python';
import { describe } from '../../utils/describe.js';
import { type Cell, type ColumnLike, toColumn, valuesOf } from '../column.js';

/** Columns by name. */
export type Columns = Readonly<Record<string, ColumnLike>>;

/** What the port needs of an Arrow table. */
export interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChild(name: string): { get(row: number): unknown; readonly length: number } | null;
}

/** A table: an array of rows, an object of columns, or an Arrow table. */
export type TableLike = readonly Readonly<Record<string, Cell>>[] | Columns | ArrowTable;

/** The names of columns in the order of their table, which objects lose of names that are whole numbers. */
const orders = new WeakMap<Columns, readonly string[]>();

/** Columns with their order. */
export function inOrder(columns: readonly (readonly [name: string, column: ColumnLike])[]): Columns {
  const made = Object.fromEntries(columns);
  orders.set(
    made,
    columns.map(([name]) => name),
  );
  return made;
}

/** The names of columns, in the order of their table as far as it is known. */
export const columnNames = (columns: Columns): readonly string[] => orders.get(columns) ?? Object.keys(columns);

const isArrow = (table: unknown): table is ArrowTable =>
  typeof table === 'object' && table !== null && 'getChild' in table && 'schema' in table;

/** Whether this is a table, and no column. */
export const isTable = (value: unknown): value is TableLike =>
  isArrow(value) || isPlainObject(value) || (Array.isArray(value) && isPlainObject(value[0]));

/**
 * The columns of a table.
 *
 * @param where what errors begin with, such as the name of a file
 * @throws ValueError for a row that lacks a column, columns of different lengths, and for what is no table
 */
export function toColumns(table: TableLike, where = ''): Columns {
  const at = where && `${where}: `;
  if (isArrow(table)) {
    return inOrder(table.schema.fields.map(({ name }) => [name, arrowCells(table, name)]));
  }
  if (Array.isArray(table)) return columnsOfRows(table, at);
  if (isPlainObject(table)) return ofOneLength(table as Columns, at);
  throw new ValueError(`${at}This is no table.`, {
    expected: 'an array of rows, an object of columns, or an Arrow table',
    received: describe(table),
  });
}

function arrowCells(table: ArrowTable, name: string): Cell[] {
  const vector = table.getChild(name)!;
  return Array.from({ length: table.numRows }, (_, row) => {
    const cell = vector.get(row);
    return (typeof cell === 'bigint' ? Number(cell) : cell) as Cell;
  });
}

function columnsOfRows(rows: readonly Readonly<Record<string, Cell>>[], at: string): Columns {
  if (rows.length === 0)
    throw new ValueError(`${at}The table has no rows.`, { hint: 'columns are known by those of the first row.' });
  const other = rows.findIndex((cells) => !isPlainObject(cells));
  if (other >= 0) {
    throw new ValueError(`${at}Row ${other} is no row of a table.`, {
      expected: 'an object of cells by the names of columns',
      received: describe(rows[other]),
    });
  }
  const names = Object.keys(rows[0]!);
  return Object.fromEntries(
    names.map((name) => [
      name,
      rows.map((cells, row) => {
        if (Object.hasOwn(cells, name)) return cells[name];
        throw new ValueError(`${at}Row ${row} lacks column '${name}'.`, {
          expected: `the columns ${names.join(', ')}`,
        });
      }),
    ]),
  );
}

/** How many rows a column has. */
export const rowsOf = (column: ColumnLike): number => (isTensor(column) ? column.shape[0]! : column.length);

function ofOneLength(columns: Columns, at: string): Columns {
  const [first, ...others] = Object.entries(columns);
  for (const [name, column] of Object.entries(columns)) {
    if (typeof column === 'object' && column !== null) continue;
    throw new ValueError(`${at}Column '${name}' is a single value.`, {
      expected: 'an array or a tensor for each column',
      received: JSON.stringify(column),
      hint: 'a single row is given in an array: [row].',
    });
  }
  for (const [name, column] of others) {
    if (rowsOf(column) === rowsOf(first![1])) continue;
    throw new ValueError(`${at}Column '${name}' has another length than '${first![0]}'.`, {
      expected: `${rowsOf(first![1])} rows`,
      received: `${rowsOf(column)} rows`,
    });
  }
  return columns;
}

/** Rows of a table, in this order. */
export function takeRows(columns: Columns, rows: readonly number[]): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => {
      const values = valuesOf(toColumn(name, column));
      return [name, rows.map((row) => values[row]!)];
    }),
  );
}
