import { bodiesOf, type Node, topologicalOrder } from './node.js';

/** Whether a node makes random words. */
export const makesWords = ({ primitive }: Node): boolean => primitive.words !== undefined;

/** Elements from which on a tensor is too large for the caches of a usual core. */
export const LARGE_TENSOR = 262_144;

/** Elements of a node from which on each is fetched from memory, and what that takes in operations of products. */
export const FETCHED = { elements: 2 ** 20, operations: 10 } as const;

/** Elements that a node puts out. */
export const elementsOf = ({ outputs }: Node): number => outputs.reduce((total, { size }) => total + size, 0);

/** Elementary operations of a node itself: multiplications, additions, and the like. */
export const nodeWork = (node: Node): number => node.primitive.work?.(node) ?? elementsOf(node);

/**
 * A bound on the elementary operations that a graph's nodes take together.
 *
 * @param unknownIterations how often a loop runs whose number of iterations only a run knows
 * @param work those of a node without bodies
 * @param counts whether a node counts at all
 */
export function workOf(
  nodes: readonly Node[],
  unknownIterations: number,
  work = nodeWork,
  counts: (node: Node) => boolean = () => true,
): number {
  return nodes.filter(counts).reduce((total, node) => {
    const bodies = bodiesOf(node.attributes);
    if (bodies.length === 0) return total + work(node);
    const once = Math.max(
      ...bodies.map((body) => workOf(topologicalOrder(body.outputs), unknownIterations, work, counts)),
    );
    const times = node.primitive.iterations ? (node.primitive.iterations(node) ?? unknownIterations) : 1;
    return total + times * once;
  }, 0);
}
