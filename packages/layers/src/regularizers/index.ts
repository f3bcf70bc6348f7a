/** keras.regularizers: classes, also under the lower-case names that Keras gives them, and finding them by name. */

import { type CustomObjects, objectFamily } from '../serialization/index.js';
import type { Regularizer } from './regularizer.js';

export { L1, L1 as l1, type L1Options } from './l1.js';
export { L1L2, L1L2 as l1L2, type L1L2Options } from './l1-l2.js';
export { L2, L2 as l2, type L2Options } from './l2.js';
export {
  OrthogonalRegularizer,
  OrthogonalRegularizer as orthogonalRegularizer,
  type OrthogonalRegularizerOptions,
} from './orthogonal-regularizer.js';
export { Regularizer } from './regularizer.js';

const family = objectFamily<Regularizer>('keras.regularizers', 'regularizer');

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
