/** keras.losses. */
import type { CustomObjects } from '@org/layers';
import { objectFamily } from '@org/layers/internal';
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
export const get = (identifier: unknown): Loss | LossFunction | null => family.get(identifier);

/** The loss as JSON. */
export const serialize = (loss: unknown): unknown => family.serialize(loss);

/** The loss that {@link serialize} made the JSON from. */
export const deserialize = (config: unknown, customObjects: CustomObjects | null = null): Loss | LossFunction =>
  family.deserialize(config, customObjects);
