/**
 * What files may name of this package. Whatever loads files imports this, so that bundlers keep all of it; a program that loads none
 * has the layers that it uses.
 */
import * as activations from './activations/index.js';
import * as layers from './classes.js';
import * as constraints from './constraints/index.js';
import * as policies from './dtype-policies/index.js';
import * as initializers from './initializers/index.js';
import * as regularizers from './regularizers/index.js';
import { keepAll } from './serialization/index.js';

/** Makes the program contain all layers, and all that they are configured with. */
export function keepLayers(): void {
  keepAll('keras.layers', layers);
  keepAll('keras.activations', activations);
  keepAll('keras.initializers', initializers);
  keepAll('keras.regularizers', regularizers);
  keepAll('keras.constraints', constraints);
  keepAll('keras.dtype_policies', policies);
}
