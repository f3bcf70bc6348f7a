/** The public surface of the package: the layers under all names that Keras gives them, and what they are configured with. */
export { Activation } from './activations/activation.js';
export { ELU } from './activations/elu.js';
export * as activations from './activations/index.js';
export { optionsOf, toCamel, toSnake } from './configuration.js';
export * as constraints from './constraints/index.js';
export { DTypePolicy, dtypePolicy, getDtypePolicy, setDtypePolicy } from './dtype-policy.js';
export * as initializers from './initializers/index.js';
export { type ObjectFamily, objectFamily } from './object-family.js';
export * from './registry.js';
export * as regularizers from './regularizers/index.js';
