/** keras.ops under its numpy heading. */
export { angle, conj, conjugate, imag, isreal, real } from './complex.js';
export { einsum } from './einsum.js';
export { getItem } from './indexing.js';
export * from './numpy-arithmetic.js';
export * from './numpy-create.js';
export * from './numpy-cumulative.js';
export * from './numpy-diagonal.js';
export * from './numpy-index.js';
export * from './numpy-join.js';
export * from './numpy-linalg.js';
export * from './numpy-logic.js';
export * from './numpy-math.js';
export * from './numpy-pad.js';
export * from './numpy-reduce.js';
export * from './numpy-shape.js';
export * from './numpy-sort.js';
export * from './numpy-windows.js';
