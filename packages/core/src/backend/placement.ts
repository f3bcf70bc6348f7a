/** Where the operations of a graph run: on the device that was asked for, or on the processor, which has what a device lacks. */
import { type Graph, type Node, topologicalOrder } from '../graph/node.js';
import { nodesInOrder } from '../graph/positions.js';
import type { Tensor } from '../tensor/tensor.js';
import { placesOf } from '../tracing/location.js';

/** Operations of one kind and place. */
export interface OpPlacement {
  readonly op: string;
  /** The models, layers and ops around it, outermost first; empty where a pass has made it. */
  readonly within: readonly string[];
  /** The device that runs it: the one that was asked for, 'cpu' where that has no kernel, 'javascript' for what is done before a run. */
  readonly device: string;
  readonly count: number;
}

/** Elements from which on it is worth a word that the processor has to do with them. */
const WORTH_A_WORD = 1024;

/**
 * @param before what JavaScript computes before a run
 * @param onProcessor positions of nodes in the graph
 */
export function placementIn(
  graph: Graph,
  before: readonly Tensor[],
  onProcessor: readonly number[],
  device: string,
): readonly OpPlacement[] {
  const left = new Set(onProcessor);
  const counts = new Map<string, OpPlacement & { count: number }>();
  const count = (node: Node, where: string): void => {
    const [op, within] = [node.primitive.name, placesOf(node)];
    const key = [where, op, ...within].join('\n');
    const known = counts.get(key) ?? { op, within, device: where, count: 0 };
    known.count += 1;
    counts.set(key, known);
  };
  for (const node of topologicalOrder(before)) count(node, 'javascript');
  nodesInOrder(graph.outputs).forEach((node, i) => {
    count(node, left.has(i) ? 'cpu' : device);
  });
  return [...counts.values()];
}

/** What was said already, by device and op. */
const said = new Set<string>();

/** Says once of each op that the processor does its work, where that is more than a few numbers. */
export function warnOfProcessor(graph: Graph, onProcessor: readonly number[], device: string): void {
  const left = new Set(onProcessor);
  const news = nodesInOrder(graph.outputs).filter((node, i) => {
    const key = `${device} ${node.primitive.name}`;
    if (!left.has(i) || said.has(key) || !isLarge(node)) return false;
    said.add(key);
    return true;
  });
  if (news.length === 0) return;
  const names = news.map((node) => [node.primitive.name, placesOf(node).at(-1)]);
  const list = names.map(([name, place]) => (place && place !== name ? `${name} (in ${place})` : name)).join(', ');
  console.warn(
    `The device '${device}' has no kernels for ${list}: the processor does that, and values cross over for it. ` +
      'await model.placement() says where all ops of a model run.',
  );
}

const isLarge = ({ inputs, outputs }: Node): boolean =>
  [...inputs, ...outputs].some(({ size }) => size >= WORTH_A_WORD);
