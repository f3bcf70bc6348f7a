import {
  bindOptions,
  isPlainObject,
  type KerasTensor,
  type PythonOptions,
  type Tensor,
  tree,
  ValueError,
} from '@org/core';
import { deserializeKerasObject, Input, InputLayer, Layer, serializeKerasObject } from '@org/layers';
import { Model } from './model.js';
import { Sequential } from './sequential.js';

export interface CloneOptions {
  model?: Model;
  /** Called in place of the inputs of the clone. */
  inputTensors?: tree.Tree<Tensor> | null;
  /** Makes the copy of a layer; by default a layer of the same config with weights of its own. */
  cloneFunction?: ((layer: Layer) => Layer) | null;
}

const PARAMETERS = ['model', 'inputTensors', 'cloneFunction'] as const;

/**
 * A model of the same layers with new weights.
 *
 * @throws ValueError for a subclass, which only its own constructor can copy
 * @example
 * const copy = cloneModel(model);
 * copy.setWeights(await model.getWeights());
 */
export function cloneModel(...args: PythonOptions<typeof PARAMETERS, CloneOptions>): Model {
  const { model, inputTensors, cloneFunction } = bindOptions<CloneOptions>('cloneModel', PARAMETERS, 1, args);
  const copy = cloneFunction ?? ((layer: Layer) => deserializeKerasObject(serializeKerasObject(layer)) as Layer);
  if (model instanceof Sequential) {
    const layers = model.layers.map(copy);
    const shape = model.graph ? (model.inputShape as readonly (number | null)[]) : null;
    const input = (inputTensors as Tensor | undefined) ?? (shape && Input({ batchShape: shape }));
    return new Sequential([...(input ? [input as KerasTensor] : []), ...layers], { name: model.name });
  }
  if (!model?.graph) {
    throw new ValueError('Only functional and Sequential models can be cloned.', {
      hint: 'make another instance of the subclass instead.',
    });
  }
  return cloneFunctional(model, inputTensors ?? null, copy);
}

/** Repeats the calls of the graph with copies of the layers; other operations have no state and are shared. */
function cloneFunctional(model: Model, given: tree.Tree<Tensor> | null, copy: (layer: Layer) => Layer): Model {
  const { graph } = model;
  const copies = new Map<Layer, Layer>();
  const copyOf = (layer: Layer): Layer => {
    if (!copies.has(layer)) copies.set(layer, copy(layer));
    return copies.get(layer)!;
  };
  const fresh = (tensor: KerasTensor): Tensor =>
    Input({ batchShape: tensor.shape, dtype: tensor.dtype, name: tensor.history?.operation.name ?? null }) as Tensor;
  const inputs = given ?? tree.mapStructure(fresh, graph!.inputs);
  const flat = tree.flatten<Tensor>(inputs);
  const outputs = graph!.runFlat(flat, (operation, args) => {
    if (operation instanceof InputLayer) return args[0];
    return (operation instanceof Layer ? copyOf(operation) : operation).invoke(...args);
  });
  return new Model(inputs, outputs as tree.Tree<Tensor>, { name: model.name });
}

/** A model from what `model.toJson()` returned, here or in Python. It has new weights. */
export function modelFromJson(json: string, customObjects: Readonly<Record<string, unknown>> | null = null): Model {
  const config: unknown = JSON.parse(json);
  const model = isPlainObject(config) ? deserializeKerasObject(config, { customObjects }) : null;
  if (!(model instanceof Model))
    throw new ValueError('The JSON does not describe a model.', { received: json.slice(0, 80) });
  return model;
}
