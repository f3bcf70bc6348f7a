import { placeholder, type Tensor } from '../tensor/tensor.js';
import { dependents, type Graph, type Node, topologicalOrder } from './node.js';
import { rewrite } from './rewrite.js';
import { isShort } from './short.js';

/** Graphs that depend on nothing but their inputs. */
export interface Closed {
  /** The graphs, with one more input for each captured tensor, the same for all. */
  readonly bodies: readonly Graph[];
  /** Tensors from outside that the graphs use; whatever does not depend on a graph's own inputs is computed outside. */
  readonly captured: readonly Tensor[];
}

interface Inside {
  /** Nodes that are part of a graph, beside those that depend on its inputs; the others stay outside. */
  readonly nodes?: (node: Node, graph: number) => boolean;
  /** Concrete tensors that stay in the graphs; short ones, if left out. */
  readonly constants?: (tensor: Tensor) => boolean;
}

/** Closure conversion: what the graphs use from outside becomes an input. */
export function closeOver(graphs: readonly Graph[], inside: Inside = {}): Closed {
  const { nodes: isInside, constants = isShort } = inside;
  const inner = new Map<Tensor, Tensor>();
  for (const [i, { inputs, outputs }] of graphs.entries()) {
    const order = topologicalOrder(outputs);
    const dependent = dependents(order, inputs);
    const fixed = ofNumbers(order, constants);
    const nodes = order.filter((node) => dependent.has(node) || fixed.has(node) || isInside?.(node, i));
    const own = new Set([...inputs, ...nodes.flatMap((node) => node.outputs)]);
    for (const tensor of [...nodes.flatMap((node) => node.inputs), ...outputs]) {
      if (!own.has(tensor) && !inner.has(tensor) && !(tensor.host && constants(tensor)))
        inner.set(tensor, placeholder(tensor));
    }
  }
  const bodies = graphs.map((graph) => ({
    inputs: [...graph.inputs, ...inner.values()],
    outputs: rewrite(graph, undefined, inner).outputs,
  }));
  return { bodies, captured: [...inner.keys()] };
}

/**
 * Nodes that repeat known numbers, or reckon with them: where they are used they come to numbers again, which passes can see, and
 * elsewhere to whole arrays.
 */
function ofNumbers(order: readonly Node[], isNumber: (tensor: Tensor) => boolean): ReadonlySet<Node> {
  const nodes = new Set<Node>();
  for (const node of order) {
    const isKnown = (input: Tensor) => (input.host ? isNumber(input) : input.node !== null && nodes.has(input.node));
    const { cheap, elementwise, words } = node.primitive;
    const isLight = cheap || (elementwise && !words && node.outputs.every(({ size }) => size === 1));
    if (isLight && node.inputs.every(isKnown)) nodes.add(node);
  }
  return nodes;
}
