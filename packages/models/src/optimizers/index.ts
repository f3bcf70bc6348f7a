/** keras.optimizers. */
import {
  type ArgumentNamed,
  argumentNamed,
  type DeserializeArguments,
  deserializeArguments,
} from '@org/layers/internal';
import * as classes from './classes.js';
import { type OptimizerIdentifier, optimizerFamily } from './identifiers.js';
import type { Optimizer } from './optimizer.js';

export * as schedules from '../schedules/index.js';
export * from './classes.js';
export type { OptimizerIdentifier } from './identifiers.js';
export * as legacy from './legacy.js';

const family = /* @__PURE__ */ optimizerFamily(classes);

/** The optimizer as JSON. */
export const serialize = (...args: ArgumentNamed<'optimizer'>): unknown =>
  family.serialize(argumentNamed('serialize', 'optimizer', args));

/**
 * The optimizer from its JSON, or from `{ class_name, config }` alone.
 *
 * @throws TypeError for an unknown class
 */
export const deserialize = (...args: DeserializeArguments): Optimizer =>
  family.deserialize(...deserializeArguments(args));

/**
 * The optimizer that an identifier stands for; null stays null.
 *
 * @throws ValueError for anything else
 * @example
 * get('adam'); // new Adam()
 */
export const get = (
  ...args:
    | [identifier: OptimizerIdentifier | string | null]
    | [keywords: { identifier: OptimizerIdentifier | string | null }]
): Optimizer | null => family.get(argumentNamed('get', 'identifier', args));
