/** keras.legacy. */
export * as saving from './saving.js';
