import { placeholder, type Tensor } from '../tensor.js';
import { dependents, type Graph, topologicalOrder } from './node.js';
import { rewrite } from './rewrite.js';

/** Graphs that depend on nothing but their inputs. */
export interface Closed {
  /** The graphs, with one more input for each captured tensor, the same for all. */
  readonly bodies: readonly Graph[];
  /** Tensors from outside that the graphs use; whatever does not depend on a graph's own inputs is computed outside. */
  readonly captured: readonly Tensor[];
}

/** Numbers written in the code of a body stay in it; so they never become state of its gradient. */
const isConstant = (tensor: Tensor): boolean => tensor.storage !== null && tensor.rank === 0;

/** Closure conversion: what the graphs use from outside becomes an input. */
export function closeOver(graphs: readonly Graph[]): Closed {
  const inner = new Map<Tensor, Tensor>();
  for (const { inputs, outputs } of graphs) {
    const nodes = dependents(topologicalOrder(outputs), inputs);
    const own = new Set([...inputs, ...[...nodes].flatMap((node) => node.outputs)]);
    for (const tensor of [...[...nodes].flatMap((node) => node.inputs), ...outputs]) {
      if (!own.has(tensor) && !inner.has(tensor) && !isConstant(tensor)) inner.set(tensor, placeholder(tensor));
    }
  }
  const bodies = graphs.map((graph) => ({
    inputs: [...graph.inputs, ...inner.values()],
    outputs: rewrite(graph, undefined, inner).outputs,
  }));
  return { bodies, captured: [...inner.keys()] };
}
