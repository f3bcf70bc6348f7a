/** keras.regularizers: classes, also under the lower-case names that Keras gives them, and finding them by name. */

import { type CustomObjects, objectFamily } from '../serialization/index.js';
import * as classes from './classes.js';
import type { Regularizer } from './regularizer.js';

export * from './classes.js';

const family = /* @__PURE__ */ objectFamily<Regularizer>('keras.regularizers', 'regularizer', classes);

/** The JSON of a regularizer. */
export const serialize = (regularizer: unknown): unknown => family.serialize(regularizer);

/** The regularizer that {@link serialize} made the JSON from. */
export const deserialize = (config: unknown, customObjects: CustomObjects | null = null): Regularizer =>
  family.deserialize(config, customObjects);

/**
 * A regularizer from its name, its config, its class, or a function from a tensor to a scalar.
 *
 * @throws ValueError for an unknown name
 * @example
 * regularizers.get('l2');
 */
export const get = (identifier: unknown): Regularizer | null => family.get(identifier);
