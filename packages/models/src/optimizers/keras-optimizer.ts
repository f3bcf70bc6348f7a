import type { NamedObject } from '@org/layers';
import { registerKerasObject } from '@org/layers/internal';

/** The heading of optimizers in files. */
export const OPTIMIZERS = 'keras.optimizers';

const own: unique symbol = Symbol('own');

/** Registers an optimizer under its name and, as Keras finds it too, the name in lower case: `rmsprop`. */
export function kerasOptimizer(type: NamedObject, name: string): string {
  Object.defineProperty(type, own, { value: true });
  return registerKerasObject(type, { module: OPTIMIZERS, name, aliases: [name.toLowerCase()] });
}

/** Whether an optimizer is of a class of this package: an update depends on its fields and on variables alone. */
export const isOwnOptimizer = (optimizer: object): boolean => Object.hasOwn(optimizer.constructor, own);
