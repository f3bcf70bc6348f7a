/** keras.ops.linalg: what Keras has under this heading, wherever it lies here. */
export { jvp } from '../transforms/index.js';
export { eig } from './eig.js';
export * from './linalg.js';
