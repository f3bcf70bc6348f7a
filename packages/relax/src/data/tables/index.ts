/** Tables that data modules are made of. */
export { parseCsv, readCsv } from './csv.js';
export { readTable } from './read-table.js';
export { type ArrowTable, type Columns, type TableLike, toColumns } from './table.js';
