/** gyoza.utilities. */
export * as tensors from './tensors.js';
