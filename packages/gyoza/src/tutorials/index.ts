/** gyoza.tutorials. */
export * as dataSynthesis from './data-synthesis.js';
export * as mathematics from './mathematics.js';
export * as modelling from './modelling.js';
export * as plotting from './plotting/index.js';
