export * from './discretizer.js';
export * from './sampling.js';
export * from './split.js';
