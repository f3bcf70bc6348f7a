/** keras.ops: every function by its Keras name in camelCase. Loading it puts the methods on tensors. */
// As in ../index.ts.
import '../primitives/movement.js';
import '../backend/evaluate.js';
import './methods.js';

export * from '../control-flow/index.js';
export { customGradient } from '../transforms/index.js';
export * from './core.js';
export * from './eig.js';
export * from './einops.js';
export * from './fft.js';
export * as image from './image/index.js';
export * from './jvp.js';
export * from './linalg.js';
export * as linalg from './linalg-names.js';
export * from './math.js';
export * as nn from './nn/index.js';
export * from './nn/index.js';
export { viewAsComplex, viewAsReal } from './numpy/complex.js';
export * as numpy from './numpy/index.js';
export * from './numpy/index.js';
