/** A text that two graphs share exactly when the same compiled session can run both. */
import type { Tensor } from '../tensor/tensor.js';
import { type Attributes, type Graph, isGraph, isLeaf, topologicalOrder } from './node.js';

/** @param constant whether a leaf is part of the model (its elements then belong to the key) or fed on every run */
export function structureKey(graph: Graph, constant: (leaf: Tensor) => boolean): string {
  const ids = new Map<Tensor, number>();
  const parts: string[] = [];
  const idOf = (tensor: Tensor): number => {
    let id = ids.get(tensor);
    if (id === undefined) {
      id = ids.size;
      ids.set(tensor, id);
      if (isLeaf(tensor))
        parts.push(`${id}:${tensor.dtype}[${tensor.shape}]${constant(tensor) ? `=${elementsOf(tensor)}` : ''}`);
    }
    return id;
  };
  for (const input of graph.inputs) idOf(input);
  for (const node of topologicalOrder(graph.outputs)) {
    const inputs = node.inputs.map(idOf);
    const outputs = node.outputs.map(idOf);
    parts.push(`${outputs}=${node.primitive.name}(${inputs})${attributesKey(node.attributes)}`);
  }
  parts.push(`return ${graph.outputs.map(idOf)}`);
  return parts.join(';');
}

/** Equal texts for equal elements; -0 is not 0. */
const elementsOf = (tensor: Tensor): string =>
  Array.from(tensor.host!.data as ArrayLike<number | bigint>, (value) => (Object.is(value, -0) ? '-0' : value)).join();

/** A text for the attributes of a node, the structure of its bodies included. */
export const attributesKey = (attributes: Attributes): string =>
  Object.keys(attributes).length === 0 ? '' : stringify(attributes);

const stringify = (attributes: Attributes): string =>
  JSON.stringify(attributes, (_key, value: unknown) => {
    // JSON has no way to write these numbers.
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
      return { number: Object.is(value, -0) ? '-0' : String(value) };
    return isGraph(value) ? structureKey(value, (leaf) => leaf.host !== null) : value;
  });
