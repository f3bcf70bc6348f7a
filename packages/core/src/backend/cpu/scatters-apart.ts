/**
 * Large scatters: ONNX Runtime's own kernel loses updates where threads meet, and copies what it adds to; among several threads it gets the
 * updates in pieces, each of which copies the tensor once more (primitives/scatter-in-order.ts). So a graph with such scatters, or with products
 * of many numbers, becomes several parts, one behind the other, of which those with scatters or products are kernels of our own. What passes from one to the next is written to where
 * that reads it.
 */
import { is } from '../../graph/match.js';
import { type Graph, isLeaf, type Node, topologicalOrder } from '../../graph/node.js';
import { positionsOf } from '../../graph/positions.js';
import { reshapePrimitive } from '../../primitives/movement.js';
import { copiedInOrder } from '../../primitives/scatter-in-order.js';
import { emptyArray, type HostArray, unfilledArray } from '../../tensor/host-array.js';
import type { Tensor } from '../../tensor/tensor.js';
import { oneAtATime } from '../one-at-a-time.js';
import type { Part } from './endings/ending.js';
import type { OwnKernels } from './endings/lookups.js';
import { hasProductKernel } from './product-kernels.js';
import { hasKernel, isForwarding, kernelPart } from './scatter-kernels.js';

/** Elements that are copied in the time that one more session takes for a call. */
const CALL = 200_000;
/** How often the runtime's kernel moves what is added to: when it is made, as the result, and to the caller. */
const COPIES = 2;
/** How many copied elements it takes as long as for what the runtime does more for a factor. */
const WIDENED = 2;

/** A part of a graph that runs by itself. */
export interface Stage {
  /** From what comes from outside, or from stages before, to what later ones need and the results. */
  readonly graph: Graph;
  readonly nodes: readonly Node[];
  /** Whether kernels of our own do it. */
  readonly isOfKernels: boolean;
}

const NONE: OwnKernels = new Map();

/** @param parallel whether the runtime would have several threads for the graph */
function movedBy(node: Node, parallel: boolean, own: OwnKernels): number {
  if (own.has(node)) return COPIES * node.outputs[0]!.size;
  if (hasProductKernel(node)) return WIDENED * node.inputs[0]!.size;
  return COPIES * node.outputs[0]!.size + (parallel ? (node.primitive.inOrder?.(node, copiedInOrder) ?? 0) : 0);
}

/** The nodes for which it pays to leave the runtime, if it does at all. */
function nodesApart(nodes: readonly Node[], parallel: boolean, own: OwnKernels): ReadonlySet<Node> {
  const withKernels = nodes.filter((node) => hasKernel(node) || own.has(node));
  const isAll = nodes.every((node) => hasKernel(node) || own.has(node) || isForwarding(node));
  return new Set(
    isAll ? withKernels : withKernels.filter((node) => own.has(node) || movedBy(node, parallel, own) > CALL),
  );
}

/**
 * @param parallel whether the runtime would have several threads for it
 * @param own nodes that have kernels beside those of this module
 * @returns null where the graph is better run as a whole
 */
