import { DisjointSets } from '../../../graph/disjoint-sets.js';
import { makerOf } from '../../../graph/match.js';
import { type Graph, type Node, topologicalOrder } from '../../../graph/node.js';
import { sameShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';

/** Elementwise operations on tensors of one shape that feed each other, in topological order. */
export type Chain = readonly Node[];

/** Whether an input of an elementwise node has the shape of its output, rather than being one number for all elements. */
export const isFull = (input: Tensor, { outputs: [output] }: Node): boolean =>
  output!.rank > 0 && sameShape(input.shape, output!.shape);

/** The chains of a graph, and an order of all nodes in which whatever a chain needs from outside comes before its first node. */
export interface Chains {
  readonly chainOf: ReadonlyMap<Node, Chain>;
  readonly order: readonly Node[];
}

/**
 * The longest chains of a graph, of one operation or more.
 *
 * @param fits whether tensors of so many elements take part
 * @param isSource whether a node may be the first of a chain although it is not elementwise
 */
export function elementwiseChains(
  graph: Graph,
  fits: (size: number) => boolean,
  isSource: (node: Node) => boolean = () => false,
): Chains {
  const nodes = topologicalOrder(graph.outputs);
  const candidates = new Set(
    nodes.filter((node) => {
      const { primitive, inputs, outputs } = node;
      if (outputs[0]!.rank === 0 || !fits(outputs[0]!.size)) return false;
      return isSource(node) || (primitive.elementwise && inputs.every((x) => x.size === 1 || isFull(x, node)));
    }),
  );
  if (candidates.size === 0) return { chainOf: new Map(), order: nodes };
  const joint = (source: Node, node: Node): boolean =>
    candidates.has(source) && candidates.has(node) && isFull(source.outputs[0]!, node);
  const levels = levelsOf(nodes, joint);
  // Sorting keeps the order of nodes of one level.
  const order = [...nodes].sort((a, b) => levels.get(a)! - levels.get(b)!);
  const sets = new DisjointSets<Node>();
  for (const node of candidates) {
    sets.add(node);
    for (const x of node.inputs) {
      const source = makerOf(x);
      if (source && joint(source, node) && levels.get(source) === levels.get(node)) sets.join(source, node);
    }
  }
  return { chainOf: new Map(sets.groups().flatMap((chain) => chain.map((node) => [node, chain]))), order };
}

/**
 * A number for each node: an edge raises it unless it joins two operations of one chain. So a path that leaves a chain never comes
 * back to a node of the same number. Numbers are as large as the nodes behind allow, for operations that wait for others of their
 * chain.
 */
function levelsOf(nodes: readonly Node[], joint: (source: Node, node: Node) => boolean): Map<Node, number> {
  const levels = new Map<Node, number>();
  const bound = new Map<Node, number>();
  for (const node of nodes) {
    const sources = node.inputs.flatMap((x) => makerOf(x) ?? []);
    levels.set(node, Math.max(0, ...sources.map((source) => levels.get(source)! + (joint(source, node) ? 0 : 1))));
  }
  for (const node of [...nodes].reverse()) {
    const level = bound.get(node) ?? levels.get(node)!;
    levels.set(node, level);
    for (const x of node.inputs) {
      const source = makerOf(x);
      if (!source) continue;
      bound.set(source, Math.min(bound.get(source) ?? Infinity, level - (joint(source, node) ? 0 : 1)));
    }
  }
  return levels;
}
