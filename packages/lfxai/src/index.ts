export * from './data/index.js';
export * from './models/flat.js';
export * as models from './models/index.js';
export * as nn from './nn/index.js';
export { Module, type StateDict } from './nn/index.js';
export * as optim from './optim/index.js';
export * as torchFiles from './torch-files/index.js';