export function stagesApart({ inputs, outputs }: Graph, parallel: boolean, own = NONE): readonly Stage[] | null {
  const nodes = topologicalOrder(outputs);
  const apart = nodesApart(nodes, parallel, own);
  // Results do not share memory.
  const areOwn = new Set(outputs).size === outputs.length && !outputs.some(isLeaf);
  if (apart.size === 0 || !areOwn) return null;
  const places = placesOf(nodes, apart, new Set(outputs));
  const count = Math.max(...places.values()) + 1;
  const staged = Array.from({ length: count }, (_, place) => nodes.filter((node) => places.get(node) === place));
  const needs = staged.map((members) => [...new Set(members.flatMap((node) => node.inputs))]);
  const given = new Set(inputs);
  const stages = staged.flatMap((members, place): Stage[] => {
    const made = new Set(members.flatMap((node) => node.outputs));
    const later = new Set([...outputs, ...needs.slice(place + 1).flat()]);
    const graph = {
      inputs: needs[place]!.filter((x) => given.has(x) || !(isLeaf(x) || made.has(x))),
      outputs: [...made].filter((x) => later.has(x)),
    };
    return members.length > 0 ? [{ graph, nodes: members, isOfKernels: place % 2 === 1 }] : [];
  });
  const results = new Set(outputs);
  const passed = stages.flatMap(({ graph, isOfKernels }) =>
    isOfKernels ? [] : graph.outputs.filter((x) => !results.has(x)),
  );
  // What is passed on is written to other memory.
  const price = CALL * (stages.length - 1) + passed.reduce((total, { size }) => total + size, 0) / COPIES;
  const moved = [...apart].reduce((total, node) => total + movedBy(node, parallel, own), 0);
  return moved > price ? stages : null;
}

/** In which stage each node is: in those with odd numbers are nodes with kernels, and what only forwards elements to them or from them. */
function placesOf(nodes: readonly Node[], apart: ReadonlySet<Node>, results: ReadonlySet<Tensor>): Map<Node, number> {
  const places = new Map<Node, number>();
  const readers = new Map<Tensor, Node[]>();
  const before = new Map<Tensor, number>();
  for (const node of nodes) {
    const earliest = Math.max(0, ...node.inputs.map((x) => before.get(x) ?? 0));
    const fits = is(node, reshapePrimitive) || (earliest % 2 === 1) === apart.has(node);
    places.set(node, fits ? earliest : earliest + 1);
    for (const x of node.outputs) before.set(x, places.get(node)!);
    for (const x of new Set(node.inputs)) readers.set(x, [...(readers.get(x) ?? []), node]);
  }
  for (const node of [...nodes].reverse()) {
    const [output] = node.outputs;
    if (!isForwarding(node) || results.has(output!)) continue;
    const [place, ...others] = new Set(readers.get(output!)!.map((user) => places.get(user)!));
    if (others.length === 0) places.set(node, place!);
  }
  return places;
}

/**
 * Runs stages one behind the other.
 *
 * @param make prepares one that is the runtime's, whose results are written to arrays that are given
 * @param own kernels that there are already
 * @returns null where there are no kernels
 */
export async function partInStages(
  { inputs, outputs }: Graph,
  stages: readonly Stage[],
  make: (stage: Stage) => Promise<Part>,
  positions = positionsOf(outputs),
  own = NONE,
): Promise<Part | null> {
  const kernels = new Map(
    stages
      .filter(({ isOfKernels }) => isOfKernels)
      .map((stage) => [stage, kernelPart(stage.graph, stage.nodes, positions, own)]),
  );
  if ([...kernels.values()].includes(null)) return null;
  const parts: Part[] = [];
  for (const stage of stages) parts.push(kernels.get(stage) ?? (await make(stage)));
  const results = new Map(outputs.map((x, i) => [x, i]));
  const passed = new Map(
    stages.flatMap((stage) =>
      stage.graph.outputs.flatMap((x, i) =>
        results.has(x) ? [] : [[x, kernels.get(stage)?.places[i] ?? emptyArray(x)] as const],
      ),
    ),
  );
  const inTurn = oneAtATime();

  async function run(given: readonly HostArray[], into?: readonly HostArray[]): Promise<HostArray[]> {
    const known = new Map(inputs.map((x, i) => [x, given[i]!]));
    const placeFor = (x: Tensor) => passed.get(x) ?? into?.[results.get(x)!] ?? unfilledArray(x);
    for (const [i, { graph, isOfKernels }] of stages.entries()) {
      // Kernels copy what they have made.
      const isHandedOut = isOfKernels && !into && graph.outputs.every((x) => results.has(x));
      const made = await parts[i]!.run(
        graph.inputs.map((x) => known.get(x)!),
        isHandedOut ? undefined : graph.outputs.map(placeFor),
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
