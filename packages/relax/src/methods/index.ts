/** relax.methods */
export * from './base/index.js';
export * from './vanilla/index.js';
