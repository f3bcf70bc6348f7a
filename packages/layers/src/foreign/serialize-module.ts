import { PythonTypeError } from '@org/core';
import { isPlainObject } from '@org/core/internal';
import { serializeKerasObject } from '../serialization/index.js';

/**
 * The JSON of a wrapped module.
 *
 * @throws TypeError for one that no class can make again
 */
export function serializeModule(module: object): unknown {
  if (!isPlainObject(module) && 'getConfig' in module) return serializeKerasObject(module);
  throw new PythonTypeError('The module of this layer cannot be serialized.', {
    expected: 'an instance of a class with getConfig() and static fromConfig(), which is registered',
    received: isPlainObject(module) ? 'a plain object' : `an instance of ${module.constructor.name}`,
    hint: 'registerKerasSerializable()(MyModule)',
  });
}
