/** keras.optimizers. */
import type { CustomObjects } from '@org/layers';
import * as classes from './classes.js';
import { type OptimizerIdentifier, optimizerFamily } from './identifiers.js';
import type { Optimizer } from './optimizer.js';

export * as schedules from '../schedules/index.js';
export * from './classes.js';
export type { OptimizerIdentifier } from './identifiers.js';

const family = /* @__PURE__ */ optimizerFamily(classes);

/** The optimizer as JSON. */
export const serialize = (optimizer: Optimizer): unknown => family.serialize(optimizer);

/**
 * The optimizer from its JSON, or from `{ class_name, config }` alone.
 *
 * @throws TypeError for an unknown class
 */
export const deserialize = (config: unknown, customObjects: CustomObjects | null = null): Optimizer =>
  family.deserialize(config, customObjects);

/**
 * The optimizer that an identifier stands for; null stays null.
 *
 * @throws ValueError for anything else
 * @example
 * get('adam'); // new Adam()
 */
export const get = (identifier: OptimizerIdentifier | null): Optimizer | null => family.get(identifier);
