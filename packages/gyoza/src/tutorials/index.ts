/** gyoza.tutorials. */
export * as dataSynthesis from './data-synthesis.js';
export * as mathematics from './mathematics.js';
