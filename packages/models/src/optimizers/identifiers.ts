/** Optimizers by name, by config, and as JSON. */
import { isPlainObject } from '@org/core/internal';
import type { CustomObjects, SerializedConfig } from '@org/layers';
import { objectByShortcut, objectFamily } from '@org/layers/internal';
import { OPTIMIZERS } from './keras-optimizer.js';
import { Optimizer } from './optimizer.js';

/** What identifies an optimizer: itself, its class, its name, or its config. */
export type OptimizerIdentifier = Optimizer | (new () => Optimizer) | string | SerializedConfig;

const family = /* @__PURE__ */ objectFamily<Optimizer>(OPTIMIZERS, 'optimizer');

/** Keras finds its own optimizers whatever the case. */
function known(name: string): string {
  const lower = name.toLowerCase();
  return objectByShortcut(OPTIMIZERS, lower)?.name ?? name;
}

/** The optimizer as JSON. */
export const serialize = (optimizer: Optimizer): unknown => family.serialize(optimizer);

/**
 * The optimizer from its JSON, or from `{ class_name, config }` alone.
 *
 * @throws TypeError for an unknown class
 */
export function deserialize(config: unknown, customObjects: CustomObjects | null = null): Optimizer {
  const named = isPlainObject(config) ? { ...config, class_name: known(String(config.class_name)) } : config;
  return family.deserialize(named, customObjects);
}

/**
 * The optimizer that an identifier stands for; null stays null.
 *
 * @throws ValueError for anything else
 * @example
 * get('adam'); // new Adam()
 */
export function get(identifier: OptimizerIdentifier | null): Optimizer | null {
  if (identifier instanceof Optimizer) return identifier;
  if (isPlainObject(identifier)) return deserialize(identifier);
  return family.get(typeof identifier === 'string' ? known(identifier) : identifier);
}
