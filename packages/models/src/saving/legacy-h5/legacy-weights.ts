/** Weights in the layout of Keras 2: by layers of the model, in their order or by their names, where `.weights.h5` go by attributes. */
import { type TensorLike, ValueError, type Variable } from '@org/core';
import { fromHost } from '@org/core/internal';
import type { Layer } from '@org/layers';
import type { Model } from '../../model.js';
import type { H5Dataset } from '../h5-store.js';
import type { LegacyGroup } from './legacy-group.js';

export const TOP_LEVEL = 'top_level_model_weights';

/** The order in which this layout has the weights of a layer. */
export const legacyWeights = (layer: Layer): Variable[] => [...layer.trainableWeights, ...layer.nonTrainableWeights];

/** What a model has beside those of its layers. */
export function topLevelWeights(model: Model): Variable[] {
  const ofLayers = new Set(model.layers.flatMap((layer) => layer.weights));
  return legacyWeights(model).filter((weight) => !ofLayers.has(weight));
}

export interface PutOptions {
  /** Leaves out layers whose weights have other shapes or numbers, with a warning. */
  readonly skipMismatch?: boolean | undefined;
  /** Whether layers get the weights of those of the same name, in place of the same position; others keep theirs. */
  readonly byName?: boolean | undefined;
}

interface Holder {
  readonly name: string;
  readonly weights: readonly Variable[];
  readonly values: readonly H5Dataset[];
}

/** The group that has weights: of a file of weights its root. */
export const weightsGroupOf = (root: LegacyGroup): LegacyGroup =>
  root.texts('layer_names') === null && root.has('model_weights') ? root.group('model_weights') : root;

/**
 * Assigns the weights of a group. Nothing is assigned unless everything fits.
 *
 * @throws ValueError naming the first layer that the group lacks or has with other shapes
 */
export function putLegacyWeights(group: LegacyGroup, model: Model, options: PutOptions = {}): void {
  const names = group.texts('layer_names');
  if (names === null)
    throw new ValueError('The file has no weights in the layout of Keras 2.', {
      expected: "an attribute 'layer_names'",
    });
  const holders = options.byName ? holdersByName(group, names, model) : holdersInOrder(group, names, model);
  const top = topLevelWeights(model);
  if (group.has(TOP_LEVEL)) {
    holders.push({ name: 'the model itself', weights: top, values: group.group(TOP_LEVEL).weights() });
  }
  const pairs = holders.flatMap((holder) => matched(holder, options.skipMismatch ?? false));
  for (const [variable, value] of pairs) variable.assign(fromHost(value) as TensorLike);
}

const described = (layer: Layer, saved: string): string =>
  layer.name === saved ? `layer "${saved}"` : `layer "${layer.name}" ("${saved}" in the file)`;

function holdersInOrder(group: LegacyGroup, names: readonly string[], model: Model): Holder[] {
  const saved = names
    .map((name) => ({ name, group: group.group(name) }))
    .filter((each) => each.group.texts('weight_names')?.length);
  const layers = model.layers.filter((layer) => legacyWeights(layer).length > 0);
  if (saved.length !== layers.length) {
    throw new ValueError('The file has weights of another number of layers than the model.', {
      expected: `${layers.length} layers: ${listed(layers.map(({ name }) => name))}`,
      received: `${saved.length} layers: ${listed(saved.map(({ name }) => name))}`,
      hint: 'load { byName: true } for layers of the same names.',
    });
  }
  return layers.map((layer, i) => {
    const { name, group: own } = saved[i]!;
    return { name: described(layer, name), weights: legacyWeights(layer), values: own.weights() };
  });
}

const listed = (names: readonly string[]): string => names.slice(0, 5).join(', ') + (names.length > 5 ? ', ...' : '');

function holdersByName(group: LegacyGroup, names: readonly string[], model: Model): Holder[] {
  return names.flatMap((name) =>
    model.layers
      .filter((layer) => layer.name === name)
      .map((layer) => ({
        name: described(layer, name),
        weights: legacyWeights(layer),
        values: group.group(name).weights(),
      })),
  );
}

/** Variables with their values; those that do not fit are an error, or left out. */
function matched({ name, weights, values }: Holder, skipMismatch: boolean): [Variable, H5Dataset][] {
  const refuse = (what: string, expected: string, received: string): [] => {
    if (!skipMismatch) throw new ValueError(`The file has ${what} for ${name}.`, { expected, received });
    console.warn(`Skipped the weights of ${name}: expected ${expected}, the file has ${received}.`);
    return [];
  };
  if (weights.length !== values.length)
    return refuse('another number of weights', `${weights.length} weights`, `${values.length} weights`);
  return weights.flatMap((weight, i) => {
    const { shape } = values[i]!;
    if (shape.join() === weight.shape.join()) return [[weight, values[i]!] as [Variable, H5Dataset]];
    return refuse('a weight of another shape', `${weight.path} of shape [${weight.shape}]`, `shape [${shape}]`);
  });
}
