/** A functional model as plain data, in the form of Keras's files, and back. */
import { type KerasFunction as Graph, isKerasTensor, type KerasTensor, Operation, tree, ValueError } from '@org/core';
import {
  fromPythonName,
  inboundNodesOf,
  isPlainObject,
  type OperationNode,
  OpOperation,
  renameKeys,
  show,
  toPythonName,
} from '@org/core/internal';
import { Layer, serializeKerasObject } from '@org/layers';
import { givenByName, readKerasObject } from '@org/layers/internal';
import { isFunctional } from './model-graph.js';

/** Which output of which call of which layer. */
type TensorReference = readonly [layer: string, nodeIndex: number, tensorIndex: number];

interface SerializedNode {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

export interface FunctionalConfig {
  readonly name: string;
  readonly trainable: boolean;
  readonly layers: readonly (Record<string, unknown> & { name: string; inbound_nodes: readonly SerializedNode[] })[];
  readonly input_layers: tree.Tree<unknown>;
  readonly output_layers: tree.Tree<unknown>;
}

const KERAS_TENSOR = '__keras_tensor__';

/** The layers of a graph with their calls, and references to its inputs and outputs. */
export function serializeGraph(graph: Graph): Omit<FunctionalConfig, 'name' | 'trainable'> {
  const own = new Set(graph.nodes);
  /** A call's index among those of its operation that belong to this graph. */
  const reference = (tensor: KerasTensor): TensorReference => {
    const { operation, nodeIndex, tensorIndex } = tensor.history!;
    const before = inboundNodesOf(operation)
      .slice(0, nodeIndex)
      .filter((node) => !own.has(node)).length;
    return [operation.name, nodeIndex - before, tensorIndex];
  };
  const serializeArgument = (value: unknown): unknown => {
    if (isKerasTensor(value)) {
      const config = { shape: value.shape, dtype: value.dtype, keras_history: reference(value) };
      return { class_name: KERAS_TENSOR, config };
    }
    if (Array.isArray(value)) return value.map(serializeArgument);
    if (isPlainObject(value))
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, serializeArgument(each)]));
    return serializeKerasObject(value);
  };
  const serializeNode = (node: OperationNode): SerializedNode => {
    const given = node.operation instanceof OpOperation ? node.operation.savedArguments(node.args) : node.args;
    const { args, keywords } =
      node.operation instanceof Layer ? givenByName(node.operation, given) : splitKeywords(given);
    return {
      args: args.map(serializeArgument),
      kwargs: renameKeys(serializeArgument(keywords) as Record<string, unknown>, toPythonName),
    };
  };
  const end = (tensor: KerasTensor): unknown => {
    const [name, nodeIndex, tensorIndex] = reference(tensor);
    return [name, nodeIndex + firstEnd(tensor.history!.operation), tensorIndex];
  };
  return {
    layers: graph.operations.map((operation) => ({
      ...(serializeKerasObject(operation) as Record<string, unknown>),
      name: operation.name,
      inbound_nodes: inboundNodesOf(operation)
        .filter((node) => own.has(node) && !node.isInput)
        .map(serializeNode),
    })),
    input_layers: tree.mapStructure(end, graph.inputs),
    output_layers: tree.mapStructure(end, graph.outputs),
  };
}

/** In `input_layers` and `output_layers`, and only there, Keras counts the calls of a functional model from 1. */
const firstEnd = (operation: Operation): number => (isFunctional(operation) ? 1 : 0);

const splitKeywords = (given: readonly unknown[]): { args: readonly unknown[]; keywords: Record<string, unknown> } => {
  const last = given[given.length - 1];
  return given.length > 1 && isPlainObject(last)
    ? { args: given.slice(0, -1), keywords: last }
    : { args: given, keywords: {} };
};

/** Makes the layers anew and repeats their calls. */
export function deserializeGraph(config: FunctionalConfig): {
  inputs: tree.Tree<KerasTensor>;
  outputs: tree.Tree<KerasTensor>;
} {
  const operations = new Map<string, Operation>();
  const waiting: { operation: Operation; node: SerializedNode }[] = [];
  for (const { inbound_nodes, name, ...serialized } of config.layers) {
    const operation = readKerasObject(serialized);
    if (!(operation instanceof Operation)) throw new ValueError(`"${name}" in the file is not a layer.`);
    operations.set(name, operation);
    for (const node of inbound_nodes) waiting.push({ operation, node });
  }
  // A layer that a model inside contains as well has been called there.
  const callsInside = (operation: Operation) => inboundNodesOf(operation).filter(({ isInput }) => !isInput).length;
  const first = new Map([...operations.values()].map((operation) => [operation, callsInside(operation)]));
  const find = ([name, nodeIndex, tensorIndex]: TensorReference): KerasTensor | null => {
    const operation = operations.get(name);
    const calls = operation ? inboundNodesOf(operation).slice(first.get(operation)!) : [];
    return calls[nodeIndex]?.outputTensors[tensorIndex] ?? null;
  };
  callInOrder(waiting, find);
  const required = (reference: unknown): KerasTensor => {
    const [name, nodeIndex, tensorIndex] = reference as TensorReference;
    const operation = operations.get(name);
    const tensor = operation ? find([name, nodeIndex - firstEnd(operation), tensorIndex]) : null;
    if (!tensor)
      throw new ValueError('The file names an input or output that it does not define.', {
        received: show(reference),
      });
    return tensor;
  };
  const resolve = (references: tree.Tree<unknown>) => tree.mapStructure(required, references, isReference);
  return { inputs: resolve(config.input_layers), outputs: resolve(config.output_layers) };
}

const isReference = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 3 && typeof value[0] === 'string' && typeof value[1] === 'number';

type Find = (reference: TensorReference) => KerasTensor | null;

/** Repeats the calls, each as soon as its inputs exist and the calls before it of the same layer have been made. */
function callInOrder(calls: readonly { operation: Operation; node: SerializedNode }[], find: Find): void {
  let waiting = [...calls];
  while (waiting.length > 0) {
    const blocked = new Set<Operation>();
    const later: typeof waiting = [];
    for (const call of waiting) {
      if (blocked.has(call.operation) || !isReady([call.node.args, call.node.kwargs], find)) {
        blocked.add(call.operation);
        later.push(call);
        continue;
      }
      const args = call.node.args.map((each) => restoreArgument(each, find));
      const keywords = renameKeys(restoreArgument(call.node.kwargs, find) as Record<string, unknown>, fromPythonName);
      call.operation.invoke(...args, ...(Object.keys(keywords).length > 0 ? [keywords] : []));
    }
    if (later.length === waiting.length) {
      throw new ValueError('The layers in the file cannot be connected.', {
        received: later.map(({ operation }) => operation.name).join(', '),
      });
    }
    waiting = later;
  }
}

const tensorReference = (value: unknown): TensorReference | null =>
  isPlainObject(value) && value.class_name === KERAS_TENSOR
    ? (value.config as { keras_history: TensorReference }).keras_history
    : null;

function isReady(value: unknown, find: Find): boolean {
  const reference = tensorReference(value);
  if (reference) return find(reference) !== null;
  if (Array.isArray(value)) return value.every((each) => isReady(each, find));
  return !isPlainObject(value) || Object.values(value).every((each) => isReady(each, find));
}

function restoreArgument(value: unknown, find: Find): unknown {
  const reference = tensorReference(value);
  if (reference) return find(reference);
  if (Array.isArray(value)) return value.map((each) => restoreArgument(each, find));
  if (!isPlainObject(value)) return value;
  if ('class_name' in value) return readKerasObject(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, restoreArgument(each, find)]));
}
