import type { NamedObject } from '@org/layers';
import { registerKerasObject } from '@org/layers/internal';

/** The heading of optimizers in files. */
export const OPTIMIZERS = 'keras.optimizers';

/** Registers an optimizer under its name and, as Keras finds it too, the name in lower case: `rmsprop`. */
export const kerasOptimizer = (type: NamedObject, name: string): string =>
  registerKerasObject(type, { module: OPTIMIZERS, name, aliases: [name.toLowerCase()] });
