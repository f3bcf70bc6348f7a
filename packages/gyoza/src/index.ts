/** Invertible flows: the modules of gyoza as namespaces, and all of their names as they are. */
export { AssertionError } from './errors.js';
export * as flows from './flows/index.js';
export * from './flows/index.js';
export * from './modelling/flow-layers/index.js';
export * as modelling from './modelling/index.js';
export * from './modelling/losses/index.js';
export * from './modelling/masks/index.js';
export * from './tutorials/data-synthesis.js';
export * as tutorials from './tutorials/index.js';
export * from './tutorials/mathematics.js';
export * from './tutorials/modelling.js';
export * from './tutorials/plotting/index.js';
export * as utilities from './utilities/index.js';
export * from './utilities/tensors.js';
