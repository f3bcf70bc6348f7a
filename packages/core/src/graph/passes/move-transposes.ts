import { emit } from '../../op.js';
import { relu } from '../../primitives/elementwise.js';
import { inversePermutation, reshape, transpose } from '../../primitives/movement.js';
import { sameShape } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { DisjointSets } from '../disjoint-sets.js';
import { is, makerOf } from '../match.js';
import { type Graph, type Node, topologicalOrder } from '../node.js';
import { rewrite } from '../rewrite.js';
import { type Users, usersOf } from '../users.js';
import { permutationOf } from './cancel-transposes.js';
import { channelBias, plainConv } from './fuse-bias.js';

/**
 * Moves transposes through elementwise operations, downwards, where fewer are left when they meet and cancel, or where a
 * convolution can then take up the bias and the relu behind it: conv → transpose → bias → relu → transpose → conv becomes
 * conv → bias → relu → conv.
 */
export function moveTransposes(graph: Graph): Graph {
  const moved = plan(graph);
  if (moved.size === 0) return graph;
  return rewrite(graph, (node, inputs, keep) => {
    const permutation = moved.get(node);
    if (!permutation) return keep();
    const before = inputs.map((input) => untransposed(input, permutation));
    return emit(node.primitive, before, node.attributes).map((output) => transpose(output, permutation));
  });
}

/** What becomes `x`, or broadcasts like it, when it is transposed. */
function untransposed(x: Tensor, permutation: readonly number[]): Tensor {
  if (arrivesBy(x, permutation)) return x.node!.inputs[0]!;
  if (x.rank === 0) return x;
  const aligned = [...new Array<number>(permutation.length - x.rank).fill(1), ...x.shape];
  const inverse = inversePermutation(permutation);
  const order = inverse.filter((axis) => aligned[axis] !== 1);
  const sameOrder = order.every((axis, i) => i === 0 || axis > order[i - 1]!);
  const target = inverse.map((axis) => aligned[axis]!);
  return sameOrder ? reshape(x, target) : transpose(reshape(x, aligned), inverse);
}

/** The axes that the transpose puts in order which made a tensor; null if none did. */
function permutationBefore(x: Tensor): readonly number[] | null {
  const node = makerOf(x);
  return node && permutationOf(node);
}

const arrivesBy = (x: Tensor, permutation: readonly number[]): boolean =>
  sameShape(permutationBefore(x) ?? [], permutation);

/** The nodes to move transposes through, with the permutation that arrives and leaves. */
function plan(graph: Graph): Map<Node, readonly number[]> {
  const nodes = topologicalOrder(graph.outputs);
  const users = usersOf(graph);
  const permutations = arrivals(nodes);
  const wanted = new Set<Node>();
  for (const node of [...nodes].reverse()) {
    if (permutationOf(node) || !permutations.has(node.outputs[0]!)) continue;
    const next = [...users.get(node.outputs[0]!)!];
    if (next.some((user) => user && (permutationOf(user) || wanted.has(user))) || isTakenUp(node, users))
      wanted.add(node);
  }
  const moved = new Map<Node, readonly number[]>();
  for (const region of regions(nodes.filter((node) => wanted.has(node)))) {
    if (pays(region, users)) for (const node of region) moved.set(node, permutations.get(node.outputs[0]!)!);
  }
  return moved;
}

/** The permutations of tensors that are transposes, or elementwise functions of equal transposes and small operands. */
function arrivals(nodes: readonly Node[]): Map<Tensor, readonly number[]> {
  const permutations = new Map<Tensor, readonly number[]>();
  for (const node of nodes) {
    const output = node.outputs[0]!;
    const own = permutationOf(node);
    if (own) permutations.set(output, own);
    if (!node.primitive.elementwise) continue;
    const full = node.inputs.filter(({ shape }) => sameShape(shape, output.shape));
    const small = node.inputs.filter((input) => !full.includes(input));
    const [first, ...others] = full.map((input) => permutations.get(input) ?? []);
    if (!first?.length || small.some(({ size }) => size * 4 > output.size)) continue;
    if (others.every((other) => sameShape(other, first))) permutations.set(output, first);
  }
  return permutations;
}

/** Whether a convolution in front of the transpose can do this node's work: add a bias, then apply a relu. */
function isTakenUp(node: Node, users: Users): boolean {
  const rectifies = is(node, relu);
  const biased = rectifies ? makerOf(node.inputs[0]!) : node;
  const transposed = biased?.inputs.find(permutationBefore);
  if (!biased || !transposed || !channelBias(biased, biased.inputs, biased.outputs[0]!.rank - 1)) return false;
  const alone = [transposed, ...(rectifies ? node.inputs : [])].every((x) => users.get(x)!.size === 1);
  return alone && plainConv(transposed.node!.inputs[0]!) !== null;
}

/** Groups of nodes that are connected with each other. */
function regions(nodes: readonly Node[]): ReadonlySet<Node>[] {
  const sets = new DisjointSets<Node>();
  for (const node of nodes) {
    sets.add(node);
    for (const { node: source } of node.inputs) if (source && sets.has(source)) sets.join(source, node);
  }
  return sets.groups().map((region) => new Set(region));
}

/** Whether fewer transposes are left around a region, or as many and a convolution takes up a part of it. */
function pays(region: ReadonlySet<Node>, users: Users): boolean {
  const outputs = [...region].map((node) => node.outputs[0]!);
  const incoming = new Set([...region].flatMap((node) => node.inputs.filter(permutationBefore)));
  const outgoing = new Set(outputs.flatMap((x) => [...users.get(x)!].filter((user) => user && permutationOf(user))));
  const usedOutside = (x: Tensor) =>
    [...users.get(x)!].some((user) => !user || !(region.has(user) || outgoing.has(user)));
  const remaining = [...incoming, ...outputs].filter(usedOutside).length;
  const saved = incoming.size + outgoing.size - remaining;
  return saved > 0 || (saved === 0 && [...region].some((node) => isTakenUp(node, users)));
}
