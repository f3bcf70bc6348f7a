import { ValueError } from '@org/core';
import { Model } from '../model.js';
import { graphOf } from '../model-graph.js';

/** The key of the outputs of the model itself. */
export const FINAL_OUTPUT = 'final_output';

/**
 * A model of the same inputs that puts out what several layers do, by their names, and its outputs; null where no layer is named.
 *
 * @throws ValueError for a model without a graph, or without such a layer
 */
export function featureExtractor(model: Model, names: readonly (string | null | undefined)[]): Model | null {
  const distinct = [...new Set(names.filter((name) => name !== null && name !== undefined))];
  if (distinct.length === 0) return null;
  if (!graphOf(model)) {
    throw new ValueError(`Cannot create feature extractor for ${model.name}.`, {
      expected: 'a model with symbolic inputs',
    });
  }
  const outputs = Object.fromEntries(distinct.map((name) => [name, model.getLayer({ name }).output]));
  return new Model(
    model.input,
    { [FINAL_OUTPUT]: model.output, ...outputs },
    { name: `${model.name}_multi_feature_extractor` },
  );
}
