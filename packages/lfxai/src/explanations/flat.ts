/** The explanations under their own names. */
export * from './examples.js';
export * from './features.js';
