/** relax.data_utils */
export type { Cell, ColumnLike } from './column.js';
export * from './features/index.js';
export * as features from './features/index.js';
export * from './preprocessing/index.js';
export * as preprocessing from './preprocessing/index.js';
export * from './transforms/index.js';
export * as transforms from './transforms/index.js';
