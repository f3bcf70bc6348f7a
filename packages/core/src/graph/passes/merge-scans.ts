import { range } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { type Graph, type Node, topologicalOrder } from '../node.js';
import { rewrite } from '../rewrite.js';
import { isScan, type ScanAttributes, scanLike } from '../scan-nodes.js';
import { shareSubexpressions } from './share-subexpressions.js';

type ScanNode = Node<ScanAttributes>;

/** A scan that does the work of several. Its inputs are kept by what is outside; the values stand for them in the body. */
interface Merged {
  readonly first: ScanNode;
  readonly carried: readonly Tensor[];
  readonly stacked: ReadonlyMap<Tensor, Tensor>;
  readonly captured: ReadonlyMap<Tensor, Tensor>;
  readonly outputs: readonly Tensor[];
  /** For each scan that it replaces, where its outputs are. */
  readonly members: ReadonlyMap<Node, readonly number[]>;
}

/**
 * Scans over the same values whose carried values agree become one scan that puts out what either does. The gradient of a scan
 * runs it again for the values it needs; this pass is why that costs nothing.
 */
export function mergeScans(graph: Graph): Graph {
  const groupOf = new Map(
    groupsOf(graph).flatMap((group) =>
      group.members.size < 2 ? [] : [...group.members.keys()].map((n) => [n, group]),
    ),
  );
  if (groupOf.size === 0) return graph;
  const emitted = new Map<Merged, Tensor[]>();
  const replaced = new Map<Tensor, Tensor>();
  const current = (tensors: Iterable<Tensor>) => [...tensors].map((tensor) => replaced.get(tensor) ?? tensor);
  return rewrite(graph, (node, inputs, keep) => {
    const group = groupOf.get(node);
    if (group && !emitted.has(group)) {
      const { first, carried, stacked, captured, outputs } = group;
      const body = { inputs: [...carried, ...stacked.values(), ...captured.values()], outputs };
      const merged = {
        carried: inputs.slice(0, carried.length),
        stacked: current(stacked.keys()),
        captured: current(captured.keys()),
      };
      emitted.set(group, scanLike(first, body, merged));
    }
    const results = group ? group.members.get(node)!.map((i) => emitted.get(group)![i]!) : keep();
    results.forEach((result, i) => {
      replaced.set(node.outputs[i]!, result);
    });
    return results;
  });
}

function groupsOf(graph: Graph): Merged[] {
  const position = new Map<Node, number>();
  /** Only scans with one key can have anything in common. */
  const alike = new Map<string, Merged[]>();
  const idOf = numbering();
  topologicalOrder(graph.outputs).forEach((node, i) => {
    position.set(node, i);
    if (!isScan(node)) return;
    const { carried, length, reverse } = node.attributes;
    const key = `${length} ${reverse} ${node.inputs.slice(0, carried).map(idOf)}`;
    const groups = alike.get(key) ?? [];
    alike.set(key, groups);
    // The merged scan stands where the first one stood; whatever it takes must be there by then.
    const isReady = ({ first }: Merged) =>
      node.inputs.every((x) => !position.has(x.node!) || position.get(x.node!)! < position.get(first)!);
    const merged = groups.map((group) => (isReady(group) ? merge(group, node) : null));
    const found = merged.findIndex((group) => group !== null);
    if (found >= 0) groups[found] = merged[found]!;
    else groups.push(merge(null, node)!);
  });
  return [...alike.values()].flat();
}

/** A number for each tensor. */
function numbering(): (x: Tensor) => number {
  const ids = new Map<Tensor, number>();
  return (x) => {
    const id = ids.get(x) ?? ids.size;
    ids.set(x, id);
    return id;
  };
}

/** The scan that does what both do, or null where they carry on differently. Without a group, the scan alone. */
function merge(group: Merged | null, node: ScanNode): Merged | null {
  const { body, carried, scanned } = node.attributes;
  const { first } = group ?? { first: node };
  const state = group?.carried ?? body.inputs.slice(0, carried);
  const stacked = new Map(group?.stacked);
  const captured = new Map(group?.captured);
  const inside = body.inputs.map((input, i) => {
    if (i < carried) return [input, state[i]!] as const;
    const known = i < carried + scanned ? stacked : captured;
    const outside = node.inputs[i]!;
    if (!known.has(outside)) known.set(outside, input);
    return [input, known.get(outside)!] as const;
  });
  const before = group?.outputs ?? [];
  const all = [...before, ...rewrite(body, undefined, inside).outputs];
  const { outputs } = [shareSubexpressions, mergeScans, shareSubexpressions].reduce<Graph>(
    (graph, pass) => pass(graph),
    { inputs: [], outputs: all },
  );
  const own = outputs.slice(before.length);
  if (group && range(carried).some((i) => outputs[i] !== own[i])) return null;
  const distinct = outputs.slice(0, group ? before.length : carried);
  const places = own.map((row, i) => {
    if (i < carried) return i;
    const known = distinct.indexOf(row, carried);
    return known >= 0 ? known : distinct.push(row) - 1;
  });
  return {
    first,
    carried: state,
    stacked,
    captured,
    outputs: distinct,
    members: new Map(group?.members).set(node, places),
  };
}
