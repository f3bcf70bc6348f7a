import { registerKerasObject } from '@org/layers';

/** The heading of optimizers in files. */
export const OPTIMIZERS = 'keras.optimizers';

/** Decorator that registers an optimizer under its name and, as Keras finds it too, the name in lower case: `rmsprop`. */
export const kerasOptimizer = (name: string) =>
  registerKerasObject({ module: OPTIMIZERS, name, aliases: [name.toLowerCase()] });
