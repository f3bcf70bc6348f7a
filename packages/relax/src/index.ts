/** jax-relax in TypeScript: counterfactual recourse. */
export * from './ml-model/index.js';
export * as mlModel from './ml-model/index.js';
