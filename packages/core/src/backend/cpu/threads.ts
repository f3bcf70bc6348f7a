/** Which runs are for several threads. */
import { type Graph, type Node, topologicalOrder } from '../../graph/node.js';
import { elementsOf, FETCHED, nodeWork, workOf } from '../../graph/work.js';
import type { OnnxRuntime } from '../onnx-runtime.js';

/**
 * Operations from which on several threads pay for their synchronisation: in a run with a loop, whose iterations may count once, since the
 * threads are awake from one to the next; and in any other run, for which they are woken.
 */
const PARALLEL_WORK = { awake: 5e6, woken: 2e7 } as const;

/**
 * Operations of a node, or elements where each takes a few, from which on threads share it. Products that take some 30 µs each are done no
 * sooner by two, which have to be woken for each. A step of many small layers is for one thread, however many there are.
 */
export const LEAST_SHARED = { operations: 2 ** 22, elements: 2 ** 16 } as const;

/** What threads have to share of a node: long elementwise kernels go in pieces, of which one has too little. */
function sharedWork(node: Node): number {
  const { elementwise, words, work } = node.primitive;
  const isCounted = work && !elementwise && !words;
  const own = isCounted ? nodeWork(node) : elementsOf(node);
  return own < (isCounted ? LEAST_SHARED.operations : LEAST_SHARED.elements) ? 0 : own;
}

function wokenWork(node: Node): number {
  const own = sharedWork(node);
  return node.primitive.elementwise && own >= FETCHED.elements ? own * FETCHED.operations : own;
}

/**
 * Whether a graph's work is worth several threads, if there are. Their number may change the last bits of a product, so it goes by what
 * is known of the machine and the graph, never by what was measured.
 */
export function isParallel({ outputs }: Graph, { cores = Number.POSITIVE_INFINITY }: OnnxRuntime): boolean {
  return cores > 1 && areParallel(topologicalOrder(outputs));
}

export function areParallel(nodes: readonly Node[]): boolean {
  const repeats = nodes.some(({ primitive }) => primitive.iterations);
  const [work, least] = repeats ? [sharedWork, PARALLEL_WORK.awake] : [wokenWork, PARALLEL_WORK.woken];
  return workOf(nodes, 1, work, ({ primitive }) => !primitive.inOrder) > least;
}
