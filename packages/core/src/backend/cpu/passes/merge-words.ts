import { bodiesOf, type Graph, mapBodies, type Node, topologicalOrder } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emit } from '../../../op.js';
import { concatenate, reshape, slice } from '../../../primitives/movement.js';
import { type Shape, sizeOf } from '../../../shape.js';
import { type Tensor, tensor } from '../../../tensor/tensor.js';

/** Words up to which a draw costs more for its operations, some forty, than for its words. */
const SMALL = 256;

/**
 * Draws within the body of a loop, where the runtime makes them, become one draw of as many keys: a training step of a small network
 * with a dropout in each layer consists of little else. A word depends on its key and its counter alone, so that a shorter draw is the
 * beginning of a longer one.
 */
export function mergeWords(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length === 0) return keep();
    return emit(
      node.primitive,
      inputs,
      mapBodies(node.attributes, (body) => mergeWords(merged(body))),
    );
  });
}

interface Draw {
  readonly node: Node<{ readonly shape: Shape }>;
  readonly key: Tensor;
  readonly start: number;
  readonly size: number;
}

function merged(body: Graph): Graph {
  const parts = groupsOf(drawsOf(body)).flatMap((group) => (group.length > 1 ? drawnTogether(group) : []));
  return parts.length > 0 ? rewrite(body, undefined, parts) : body;
}

/** Draws whose keys do not depend on others of them. */
function drawsOf({ outputs }: Graph): Draw[] {
  const later = new Set<Tensor>();
  const draws: Draw[] = [];
  for (const node of topologicalOrder(outputs)) {
    const draw = node.inputs.some((x) => later.has(x)) ? null : drawOf(node);
    if (draw) draws.push(draw);
    if (draw || node.inputs.some((x) => later.has(x))) for (const output of node.outputs) later.add(output);
  }
  return draws;
}

/** A draw by one key from a known counter on; null for any other node. */
function drawOf(node: Node): Draw | null {
  const { words } = node.primitive;
  const [key, start] = node.inputs;
  if ((words !== 'counted' && words !== 'hashed') || key!.rank !== 1 || (start && !(start.rank === 0 && start.host)))
    return null;
  const own = node as Node<{ readonly shape: Shape }>;
  return { node: own, key: key!, start: start ? Number(start.host!.data[0]) : 0, size: sizeOf(own.attributes.shape) };
}

/** Draws of one kind, and of sizes for which few words are drawn in vain. */
function groupsOf(draws: readonly Draw[]): Draw[][] {
  const groups: Draw[][] = [];
  for (const draw of [...draws].sort((a, b) => b.size - a.size)) {
    const fits = ([longest]: Draw[]) =>
      longest!.node.primitive === draw.node.primitive && (longest!.size <= SMALL || longest!.size <= 2 * draw.size);
    const group = groups.find(fits);
    if (group) group.push(draw);
    else groups.push([draw]);
  }
  return groups;
}

/** What takes the places of the draws' results. */
function drawnTogether(draws: readonly Draw[]): [result: Tensor, part: Tensor][] {
  const rows = new Map<string, number>();
  const sources: Draw[] = [];
  const ids = new Map<Tensor, number>();
  const rowOf = (draw: Draw): number => {
    if (!ids.has(draw.key)) ids.set(draw.key, ids.size);
    const source = `${ids.get(draw.key)} ${draw.start}`;
    if (!rows.has(source)) rows.set(source, sources.push(draw) - 1);
    return rows.get(source)!;
  };
  const places = draws.map(rowOf);
  const keys = reshape(
    concatenate(
      sources.map(({ key }) => key),
      0,
    ),
    [sources.length, 2],
  );
  const starts = tensor(Uint32Array.from(sources, ({ start }) => start));
  const shape = [draws[0]!.size];
  const words = emit(draws[0]!.node.primitive, [keys, starts], { shape })[0]!;
  return draws.map(({ node, size }, i) => [
    node.outputs[0]!,
    reshape(slice(words, [places[i]!, 0], [1, size]), node.attributes.shape),
  ]);
}
