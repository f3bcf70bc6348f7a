/** keras.ops under its numpy heading. */

export { slogdet } from '../linalg.js';
export * from './arithmetic.js';
export { angle, conj, conjugate, imag, isreal, real } from './complex.js';
export * from './create.js';
export * from './cumulative.js';
export * from './diagonal.js';
export { einsum } from './einsum.js';
export * from './gcd.js';
export { getItem } from './indexing.js';
export * from './join.js';
export * from './linalg.js';
export * from './logic.js';
export * from './math.js';
export * from './nan.js';
export * from './pad.js';
export * from './quantile.js';
export * from './reduce.js';
export * from './selection.js';
export * from './shape.js';
export * from './sort.js';
export * from './statistics.js';
export * from './unique.js';
export { type VectorizeOptions, vectorize } from './vectorize.js';
export { view } from './view.js';
export * from './windows.js';
