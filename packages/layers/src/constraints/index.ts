/** keras.constraints: classes, also under the lower-case names that Keras gives them, and finding them by name. */

import { type CustomObjects, objectFamily } from '../serialization/index.js';
import * as classes from './classes.js';
import type { Constraint } from './constraint.js';

export * from './classes.js';

const family = /* @__PURE__ */ objectFamily<Constraint>('keras.constraints', 'constraint', classes);

/** The JSON of a constraint. */
export const serialize = (constraint: unknown): unknown => family.serialize(constraint);

/** The constraint that {@link serialize} made the JSON from. */
export const deserialize = (config: unknown, customObjects: CustomObjects | null = null): Constraint =>
  family.deserialize(config, customObjects);

/**
 * A constraint from its name, its config, its class, or a function of a tensor.
 *
 * @throws ValueError for an unknown name
 * @example
 * constraints.get('non_neg');
 */
export const get = (identifier: unknown): Constraint | null => family.get(identifier);
