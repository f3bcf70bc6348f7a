/** keras.constraints: classes, also under the lower-case names that Keras gives them, and finding them by name. */

import {
  type ArgumentNamed,
  argumentNamed,
  type DeserializeArguments,
  deserializeArguments,
  objectFamily,
} from '../serialization/index.js';
import * as classes from './classes.js';
import type { Constraint } from './constraint.js';

export * from './classes.js';

const family = /* @__PURE__ */ objectFamily<Constraint>('keras.constraints', 'constraint', classes);

/** The JSON of a constraint. */
export const serialize = (...args: ArgumentNamed<'constraint'>): unknown =>
  family.serialize(argumentNamed('serialize', 'constraint', args));

/** The constraint that {@link serialize} made the JSON from. */
export const deserialize = (...args: DeserializeArguments): Constraint =>
  family.deserialize(...deserializeArguments(args));

/**
 * A constraint from its name, its config, its class, or a function of a tensor.
 *
 * @throws ValueError for an unknown name
 * @example
 * constraints.get('non_neg');
 */
export const get = (...args: ArgumentNamed<'identifier'>): Constraint | null =>
  family.get(argumentNamed('get', 'identifier', args));
