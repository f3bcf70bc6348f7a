/** keras.constraints: classes, also under the lower-case names that Keras gives them, and finding them by name. */

import { type CustomObjects, objectFamily } from '../serialization/index.js';
import type { Constraint } from './constraint.js';

export { Constraint } from './constraint.js';
export { MaxNorm, MaxNorm as maxNorm, type MaxNormOptions } from './max-norm.js';
export { MinMaxNorm, MinMaxNorm as minMaxNorm, type MinMaxNormOptions } from './min-max-norm.js';
export { NonNeg, NonNeg as nonNeg } from './non-neg.js';
export type { Axis } from './norm.js';
export { UnitNorm, UnitNorm as unitNorm, type UnitNormOptions } from './unit-norm.js';

const family = objectFamily<Constraint>('keras.constraints', 'constraint');

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
