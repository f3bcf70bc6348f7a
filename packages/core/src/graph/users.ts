import type { Tensor } from '../tensor/tensor.js';
import { type Graph, type Node, topologicalOrder } from './node.js';

/** For each tensor the nodes that it is an input of, and null for being an output of the graph. */
export type Users = ReadonlyMap<Tensor, ReadonlySet<Node | null>>;

export function usersOf(graph: Graph): Users {
  const users = new Map<Tensor, Set<Node | null>>();
  const enter = (tensor: Tensor, user: Node | null) => {
    const known = users.get(tensor);
    if (known) known.add(user);
    else users.set(tensor, new Set([user]));
  };
  for (const node of topologicalOrder(graph.outputs)) for (const input of node.inputs) enter(input, node);
  for (const output of graph.outputs) enter(output, null);
  return users;
}
