/** CSV files. */
import { gunzipSync } from 'node:zlib';
import { type Tensor, ValueError } from '@org/core';
import { readFile } from '@org/core/files';
import papaparse from 'papaparse';
import { type Cell, valuesOf } from '../column.js';
import { type Columns, inOrder } from './table.js';

/** Cells that mean a missing value, as pandas reads files. */
const missing = new Set([
  '',
  '#N/A',
  '#N/A N/A',
  '#NA',
  '-1.#IND',
  '-1.#QNAN',
  '-NaN',
  '-nan',
  '1.#IND',
  '1.#QNAN',
  '<NA>',
  'N/A',
  'NA',
  'NULL',
  'NaN',
  'None',
  'n/a',
  'nan',
  'null',
]);

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

/** Numbers to pandas, too; as features they are refused with their row. */
const INFINITE = /^[+-]?inf(inity)?$/i;

const numberOf = (text: string): number =>
  INFINITE.test(text) ? (text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY) : Number(text);

const FORM = { skipEmptyLines: true, delimiter: ',' } as const;

/** The line that a record begins in: texts may go over several, and empty lines are passed over. @param record 0 for the names */
function lineOf(text: string, record: number): number {
  let [count, end, start] = [0, 0, 0];
  papaparse.parse<string[]>(text, {
    ...FORM,
    skipEmptyLines: false,
    step: ({ data, meta }, parser) => {
      [start, end] = [end, meta.cursor];
      if (data.length === 1 && data[0] === '') return;
      if (count === record) parser.abort();
      count++;
    },
  });
  return text.slice(0, start).split(/\r\n|\r|\n/).length;
}

/**
 * The columns of CSV text with a line of names. A column is one of numbers, or of booleans, where all its cells are that; a missing
 * cell is null.
 *
 * @throws ValueError that names the line where there are more or fewer cells than names, or a text has no end; for a name that comes twice
 * @example
 * parseCsv('age,job\n20,clerk\n30,nurse'); // { age: [20, 30], job: ['clerk', 'nurse'] }
 */
export function parseCsv(text: string, where = 'The CSV text'): Columns {
  const own = text.replace(/^\uFEFF/, '');
  const { data, errors } = papaparse.parse<string[]>(own, FORM);
  const [names, ...rows] = data;
  if (!names) throw new ValueError(`${where} is empty.`, { expected: 'a line of names, then rows' });
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new ValueError(`${where} has two columns '${twice}'.`, { expected: 'another name for each column' });
  const broken = errors.find(({ type }) => type === 'Quotes');
  if (broken)
    throw new ValueError(
      `${where} has a quoted text that does not end as one (line ${lineOf(own, broken.row ?? 0)}).`,
      {
        expected: 'a comma or the end of the line after the quote that ends a text, and two quotes for one within',
      },
    );
  rows.forEach((row, i) => {
    if (row.length === names.length) return;
    throw new ValueError(`${where}, row ${i} (line ${lineOf(own, i + 1)}), doesn't fit the names of the columns.`, {
      expected: cellsIn(names),
      received: cellsIn(row),
    });
  });
  return inOrder(names.map((name, j) => [name, cellsOf(rows.map((row) => row[j]!))]));
}

const cellsIn = (row: readonly string[]): string => `${row.length} cell${row.length === 1 ? '' : 's'}`;

/**
 * The columns of a CSV file, which may be gzipped.
 *
 * @throws FileNotFoundError if there is none, ValueError for what {@link parseCsv} refuses, and for bytes that are no text or are cut off
 */
export async function readCsv(path: string): Promise<Columns> {
  const bytes = await readFile(path);
  return parseCsv(
    decodeText(bytes[0] === 0x1f && bytes[1] === 0x8b ? unzipped(bytes, path) : bytes, `'${path}'`),
    `'${path}'`,
  );
}

function unzipped(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new ValueError(`'${path}' is gzipped, and damaged or cut off.`, { received: (error as Error).message });
  }
}

/**
 * Text in UTF-8, or in UTF-16 where it begins with the mark of that, as spreadsheets write it.
 *
 * @param where what errors begin with
 * @throws ValueError for other bytes
 */
export function decodeText(bytes: Uint8Array, where: string): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new ValueError(`${where} is no text in ${encoding.toUpperCase()}.`, {
      hint: 'files of an older encoding, such as Latin-1, are converted first: iconv -f latin1 -t utf-8.',
    });
  }
}

function cellsOf(texts: readonly string[]): Cell[] {
  const given = texts.filter((each) => !missing.has(each));
  if (given.length === 0) return texts.map(() => null);
  if (given.every((each) => NUMBER.test(each) || INFINITE.test(each)))
    return texts.map((each) => (missing.has(each) ? null : numberOf(each)));
  if (given.every((each) => /^(True|False|TRUE|FALSE|true|false)$/.test(each))) {
    const isTrue = (text: string): boolean => text.toLowerCase() === 'true';
    if (given.length === texts.length) return texts.map(isTrue);
    return texts.map((each) => (missing.has(each) ? null : isTrue(each) ? 'True' : 'False'));
  }
  return texts.map((each) => (missing.has(each) ? null : each));
}

/** CSV text of columns, as pandas writes it: numbers of a float column have a point. */
export function toCsv(columns: readonly (readonly [name: string, column: Tensor])[]): string {
  const cells = columns.map(([, column]) =>
    Array.from(valuesOf(column) as ArrayLike<number | string>, formatter(column)),
  );
  const rows = Array.from({ length: cells[0]?.length ?? 0 }, (_, row) => cells.map((each) => each[row]!));
  return `${papaparse.unparse({ fields: columns.map(([name]) => name), data: rows }, { newline: '\n' })}\n`;
}

function formatter({ dtype }: Tensor): (value: number | string) => string {
  if (dtype === 'bool') return (value) => (value ? 'True' : 'False');
  if (!dtype.startsWith('float')) return String;
  return (value) => (Number.isInteger(value) && Math.abs(Number(value)) < 1e16 ? `${value}.0` : String(value));
}
