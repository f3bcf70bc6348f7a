import { ValueError } from '@org/core';
import { readFile } from '@org/core/files';
import { loadJson } from '../../utils/files.js';
import { readCsv } from './csv.js';
import { type ArrowTable, type Columns, type TableLike, toColumns } from './table.js';

/**
 * The columns of a file: CSV, also gzipped, JSON (rows, or columns by name), or Arrow, for which apache-arrow has to be installed.
 *
 * @throws FileNotFoundError if there is none, ValueError for another kind of file
 */
export async function readTable(path: string): Promise<Columns> {
  const ending = /\.(\w+)(?:\.gz)?$/.exec(path)?.[1]?.toLowerCase();
  if (ending === 'csv') return readCsv(path);
  if (ending === 'json') return toColumns((await loadJson(path)) as TableLike, `'${path}'`);
  if (ending === 'arrow' || ending === 'feather') {
    const { tableFromIPC } = await import('apache-arrow');
    return toColumns(tableFromIPC(await readFile(path)) as ArrowTable);
  }
  throw new ValueError('The name of a file says what it holds.', {
    expected: 'a path that ends in .csv, .json, .arrow or .feather',
    received: path,
  });
}
