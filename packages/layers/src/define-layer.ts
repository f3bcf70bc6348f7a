/** What the classes of Keras's own layers have in common: how they are registered. */
import { declaresCall } from './call-parameters.js';
import { type NamedObject, registerKerasObject } from './serialization/index.js';

/**
 * Registers a class in `keras.layers`, so that files can name it. Its `call` takes `inputs` alone, unless the class or the one that it
 * extends declares more.
 */
export const kerasLayer = (type: NamedObject, name: string): string => register(type, 'keras.layers', name);

/** The same for a layer that Keras does not have: files of ours name it, and Python cannot read them. */
export const beyondKeras = (type: NamedObject, name: string): string => register(type, '@org/layers', name);

function register(type: NamedObject, module: string, name: string): string {
  if (!declaresCall(type)) Object.defineProperty(type, 'callParameters', { value: ['inputs'], configurable: true });
  return registerKerasObject(type, { module, name });
}
