/** keras.layers.serialize and deserialize. */
import { PythonTypeError } from '@org/core';
import { Layer } from '../layer.js';
import { type CustomObjects, customObjectsIn, deserializeKerasObject, serializeKerasObject } from './index.js';

/** The JSON of a layer, as Keras writes it. */
export const serialize = (layer: Layer): Record<string, unknown> =>
  serializeKerasObject(layer) as Record<string, unknown>;

/**
 * The layer that {@link serialize}, here or in Python, made the JSON from.
 *
 * @throws TypeError for the JSON of something else
 * @example
 * deserialize(serialize(new Dense(3))).getConfig().units; // 3
 */
export function deserialize(config: unknown, customObjects: CustomObjects | null = null): Layer {
  const object = deserializeKerasObject(config, { customObjects: customObjectsIn(customObjects) });
  if (object instanceof Layer) return object;
  throw new PythonTypeError('This is not the config of a layer.', { received: JSON.stringify(config) });
}
