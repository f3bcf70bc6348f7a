/** Numbers for the nodes of a graph, the same in all graphs of one structure. */

import type { Tensor } from '../tensor/tensor.js';
import { bodiesOf, type Node, topologicalOrder } from './node.js';

/** The nodes that `outputs` depend on, each followed by those of its bodies. */
export const nodesInOrder = (outputs: readonly Tensor[]): Node[] =>
  topologicalOrder(outputs).flatMap((node) => [
    node,
    ...bodiesOf(node.attributes).flatMap((body) => nodesInOrder(body.outputs)),
  ]);

/** The place of every node in that order; of one that is there several times, the first. */
export function positionsOf(outputs: readonly Tensor[]): ReadonlyMap<Node, number> {
  const positions = new Map<Node, number>();
  nodesInOrder(outputs).forEach((node, i) => {
    if (!positions.has(node)) positions.set(node, i);
  });
  return positions;
}
