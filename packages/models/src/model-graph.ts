/** Which graph a model computes. It lies here, where no field of a user's model can meet it. */
import {
  AttributeError,
  type KerasFunction as Graph,
  KerasFunction as GraphOf,
  isKerasTensor,
  type KerasTensor,
  type Operation,
  type Tensor,
  tree,
  ValueError,
} from '@org/core';
import { nodeOf, OpOperation } from '@org/core/internal';
import { Input, type InputShape, Layer } from '@org/layers';
import { constructorForm, isPlainFunction } from '@org/layers/internal';
import type { Model } from './model.js';

/** Symbolic tensors, alone or in lists and dicts. */
export type Symbolic = tree.Tree<Tensor>;

const graphs = new WeakMap<object, Graph | null>();

/** The graph between the inputs and outputs of a model; null for a subclass that computes in `call`. */
export const graphOf = (model: object): Graph | null => graphs.get(model) ?? null;

export const setGraphOf = (model: object, graph: Graph | null): void => void graphs.set(model, graph);

/** The names of the layers that make the outputs of a functional model; null for another one. */
export const outputNamesOf = (model: object): string[] | null =>
  graphOf(model)?.flatOutputs.map(({ history, name }) => history?.operation.name ?? name ?? '') ?? null;

const functional = new WeakSet<object>();

/** Whether an object is a model that was made from symbolic inputs and outputs. */
export const isFunctional = (model: object): boolean => functional.has(model);

/** Notes that a model is made from symbolic inputs and outputs. */
export const noteFunctional = (model: object): void => void functional.add(model);

/** Whether an object is a model, for those who cannot import the class. */
export const isModel = (value: object): value is Model => graphs.has(value);

/**
 * Whether a class of models is made from inputs and outputs, as Model is. The config of a class that makes its graph itself holds what
 * its constructor takes.
 */
export function takesGraph(type: abstract new (...args: never[]) => unknown): boolean {
  const form = constructorForm(type);
  const names = form?.slots?.flatMap(({ kind, name, keys }) => (kind === 'position' ? [name] : keys)) ?? null;
  return names === null || ['inputs', 'outputs'].every((name) => names.includes(name));
}

/**
 * The graph between symbolic tensors.
 *
 * @throws ValueError for anything else
 */
export function newGraph(inputs: Symbolic, outputs: Symbolic, name: string): Graph {
  for (const [what, tensors] of Object.entries({ inputs, outputs })) {
    const wrong = tree.flatten<Tensor>(tensors).find((each) => !isKerasTensor(each));
    if (wrong !== undefined) {
      throw new ValueError(`The ${what} of a functional model must be symbolic tensors.`, {
        expected: 'results of Input() and of layers called on them',
        received: String(wrong),
      });
    }
  }
  return graphFromInputs(new GraphOf(inputs as tree.Tree<KerasTensor>, outputs as tree.Tree<KerasTensor>, name));
}

/**
 * The graph between input layers. One that begins at results of other layers gets inputs of its own, on which its layers are called
 * once more.
 */
function graphFromInputs(graph: Graph): Graph {
  const isInput = ({ history }: KerasTensor): boolean => nodeOf(history)?.isInput ?? false;
  if (graph.flatInputs.every(isInput)) return graph;
  const inputs = tree.mapStructure((tensor: KerasTensor) => {
    if (isInput(tensor)) return tensor;
    const { shape: batchShape, dtype, name } = tensor;
    return Input({ batchShape, dtype, name: name && `${name}CLONE` }) as KerasTensor;
  }, graph.inputs);
  const outputs = graph.runFlat(tree.flatten(inputs), (operation, args) => operation.invoke(...args));
  return new GraphOf(inputs, outputs as tree.Tree<KerasTensor>, graph.name);
}

/** Whether an operation of a graph is looked at with the layers of its model, or has nothing that changes. */
export const isRecordable = (operation: Operation): boolean =>
  operation instanceof Layer ||
  (operation instanceof OpOperation && !Object.values(operation.settings).some(isPlainFunction));

/** The layers among the operations of a model's graph. */
export const graphLayers = (model: object): Layer[] =>
  graphOf(model)?.operations.filter((operation): operation is Layer => operation instanceof Layer) ?? [];

/** @throws AttributeError for a model without a graph */
export function graphOrThrow(model: Layer): Graph {
  const graph = graphOf(model);
  if (graph) return graph;
  throw new AttributeError(`"${model.name}" has no symbolic inputs and outputs.`, {
    expected: 'a functional model, or a Sequential model that knows its input shape',
  });
}

/** The shapes of symbolic tensors, in their structure. */
export const shapeTree = (tensors: tree.Tree<KerasTensor>): InputShape =>
  tree.mapStructure(({ shape }: KerasTensor) => shape, tensors) as unknown as InputShape;
