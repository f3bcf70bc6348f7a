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

/** Characters of the structures of bodies that are remembered at most. */
const MOST_TEXT = 2 ** 24;

/** Equal for bodies of one structure, so that keys are short; one that was forgotten gets another number than before. */
const bodyNumbers = new Map<string, number>();
let lastBody = 0;
let textLength = 0;

/** A function that is called in every step of a loop has one body. */
const known = new WeakMap<Graph, number>();

function bodyNumber(body: Graph): number {
  const before = known.get(body);
  if (before !== undefined) return before;
  const key = structureKey(body, (leaf) => leaf.host !== null);
  const number = bodyNumbers.get(key) ?? remember(key);
  known.set(body, number);
  return number;
}

function remember(key: string): number {
  textLength += key.length;
  if (textLength > MOST_TEXT) {
    bodyNumbers.clear();
    textLength = key.length;
  }
  lastBody += 1;
  bodyNumbers.set(key, lastBody);
  return lastBody;
}

/** A text for the attributes of a node, the structure of its bodies included. Functions take no part. */
export function attributesKey(attributes: Attributes): string {
  let text = '';
  for (const key in attributes) text += `${key}=${attributeKey(attributes[key])},`;
  return text;
}

function attributeKey(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'string':
      return JSON.stringify(value);
    case 'function':
      return '';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(attributeKey)}]`;
      if (ArrayBuffer.isView(value)) return `[${Array.from(value as unknown as ArrayLike<unknown>, attributeKey)}]`;
      if (isGraph(value)) return `{#${bodyNumber(value)}}`;
      return `{${attributesKey(value as Attributes)}}`;
    default:
      return String(value);
  }
}
