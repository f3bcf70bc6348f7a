import { is } from '../../../graph/match.js';
import { bodiesOf, type Graph, mapBodies, type Node, topologicalOrder } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emit } from '../../../op.js';
import { slicePrimitive } from '../../../primitives/blocks.js';
import { split } from '../../../primitives/split.js';
import type { Tensor } from '../../../tensor/tensor.js';

/** Slices of one tensor that are quicker as one operation. */
const SEVERAL = 3;

/** A slice along one axis. */
interface Part {
  readonly node: Node;
  readonly axis: number;
  readonly start: number;
  readonly end: number;
}

/** Parts of one tensor that do not overlap, as weights that lie in one vector, are cut out by one operation. */
export function joinSlices(graph: Graph): Graph {
  const groups = groupsOf(topologicalOrder(graph.outputs));
  const done = new Map<readonly Part[], ReadonlyMap<Node, Tensor>>();
  return rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length > 0)
      return emit(node.primitive, inputs, mapBodies(node.attributes, joinSlices));
    const group = groups.get(node);
    if (!group) return keep();
    if (!done.has(group)) done.set(group, cut(inputs[0]!, group));
    return [done.get(group)!.get(node)!];
  });
}

function groupsOf(nodes: readonly Node[]): ReadonlyMap<Node, readonly Part[]> {
  const byTensor = new Map<Tensor, Map<number, Part[]>>();
  for (const node of nodes) {
    const part = partOf(node);
    if (!part) continue;
    const byAxis = byTensor.get(node.inputs[0]!) ?? new Map<number, Part[]>();
    byTensor.set(node.inputs[0]!, byAxis);
    byAxis.set(part.axis, [...(byAxis.get(part.axis) ?? []), part]);
  }
  const groups = [...byTensor.values()].flatMap((byAxis) => [...byAxis.values()]);
  for (const group of groups) group.sort((a, b) => a.start - b.start);
  const apart = groups.filter(
    (group) => group.length >= SEVERAL && group.every(({ start }, i) => i === 0 || start >= group[i - 1]!.end),
  );
  return new Map(apart.flatMap((group) => group.map(({ node }) => [node, group] as const)));
}

function partOf(node: Node): Part | null {
  if (!is(node, slicePrimitive) || node.outputs[0]!.dtype !== 'float32') return null;
  const { starts, sizes, steps } = node.attributes;
  const axes = node.inputs[0]!.shape.flatMap((size, axis) => (sizes[axis] === size ? [] : [axis]));
  const [axis] = axes;
  if (axes.length !== 1 || steps.some((step) => step !== 1)) return null;
  return { node, axis: axis!, start: starts[axis!]!, end: starts[axis!]! + sizes[axis!]! };
}

function cut(x: Tensor, group: readonly Part[]): ReadonlyMap<Node, Tensor> {
  const { axis } = group[0]!;
  const sizes: number[] = [];
  const places = new Map<Node, number>();
  let end = 0;
  for (const part of group) {
    if (part.start > end) sizes.push(part.start - end);
    places.set(part.node, sizes.push(part.end - part.start) - 1);
    end = part.end;
  }
  if (end < x.shape[axis]!) sizes.push(x.shape[axis]! - end);
  const parts = split(x, axis, sizes);
  return new Map([...places].map(([node, place]) => [node, parts[place]!]));
}
