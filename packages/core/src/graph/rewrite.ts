import { emit } from '../op.js';
import type { Tensor } from '../tensor/tensor.js';
import { atLocationOf } from '../tracing/location.js';
import { type Graph, type Node, topologicalOrder } from './node.js';

/** What a node becomes, given its new inputs; `keep` re-emits it as it is. */
export type Rewrite = (node: Node, inputs: readonly Tensor[], keep: () => readonly Tensor[]) => readonly Tensor[];

/** Rebuilds the part of a graph that `outputs` depend on, node by node. Nodes whose inputs did not change are reused. */
export function rewrite(
  graph: Graph,
  visit: Rewrite = (_node, _inputs, keep) => keep(),
  initial: Iterable<readonly [Tensor, Tensor]> = [],
): Graph {
  const replaced = new Map<Tensor, Tensor>(initial);
  const current = (tensor: Tensor): Tensor => replaced.get(tensor) ?? tensor;
  for (const node of topologicalOrder(graph.outputs, (tensor) => replaced.has(tensor))) {
    const inputs = node.inputs.map(current);
    const keep = () =>
      inputs.every((input, i) => input === node.inputs[i])
        ? node.outputs
        : emit(node.primitive, inputs, node.attributes);
    atLocationOf(node, () => visit(node, inputs, keep)).forEach((output, i) => {
      if (output !== node.outputs[i]) replaced.set(node.outputs[i]!, output);
    });
  }
  return { inputs: graph.inputs, outputs: graph.outputs.map(current) };
}

/** The outputs of `graph` for other inputs. */
export function inline(graph: Graph, inputs: readonly Tensor[]): readonly Tensor[] {
  return rewrite(
    graph,
    undefined,
    graph.inputs.map((input, i) => [input, inputs[i]!] as const),
  ).outputs;
}
