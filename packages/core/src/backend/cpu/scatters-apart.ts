/**
 * Large scatters beside work for several threads. A session has one number of threads for all of its nodes, and a scatter among several
 * copies what it adds to, or what it adds, so that one thread does it all (primitives/scatter-in-order.ts). So such a graph becomes several
 * sessions, one behind the other, in which scatters have one thread. What passes from one to the next is written to where that reads it.
 */
import { is } from '../../graph/match.js';
import { type Graph, isLeaf, type Node, topologicalOrder } from '../../graph/node.js';
import { reshapePrimitive } from '../../primitives/movement.js';
import { copiedInOrder } from '../../primitives/scatter-in-order.js';
import { emptyArray, type HostArray } from '../../tensor/host-array.js';
import type { Tensor } from '../../tensor/tensor.js';
import { oneAtATime } from '../one-at-a-time.js';
import type { Part } from './endings/ending.js';

/** Elements that are copied in the time that one more session takes for a call. */
const CALL = 500_000;

/** A part of a graph that runs by itself. */
export interface Stage {
  /** From what comes from outside, or from stages before, to what later ones need and the results. */
  readonly graph: Graph;
  readonly nodes: readonly Node[];
  /** Whether it consists of scatters. */
  readonly isInOrder: boolean;
}

const copiedBy = (node: Node): number => node.primitive.inOrder?.(node, copiedInOrder) ?? 0;

/** @returns null where the graph is better run as a whole */
export function stagesApart({ inputs, outputs }: Graph): readonly Stage[] | null {
  const nodes = topologicalOrder(outputs);
  const copied = nodes.reduce((total, node) => total + copiedBy(node), 0);
  // Results do not share memory.
  const areOwn = new Set(outputs).size === outputs.length && !outputs.some(isLeaf);
  if (copied < 2 * CALL || !areOwn) return null;
  const places = placesOf(nodes, new Set(outputs));
  const count = Math.max(...places.values()) + 1;
  const staged = Array.from({ length: count }, (_, place) => nodes.filter((node) => places.get(node) === place));
  const needs = staged.map((own) => [...new Set(own.flatMap((node) => node.inputs))]);
  const given = new Set(inputs);
  const stages = staged.flatMap((own, place): Stage[] => {
    const made = new Set(own.flatMap((node) => node.outputs));
    const later = new Set([...outputs, ...needs.slice(place + 1).flat()]);
    const graph = {
      inputs: needs[place]!.filter((x) => given.has(x) || !(isLeaf(x) || made.has(x))),
      outputs: [...made].filter((x) => later.has(x)),
    };
    return own.length > 0 ? [{ graph, nodes: own, isInOrder: place % 2 === 1 }] : [];
  });
  const results = new Set(outputs);
  const passed = stages.flatMap(({ graph }) => graph.outputs.filter((x) => !results.has(x)));
  // What is passed on is written to other memory, and read from there.
  const price = CALL * (stages.length - 1) + passed.reduce((total, { size }) => total + size, 0);
  return stages.length > 1 && copied > price ? stages : null;
}

/** In which stage each node is: in those with odd numbers are scatters, and what only forwards elements to them or from them. */
function placesOf(nodes: readonly Node[], results: ReadonlySet<Tensor>): Map<Node, number> {
  const places = new Map<Node, number>();
  const readers = new Map<Tensor, Node[]>();
  const before = new Map<Tensor, number>();
  for (const node of nodes) {
    const earliest = Math.max(0, ...node.inputs.map((x) => before.get(x) ?? 0));
    const isApart = copiedBy(node) > 0;
    const fits = is(node, reshapePrimitive) || (earliest % 2 === 1) === isApart;
    places.set(node, fits ? earliest : earliest + 1);
    for (const x of node.outputs) before.set(x, places.get(node)!);
    for (const x of new Set(node.inputs)) readers.set(x, [...(readers.get(x) ?? []), node]);
  }
  for (const node of [...nodes].reverse()) {
    if (!(is(node, reshapePrimitive) || node.primitive.cheap === 'expansion')) continue;
    if (node.outputs.some((x) => results.has(x))) continue;
    const users = node.outputs.flatMap((x) => readers.get(x) ?? []);
    places.set(node, Math.min(...users.map((user) => places.get(user)!)));
  }
  return places;
}

/**
 * Runs stages one behind the other.
 *
 * @param make prepares one whose results are written to arrays that are given
 */
export async function partInStages(
  { inputs, outputs }: Graph,
  stages: readonly Stage[],
  make: (stage: Stage) => Promise<Part>,
): Promise<Part> {
  const parts: Part[] = [];
  for (const stage of stages) parts.push(await make(stage));
  const results = new Map(outputs.map((x, i) => [x, i]));
  const passed = new Map(
    stages.flatMap(({ graph }) => graph.outputs.flatMap((x) => (results.has(x) ? [] : [[x, emptyArray(x)] as const]))),
  );
  const inTurn = oneAtATime();

  async function run(given: readonly HostArray[], into?: readonly HostArray[]): Promise<HostArray[]> {
    const known = new Map(inputs.map((x, i) => [x, given[i]!]));
    const placeFor = (x: Tensor) => passed.get(x) ?? into?.[results.get(x)!] ?? emptyArray(x);
    for (const [i, { graph }] of stages.entries()) {
      const made = await parts[i]!.run(
        graph.inputs.map((x) => known.get(x)!),
        graph.outputs.map(placeFor),
      );
      graph.outputs.forEach((x, k) => {
        known.set(x, made[k]!);
      });
    }
    return outputs.map((x) => known.get(x)!);
  }

  return {
    run: (given, into) => inTurn(() => run(given, into)),
    async release() {
      for (const part of parts) await part.release();
    },
  };
}
