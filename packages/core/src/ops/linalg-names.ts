/** keras.ops.linalg: what Keras has under this heading, wherever it lies here. */

export { eig } from './eig.js';
export { jvp } from './jvp.js';
export * from './linalg.js';
