import { sameShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { type Graph, type Node, topologicalOrder } from '../node.js';

/** Elementwise operations on tensors of one shape that feed each other. */
export interface Chain {
  /** In topological order. */
  readonly nodes: Node[];
  /** How many pieces the tensors are cut into, and the elements of each. */
  readonly pieces: number;
  readonly size: number;
}

/** Elements from which on a tensor and those around it do not fit into the cache of a core. */
const LARGE = 131_072;
/** Elements of a piece: some ten of them fit, and each is worth the start of an iteration. */
const [SMALLEST_PIECE, LARGEST_PIECE] = [8192, 32_768];
/** Operations from which on pieces pay. */
const LONG = 4;

/**
 * The chains of a graph that are worth to be cut into pieces, by their nodes; and an order of all nodes in which everything that a
 * chain needs from outside comes before its first node.
 */
export function elementwiseChains(graph: Graph): { chains: Map<Node, Chain>; order: readonly Node[] } {
  const nodes = topologicalOrder(graph.outputs);
  const candidates = new Set(nodes.filter(isCandidate));
  if (candidates.size < LONG) return { chains: new Map(), order: nodes };
  const joint = (source: Node, node: Node): boolean =>
    candidates.has(source) && candidates.has(node) && sameShape(source.outputs[0]!.shape, node.outputs[0]!.shape);
  const levels = levelsOf(nodes, joint);
  const chains = new Map<Node, Chain>();
  for (const node of nodes) {
    if (!candidates.has(node)) continue;
    const near = (x: Tensor) => x.node && joint(x.node, node) && levels.get(x.node) === levels.get(node);
    const before = new Set(node.inputs.filter(near).map((x) => chains.get(x.node!)!));
    const cut = cutOf(node.outputs[0]!.size)!;
    const chain: Chain = { ...cut, nodes: [...[...before].flatMap((other) => other.nodes), node] };
    for (const member of chain.nodes) chains.set(member, chain);
  }
  const position = new Map(nodes.map((node, i) => [node, i]));
  const inOrder = (a: Node, b: Node) => position.get(a)! - position.get(b)!;
  for (const [node, chain] of chains) if (chain.nodes.length < LONG) chains.delete(node);
  for (const chain of new Set(chains.values())) chain.nodes.sort(inOrder);
  const order = [...nodes].sort((a, b) => levels.get(a)! - levels.get(b)! || inOrder(a, b));
  return { chains, order };
}

function isCandidate({ primitive, inputs, outputs: [output] }: Node): boolean {
  if (!primitive.elementwise || output!.size < LARGE || !cutOf(output!.size)) return false;
  return inputs.every((x) => x.size === 1 || sameShape(x.shape, output!.shape));
}

/** As few pieces as possible, all of one size. */
function cutOf(size: number): Pick<Chain, 'pieces' | 'size'> | null {
  for (let pieces = Math.ceil(size / LARGEST_PIECE); size / pieces >= SMALLEST_PIECE; pieces++) {
    if (size % pieces === 0) return { pieces, size: size / pieces };
  }
  return null;
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
    const sources = node.inputs.flatMap((x) => x.node ?? []);
    levels.set(node, Math.max(0, ...sources.map((source) => levels.get(source)! + (joint(source, node) ? 0 : 1))));
  }
  for (const node of [...nodes].reverse()) {
    const level = bound.get(node) ?? levels.get(node)!;
    levels.set(node, level);
    for (const { node: source } of node.inputs) {
      if (!source) continue;
      bound.set(source, Math.min(bound.get(source) ?? Infinity, level - (joint(source, node) ? 0 : 1)));
    }
  }
  return levels;
}
