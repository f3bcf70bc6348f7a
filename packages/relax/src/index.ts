/** jax-relax in TypeScript: counterfactual recourse. */
export * as base from './base/index.js';
export * from './base/index.js';
export * as constraints from './constraints/index.js';
export * from './constraints/index.js';
export * as dataModule from './data/data-module.js';
export * as dataUtils from './data/data-utils.js';
export * from './data/index.js';
export * as evaluate from './evaluate/index.js';
export * from './evaluate/index.js';
export * as explain from './explain/index.js';
export * from './explain/index.js';
export * as legacy from './legacy/index.js';
export * as methods from './methods/index.js';
export * from './methods/index.js';
// L2C's, of which the documentation tells; the other one is utils.gumbelSoftmax.
export { gumbelSoftmax } from './methods/index.js';
export * as mlModel from './ml-model/index.js';
export * from './ml-model/index.js';
export * as report from './report/index.js';
export * from './report/index.js';
export * as strategy from './strategy/index.js';
export * from './strategy/index.js';
export * as utils from './utils/index.js';
export * from './utils/index.js';
