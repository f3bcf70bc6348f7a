/** Label-free explanations, the models they are about, and the attribution methods they stand on. */
export * as attr from './attr/index.js';
export * from './attr/index.js';
export * from './data/index.js';
export * from './explanations/flat.js';
export * as explanations from './explanations/index.js';
export * from './models/flat.js';
export * as models from './models/index.js';
export * as nn from './nn/index.js';
export { Module, type StateDict } from './nn/index.js';
export * as optim from './optim/index.js';
export * as torchFiles from './torch-files/index.js';
export * from './utils/flat.js';
export * as utils from './utils/index.js';
