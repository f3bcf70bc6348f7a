/** keras.regularizers: classes, also under the lower-case names that Keras gives them, and finding them by name. */

import {
  type ArgumentNamed,
  argumentNamed,
  type DeserializeArguments,
  deserializeArguments,
  objectFamily,
} from '../serialization/index.js';
import * as classes from './classes.js';
import type { Regularizer } from './regularizer.js';

export * from './classes.js';

const family = /* @__PURE__ */ objectFamily<Regularizer>('keras.regularizers', 'regularizer', classes);

/** The JSON of a regularizer. */
export const serialize = (...args: ArgumentNamed<'regularizer'>): unknown =>
  family.serialize(argumentNamed('serialize', 'regularizer', args));

/** The regularizer that {@link serialize} made the JSON from. */
export const deserialize = (...args: DeserializeArguments): Regularizer =>
  family.deserialize(...deserializeArguments(args));

/**
 * A regularizer from its name, its config, its class, or a function from a tensor to a scalar.
 *
 * @throws ValueError for an unknown name
 * @example
 * regularizers.get('l2');
 */
export const get = (...args: ArgumentNamed<'identifier'>): Regularizer | null =>
  family.get(argumentNamed('get', 'identifier', args));
