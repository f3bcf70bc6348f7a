import { type Graph, isLeaf } from '../../../graph/node.js';
import { usersOf } from '../../../graph/users.js';
import { concatenate } from '../../../primitives/movement.js';
import { split } from '../../../primitives/split.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { elementwiseChains } from './elementwise-chains.js';
import { numbering, together, type Update, updateOf } from './updates.js';

/** Elements up to which a call of a kernel takes longer than copying them there and back. */
const SMALL = 4096;
/** Operations of an update at least: as many as setting to zero what is negligible takes, of each slot of an optimizer. */
const LEAST = 3;

/**
 * Outputs that are made of small values by the same elementwise operations are made of one value, in which these stand one behind the
 * other. So a step of training that is no loop has one update for all of its small weights, and not thousands of nodes, which the runtime
 * takes long to prepare. Nothing else depends on such values, so no circle comes of it.
 */
export function joinUpdates(graph: Graph): Graph {
  const groups = groupsOf(graph).filter(pays);
  if (groups.length === 0) return graph;
  const replaced = new Map<Tensor, Tensor>();
  for (const updates of groups) {
    const operands = updates[0]!.operands.map((_, i) =>
      concatenate(
        updates.map((update) => update.operands[i]!),
        0,
      ),
    );
    const sizes = updates.map(({ operands: [first] }) => first!.shape[0]!);
    together(updates[0]!, operands, (x) => x).forEach((result, i) => {
      split(result, 0, sizes).forEach((part, k) => {
        replaced.set(updates[k]!.results[i]!.value, part);
      });
    });
  }
  return { inputs: graph.inputs, outputs: graph.outputs.map((output) => replaced.get(output) ?? output) };
}

/** Updates that do the same, of values that fit behind each other. */
function groupsOf(graph: Graph): Update[][] {
  // Outputs of a whole step only: a graph that is about one value has nothing to be joined.
  if (graph.outputs.filter((output) => !isLeaf(output)).length < 2) return [];
  const { chainOf } = elementwiseChains(graph, (size) => size <= SMALL);
  if (chainOf.size === 0) return [];
  const [users, idOf] = [usersOf(graph), numbering()];
  const groups = new Map<string, Update[]>();
  for (const chain of new Set(chainOf.values())) {
    const update = chain.length >= LEAST && updateOf(chain, users, idOf, () => 0);
    if (!update || update.operands.length === 0 || update.results.length === 0) continue;
    const key = `${update.operands[0]!.shape.slice(1)}:${update.key}`;
    const known = groups.get(key);
    if (known) known.push(update);
    else groups.set(key, [update]);
  }
  return [...groups.values()];
}

/** Whether more operations are saved than are added. */
function pays(updates: readonly Update[]): boolean {
  const { chain, operands, results } = updates[0]!;
  return (updates.length - 1) * chain.length > 2 * (operands.length + results.length);
}
