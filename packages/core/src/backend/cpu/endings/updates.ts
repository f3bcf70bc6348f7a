import { DisjointSets } from '../../../graph/disjoint-sets.js';
import { makerOf } from '../../../graph/match.js';
import { type Graph, type Node, topologicalOrder } from '../../../graph/node.js';
import { attributesKey } from '../../../graph/structure.js';
import { type Users, usersOf } from '../../../graph/users.js';
import { laneRuleOf } from '../../../simd/rules.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { isFull } from '../passes/elementwise-chains.js';
import { ADDED, type Added, withRows } from './added-rows.js';

/**
 * Elementwise operations at the end of a graph, from arrays of one size and single numbers to results of the graph, such as an
 * optimizer's update of one weight.
 */
export interface Update {
  readonly nodes: readonly Node[];
  readonly size: number;
  /** Inputs of the graph, and what the graph computes before. */
  readonly arrays: readonly Tensor[];
  /** Single numbers: constants, inputs, and what the graph computes before. */
  readonly scalars: readonly Tensor[];
  readonly results: readonly Result[];
  /** How rows, one of the arrays, become what the nodes read; null where they read the arrays. */
  readonly added: Added | null;
  /** The same for updates that one kernel can do. */
  readonly key: string;
}

export interface Result {
  readonly tensor: Tensor;
  /** Which of the arrays, an input, gives its place to it; -1 where none does. */
  readonly replaces: number;
}

export function updatesOf(graph: Graph): Update[] {
  const given = new Set(graph.inputs);
  const results = new Set(graph.outputs);
  if (results.size < graph.outputs.length) return [];
  const nodes = topologicalOrder(graph.outputs);
  const users = usersOf(graph);
  const last = lastNodes(nodes, users, given);
  const sets = new DisjointSets<Node>();
  const readers = new Map<Tensor, Node>();
  for (const node of last) {
    sets.add(node);
    for (const x of node.inputs) {
      if (x.size < 2) continue;
      // An array that two read has one place.
      const maker = makerOf(x);
      const other = maker && last.has(maker) ? maker : readers.get(x);
      if (other) sets.join(other, node);
      else readers.set(x, node);
    }
  }
  const numbers = new Map<Tensor, number>();
  const updates = sets.groups().map((group) => updateOf(group, given, results, numbers));
  return withRows(updates, users);
}

/** Elements of what the runtime would make, one operation after the other. */
export const workOf = ({ size, nodes, added }: Update): number => size * (nodes.length + (added ? ADDED : 0));

/** Arithmetic that nothing but arithmetic follows, in order. */
function lastNodes(nodes: readonly Node[], users: Users, given: ReadonlySet<Tensor>): Set<Node> {
  const last = new Set<Node>();
  for (const node of [...nodes].reverse()) {
    const output = node.outputs[0]!;
    const isLast = (user: Node | null) => user === null || (last.has(user) && isFull(output, user));
    if (isArithmetic(node, given) && [...users.get(output)!].every(isLast)) last.add(node);
  }
  return new Set(nodes.filter((node) => last.has(node)));
}

/** One output of float32 elements, of which WebAssembly computes each from those at its place and from single numbers. */
function isArithmetic(node: Node, given: ReadonlySet<Tensor>): boolean {
  const { primitive, inputs, outputs } = node;
  if (!primitive.elementwise || !laneRuleOf(primitive) || outputs[0]!.size < 2) return false;
  const isArray = (x: Tensor) => isFull(x, node) && (makerOf(x) !== null || given.has(x));
  return [...inputs, ...outputs].every((x) => x.dtype === 'float32' && (x.size === 1 || isArray(x)));
}

/** @param numbers gives each scalar one number, whoever asks */
function updateOf(
  nodes: readonly Node[],
  given: ReadonlySet<Tensor>,
  outputs: ReadonlySet<Tensor>,
  numbers: Map<Tensor, number>,
): Update {
  const own = new Set(nodes.flatMap((node) => node.outputs));
  const outside = [...new Set(nodes.flatMap(({ inputs }) => inputs))].filter((x) => !own.has(x));
  const scalars = outside.filter((x) => x.size === 1);
  const arrays = outside.filter((x) => x.size > 1);
  const results = placed(
    own,
    [...own].filter((x) => outputs.has(x)),
    arrays,
    given,
  );
  const names = new Map(arrays.map((x, i) => [x, `a${i}`]));
  for (const x of scalars) {
    if (!numbers.has(x)) numbers.set(x, numbers.size);
    names.set(x, `s${numbers.get(x)}`);
  }
  nodes.forEach((node, i) => {
    names.set(node.outputs[0]!, `n${i}`);
  });
  const lines = nodes.map(
    ({ primitive, inputs, attributes }) =>
      `${primitive.name}(${inputs.map((x) => names.get(x))})${attributesKey(attributes)}`,
  );
  const ends = results.map(({ tensor, replaces }) => `${names.get(tensor)}:${replaces}`);
  const key = [...lines, ...ends].join(';');
  return { nodes, size: nodes[0]!.outputs[0]!.size, arrays, scalars, results, added: null, key };
}

/** Each result takes the place of the first input that it is made of, and no other result before: a moment, a weight. */
function placed(
  own: ReadonlySet<Tensor>,
  results: readonly Tensor[],
  arrays: readonly Tensor[],
  given: ReadonlySet<Tensor>,
): Result[] {
  const free = new Set(arrays.filter((x) => given.has(x)));
  return results.map((tensor) => {
    const met = new Set<Tensor>([tensor]);
    for (const x of met) {
      if (free.delete(x)) return { tensor, replaces: arrays.indexOf(x) };
      if (own.has(x) && (x === tensor || !results.includes(x))) for (const y of makerOf(x)!.inputs) met.add(y);
    }
    return { tensor, replaces: -1 };
  });
}
