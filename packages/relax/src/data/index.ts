/** Data: columns, what they are turned into, and tables of them. */
export * from './assets/index.js';
export type { Cell, ColumnLike } from './column.js';
export * from './features/index.js';
export * from './module/index.js';
export * from './preprocessing/index.js';
export * from './tables/index.js';
export * from './transforms/index.js';
