import { ValueError } from '@org/core';
import type { Layer } from '@org/layers';
import type { GetLayerOptions } from './model-options.js';

/** @throws ValueError unless there is a name or an index, and a layer of it */
export function findLayer(layers: readonly Layer[], { name = null, index = null }: GetLayerOptions): Layer {
  if ((name === null) === (index === null)) throw new ValueError('getLayer() needs a name or an index, and not both.');
  const found = index === null ? layers.find((layer) => layer.name === name) : layers.at(index);
  if (found) return found;
  throw new ValueError(`No such layer: ${name ?? `at index ${index}`}.`, {
    expected: `one of ${layers.map((layer) => layer.name).join(', ')}`,
  });
}
