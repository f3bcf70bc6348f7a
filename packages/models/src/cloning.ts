import { type KerasTensor, type Operation, PythonTypeError, type Tensor, tree, ValueError } from '@org/core';
import { bindOptions, isPlainObject, show } from '@org/core/internal';
import { type CustomObjects, Input, InputLayer, Layer, serializeKerasObject } from '@org/layers';
import { customObjectsIn, newFromConfig, readKerasObject } from '@org/layers/internal';
import { keepKerasObjects } from './keras-objects.js';
import { Model } from './model.js';
import { graphOf, takesGraph } from './model-graph.js';
import { ConfigCheck } from './saving/check-config.js';
import { parsePythonJson } from './saving/python-json.js';
import { Sequential } from './sequential.js';
import {
  CLONE_MODEL_PARAMETERS,
  type CloneModelArguments,
  MODEL_FROM_JSON_PARAMETERS,
  type ModelFromJsonArguments,
} from './signatures.js';

type CallFunction = (layer: Operation, ...args: unknown[]) => unknown;

export interface CloneModelOptions {
  model: Model;
  /** Called in place of the inputs of the clone. */
  inputTensors?: tree.Tree<Tensor> | null;
  /** Makes the copy of a layer; by default a layer of the same config with weights of its own. */
  cloneFunction?: ((layer: Layer) => Layer) | null;
  /** Calls a copied layer while the clone of a functional model is made; by default the layer is just called. */
  callFunction?: CallFunction | null;
  /** Whether models inside are cloned in the same way, rather than copied as layers. */
  recursive?: boolean;
}

/**
 * A model of the same layers with new weights, compiled if the model is.
 *
 * @throws ValueError for inputs or functions that a model of this kind has no use for
 * @example
 * const copy = cloneModel(model);
 * copy.setWeights(await model.getWeights());
 */
export function cloneModel(...args: CloneModelArguments): Model {
  const options = bindOptions(CLONE_MODEL_PARAMETERS, args);
  if (!(options.model instanceof Model)) {
    throw new ValueError('cloneModel() takes a model.', { received: show(options.model) });
  }
  return clone(options.model, options.inputTensors ?? null, options, new Map());
}

/** @param copies those of layers that were met before: a layer that is shared stays so */
function clone(
  model: Model,
  inputs: tree.Tree<Tensor> | null,
  options: CloneModelOptions,
  copies: Map<Layer, Layer>,
): Model {
  const { cloneFunction, callFunction, recursive = false } = options;
  const copyOf = (layer: Layer): Layer => {
    const known = copies.get(layer);
    if (known) return known;
    const inner = recursive && layer instanceof Model && isClonable(layer);
    const functions = layer instanceof Sequential ? { ...options, callFunction: null } : options;
    const copy = inner ? clone(layer, null, functions, copies) : (cloneFunction ?? fromOwnConfig)(layer);
    copies.set(layer, copy);
    return copy;
  };
  if (model instanceof Sequential) {
    if (callFunction) throw new ValueError('callFunction is for functional models: a Sequential calls no layers yet.');
    return compiledLike(model, cloneSequential(model, inputs, copyOf));
  }
  if (graphOf(model)) return compiledLike(model, cloneFunctional(model, inputs, copyOf, callFunction ?? callAsItIs));
  if (inputs || cloneFunction || callFunction) {
    throw new ValueError('inputTensors, cloneFunction and callFunction are for functional and Sequential models.', {
      received: `an instance of ${model.constructor.name}`,
    });
  }
  const customObjects = { [model.constructor.name]: model.constructor };
  return readKerasObject(serializeKerasObject(model), { customObjects }) as Model;
}

const isClonable = (model: Model): boolean => model instanceof Sequential || graphOf(model) !== null;

const callAsItIs: CallFunction = (layer, ...args) => layer.invoke(...args);

const fromOwnConfig = (layer: Layer): Layer =>
  (layer.constructor as typeof Layer).fromConfig.call(layer.constructor as never, layer.getConfig()) as Layer;

function compiledLike<M extends Model>(model: Model, copy: M): M {
  const config = model.getCompileConfig();
  if (config) copy.compileFromConfig(config);
  return copy;
}

function cloneSequential(model: Sequential, given: tree.Tree<Tensor> | null, copyOf: (layer: Layer) => Layer): Model {
  const [first, ...others] = tree.flatten<Tensor | null>(given);
  if (others.length > 0) throw new ValueError('inputTensors must be one tensor for a Sequential model.');
  const input = first ?? (graphOf(model) && freshInput(model.inputs[0]!));
  const layers = model.layers.map((layer) => copyOf(layer));
  const { name, trainable } = model;
  return new Sequential([...(input ? [input as KerasTensor] : []), ...layers], { name, trainable });
}

/** Repeats the calls of the graph with copies of the layers; other operations have no state and are shared. */
function cloneFunctional(
  model: Model,
  given: tree.Tree<Tensor> | null,
  copyOf: (layer: Layer) => Layer,
  call: CallFunction,
): Model {
  const graph = graphOf(model);
  if (given) assertSameStructure(given, graph!.inputs);
  const inputs = given ?? tree.mapStructure(freshInput, graph!.inputs);
  const outputs = graph!.runFlat(tree.flatten<Tensor>(inputs), (operation, args) => {
    if (operation instanceof InputLayer) return args[0];
    return call(operation instanceof Layer ? copyOf(operation) : operation, ...args);
  });
  const type = (takesGraph(model.constructor as typeof Model) ? model.constructor : Model) as typeof Model;
  return newFromConfig(type, { name: model.name }, { inputs, outputs });
}

/** A new input like one that a model has. */
function freshInput({ shape: batchShape, dtype, history }: KerasTensor): Tensor {
  const layer = history?.operation;
  const optional = layer instanceof InputLayer && layer.optional;
  return Input({ batchShape, dtype, name: layer?.name ?? null, optional }) as Tensor;
}

function assertSameStructure(given: tree.Tree<Tensor>, expected: tree.Tree<KerasTensor>): void {
  try {
    tree.assertSameStructure(given, expected);
  } catch (error) {
    throw new ValueError('inputTensors must have the structure of model.input.', {
      received: (error as Error).message,
    });
  }
}

export interface ModelFromJsonOptions {
  jsonString: string;
  /** Classes and functions that the text names and that are not registered. */
  customObjects?: CustomObjects | null;
}

/** A model from what `model.toJson()` returned, here or in Python. It has new weights. */
export function modelFromJson(...args: ModelFromJsonArguments): Model {
  const [text, ...others] = args as readonly unknown[];
  // By position, custom objects look like keywords.
  const given = isPlainObject(others[0])
    ? [text, { customObjects: customObjectsIn(others[0] as CustomObjects) }]
    : args;
  const { jsonString: json, customObjects = null } = bindOptions(MODEL_FROM_JSON_PARAMETERS, given);
  keepKerasObjects();
  if (typeof json !== 'string') throw new PythonTypeError('A JSON text is needed.', { received: typeof json });
  const config = parsePythonJson(json, 'The JSON');
  const check = new ConfigCheck('The JSON', config, customObjects);
  const model = isPlainObject(config) ? check.run(() => readKerasObject(config, { customObjects })) : null;
  if (!(model instanceof Model))
    throw new ValueError('The JSON does not describe a model.', { received: json.slice(0, 80) });
  return model;
}
