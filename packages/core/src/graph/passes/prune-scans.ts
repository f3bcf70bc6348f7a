import { range } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { type Graph, leavesOf, type Node, topologicalOrder } from '../node.js';
import { rewrite } from '../rewrite.js';
import { isScan, type ScanAttributes, scanLike } from '../scan-nodes.js';

type ScanNode = Node<ScanAttributes>;

/** What of a scan is used, by position. */
interface Used {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** Dead code elimination inside scans: outputs that nothing uses, and carried values that only compute themselves, go. */
export function pruneScans(graph: Graph): Graph {
  const used = new Set(graph.outputs);
  const parts = new Map<Node, Used>();
  for (const node of topologicalOrder(graph.outputs).reverse()) {
    if (!node.outputs.some((output) => used.has(output))) continue;
    let inputs = node.inputs;
    if (isScan(node)) {
      const part = usedPart(node, used);
      if (part.inputs.length < node.inputs.length || part.outputs.length < node.outputs.length) parts.set(node, part);
      inputs = part.inputs.map((i) => node.inputs[i]!);
    }
    for (const input of inputs) used.add(input);
  }
  return rewrite(graph, (node, inputs, keep) => {
    const part = parts.get(node);
    return part ? pruned(node as ScanNode, inputs, part) : keep();
  });
}

function usedPart({ attributes: { body, carried }, outputs }: ScanNode, used: ReadonlySet<Tensor>): Used {
  for (let wanted = range(outputs.length).filter((i) => used.has(outputs[i]!)); ; ) {
    const leaves = new Set(leavesOf(wanted.map((i) => body.outputs[i]!)));
    const inputs = range(body.inputs.length).filter((i) => leaves.has(body.inputs[i]!));
    // A carried value that an iteration uses is one that the iteration before must put out.
    const grown = range(outputs.length).filter((i) => wanted.includes(i) || (i < carried && inputs.includes(i)));
    if (grown.length === wanted.length) {
      return {
        inputs: range(body.inputs.length).filter((i) => inputs.includes(i) || (i < carried && wanted.includes(i))),
        outputs: wanted,
      };
    }
    wanted = grown;
  }
}

function pruned(node: ScanNode, inputs: readonly Tensor[], used: Used): Tensor[] {
  const { body, carried, scanned } = node.attributes;
  const part = (from: number, to: number) => used.inputs.filter((i) => i >= from && i < to).map((i) => inputs[i]!);
  const results = scanLike(
    node,
    { inputs: used.inputs.map((i) => body.inputs[i]!), outputs: used.outputs.map((i) => body.outputs[i]!) },
    {
      carried: part(0, carried),
      stacked: part(carried, carried + scanned),
      captured: part(carried + scanned, inputs.length),
    },
  );
  return node.outputs.map((output, i) => results[used.outputs.indexOf(i)] ?? output);
}
