/** keras.ops.image. */
export { resize } from './resize.js';
