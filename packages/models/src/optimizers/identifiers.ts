/** Optimizers by name and by config. No optimizer is here that the program does not name. */
import { ValueError } from '@org/core';
import { type ClassIn, isPlainObject, type KnownName, type SnakeCase } from '@org/core/internal';
import type { SerializedConfig } from '@org/layers';
import { type ObjectFamily, objectByShortcut, objectFamily } from '@org/layers/internal';
import type * as classes from './classes.js';
import { OPTIMIZERS } from './keras-optimizer.js';
import type { LossScaleOptimizer } from './loss-scale-optimizer.js';
import type { Optimizer } from './optimizer.js';

type OptimizerClass = Exclude<
  ClassIn<typeof classes>,
  'Optimizer' | 'OptimizerMap' | 'MultiOptimizer' | 'LossScaleOptimizer'
>;
type OptimizerName = OptimizerClass | Lowercase<OptimizerClass> | SnakeCase<OptimizerClass>;

/** What identifies an optimizer: itself, its class, its name, or its config. */
export type OptimizerIdentifier = Optimizer | (new () => Optimizer) | KnownName<OptimizerName> | SerializedConfig;

/** Keras finds its own optimizers whatever the case. */
export const knownOptimizer = (name: string): string => objectByShortcut(OPTIMIZERS, name.toLowerCase())?.name ?? name;

/** Whether a value is an optimizer; if one is, the program contains the class. */
const isOptimizer = (value: unknown): value is Optimizer => {
  const base = objectByShortcut(OPTIMIZERS, 'Optimizer');
  return base !== undefined && value instanceof base;
};

export function optimizerFamily(members: Readonly<Record<string, unknown>> = {}): ObjectFamily<Optimizer> {
  const family = objectFamily<Optimizer>(OPTIMIZERS, 'optimizer', members);
  const deserialize: typeof family.deserialize = (config, customObjects) => {
    const named = isPlainObject(config) ? { ...config, class_name: knownOptimizer(String(config.class_name)) } : config;
    return family.deserialize(named, customObjects);
  };
  const get: typeof family.get = (identifier) => {
    if (isOptimizer(identifier)) return identifier;
    if (isPlainObject(identifier)) return deserialize(identifier);
    const found = family.get(typeof identifier === 'string' ? knownOptimizer(identifier) : identifier);
    if (found === null || isOptimizer(found)) return found;
    throw new ValueError('Could not interpret the optimizer.', {
      expected: 'an Optimizer, its class, its name or its config',
      received: String(found),
    });
  };
  return { ...family, get, deserialize };
}

const family = /* @__PURE__ */ optimizerFamily();

/**
 * As `optimizers.get`, among the optimizers that the program contains.
 *
 * @throws ValueError for an unknown name
 */
export const getOptimizer = (identifier: unknown): Optimizer | null => family.get(identifier);

/** The class that scales losses, if the program contains it. */
export const getLossScaleOptimizer = () =>
  objectByShortcut(OPTIMIZERS, 'LossScaleOptimizer') as typeof LossScaleOptimizer | undefined;
