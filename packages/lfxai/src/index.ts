/** Label-free explanations, the models they are about, and the attribution methods they stand on. */
export * as attr from './attr/index.js';
export * from './attr/index.js';
export * as concept from './concept/index.js';
export * from './concept/index.js';
export * from './data/index.js';
export * from './explanations/flat.js';
export * as explanations from './explanations/index.js';
export * from './metrics/index.js';
export * as metrics from './metrics/index.js';
export * from './models/flat.js';
export * as models from './models/index.js';
export * as nn from './nn/index.js';
export { Module, type StateDict } from './nn/index.js';
export * as optim from './optim/index.js';
export * from './report/index.js';
export * as torchFiles from './torch-files/index.js';
export * from './utils/flat.js';
export * as utils from './utils/index.js';
export * from './visualize/index.js';
export * as visualize from './visualize/index.js';
/** captum's name of it. */
export * as visualization from './visualize/index.js';
