/** keras.layers.serialize and deserialize, and reading other objects. These bring the classes that files may name. */

import { PythonTypeError } from '@org/core';
import { show } from '@org/core/internal';
import { keepLayers } from '../keras-objects.js';
import { Layer } from '../layer.js';
import {
  argumentNamed,
  type DeserializeArguments,
  type DeserializeOptions,
  deserializeArguments,
  deserializeKerasObject as read,
  serializeKerasObject,
} from './index.js';

/**
 * The value that `serializeKerasObject`, here or in Python, made the JSON from. Never runs code from it: Python lambdas are refused,
 * and names lead to registered classes and functions only.
 *
 * @throws TypeError for an unknown class or function, naming it
 * @example
 * deserializeKerasObject({ module: 'keras.initializers', class_name: 'Zeros', config: {}, registered_name: null });
 */
export function deserializeKerasObject(config: unknown, options: DeserializeOptions = {}): unknown {
  keepLayers();
  return read(config, options);
}

/** The JSON of a layer, as Keras writes it. */
export const serialize = (...args: [layer: Layer] | [keywords: { layer: Layer }]): Record<string, unknown> =>
  serializeKerasObject(argumentNamed('serialize', 'layer', args)) as Record<string, unknown>;

/**
 * The layer that {@link serialize}, here or in Python, made the JSON from.
 *
 * @throws TypeError for the JSON of something else
 * @example
 * deserialize(serialize(new Dense(3))).getConfig().units; // 3
 */
export function deserialize(...args: DeserializeArguments): Layer {
  const [config, customObjects] = deserializeArguments(args);
  const object = deserializeKerasObject(config, { customObjects });
  if (object instanceof Layer) return object;
  throw new PythonTypeError('This is not the config of a layer.', { received: show(config) });
}
