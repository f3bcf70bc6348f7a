/** keras.losses. */
import {
  type ArgumentNamed,
  argumentNamed,
  type DeserializeArguments,
  deserializeArguments,
  objectFamily,
} from '@org/layers/internal';
import * as classes from './classes.js';
import type { Loss } from './loss.js';
import type { LossFunction } from './loss-function-wrapper.js';

export * from './classes.js';

const family = /* @__PURE__ */ objectFamily<Loss | LossFunction>('keras.losses', 'loss', classes);

/**
 * A loss from its name (that of a function gives the function, that of a class an instance), its class, or its config; others as they
 * are.
 *
 * @throws ValueError for an unknown name
 * @example
 * get('mse'); // meanSquaredError
 */
export const get = (...args: ArgumentNamed<'identifier'>): Loss | LossFunction | null =>
  family.get(argumentNamed('get', 'identifier', args));

/** The loss as JSON. */
export const serialize = (...args: ArgumentNamed<'loss'>): unknown =>
  family.serialize(argumentNamed('serialize', 'loss', args));

/** The loss that {@link serialize} made the JSON from. */
export const deserialize = (...args: DeserializeArguments<'name'>): Loss | LossFunction =>
  family.deserialize(...deserializeArguments(args, 'name'));
