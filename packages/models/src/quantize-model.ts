import { NotImplementedError, ValueError } from '@org/core';
import type { Layer } from '@org/layers';
import { flattenLayers } from '@org/layers/internal';
import type { QuantizeOptions } from './model-options.js';
import { Trainer } from './trainer/trainer.js';
import { trainingOf } from './trainer/trainer-state.js';

/** Quantizes the layers of a model that can be, and warns of those that cannot. What was compiled is forgotten. */
export function quantizeLayers(model: Layer, options: QuantizeOptions): void {
  const { mode = null, config = null, filters = null, typeCheck, ...unknown } = options;
  const names = Object.keys(unknown);
  if (names.length > 0) {
    throw new ValueError(`Unrecognized keyword arguments passed to quantize() of ${model.constructor.name}.`, {
      expected: 'mode, config, filters, typeCheck',
      received: names.join(', '),
    });
  }
  const isChosen = chosen(filters);
  for (const layer of flattenLayers(model)) {
    // What holds layers is quantized with them.
    if (!isChosen(layer) || flattenLayers(layer).length > 1) continue;
    try {
      layer.quantize(mode, { config, ...(typeCheck !== undefined && { typeCheck }) });
    } catch (error) {
      if (!(error instanceof NotImplementedError)) throw error;
      if (layer.weights.length > 0) console.warn(error.message);
    }
  }
  for (const each of flattenLayers(model)) if (each instanceof Trainer) trainingOf(each).runners.clear();
}

function chosen(filters: QuantizeOptions['filters']): (layer: Layer) => boolean {
  if (filters === null || filters === undefined) return () => true;
  if (typeof filters === 'function') return filters;
  const patterns = typeof filters === 'string' || filters instanceof RegExp ? [filters] : filters;
  if (!Array.isArray(patterns)) {
    throw new ValueError('`filters` is a pattern, a list of patterns, or a function of a layer.', {
      received: String(filters),
    });
  }
  return ({ name }) => patterns.some((pattern) => new RegExp(pattern).test(name));
}
