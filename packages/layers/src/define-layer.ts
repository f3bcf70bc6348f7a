/** What the classes of Keras's own layers have in common: how they are registered and how their constructors read arguments. */
import { bindOptions } from '@org/core';
import { declaresCall } from './call-parameters.js';
import { LAYER_KEYWORDS } from './layer-options.js';
import { type NamedObject, registerKerasObject } from './serialization/index.js';

/**
 * Decorator that registers a class in `keras.layers`, so that files can name it. Its `call` takes `inputs` alone, unless the class
 * or the one that it extends declares more.
 */
export const kerasLayer =
  (name: string) =>
  <T extends NamedObject>(type: T, context?: unknown): T => {
    if (!declaresCall(type)) Object.defineProperty(type, 'callParameters', { value: ['inputs'], configurable: true });
    return registerKerasObject({ module: 'keras.layers', name })(type, context);
  };

/**
 * Constructor arguments as one options object: `parameters` by position or name, then the keywords of every layer.
 *
 * @param required how many leading parameters have no default
 */
export const layerOptions = <Options>(
  layer: string,
  parameters: readonly string[],
  required: number,
  args: readonly unknown[],
): Options => bindOptions<Options>(layer, [...new Set([...parameters, ...LAYER_KEYWORDS])], required, args);
