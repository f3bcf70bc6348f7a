import { bodiesOf, type Graph, leavesOf, type Node, topologicalOrder } from '../../graph/node.js';
import { rewrite } from '../../graph/rewrite.js';
import { makesWords } from '../../primitives/random.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import type { Stages } from '../backend.js';

/** Elements up to which a key, and what it is computed from, is small. */
const SMALL = 1024;

/**
 * Takes random words out of a graph where their keys are known before the runtime starts, for JavaScript to draw them: its
 * arithmetic on words is compiled to the processor's own, whereas the runtime takes a pass and a slow kernel for each operation,
 * together five times as long.
 */
export function drawnWords(graph: Graph): Stages {
  const early = new Set<Tensor>(graph.inputs);
  const words: Tensor[] = [];
  const isEarly = (x: Tensor) => x.size <= SMALL && (x.host !== null || early.has(x));
  const isSmall = ({ outputs, attributes }: Node) =>
    bodiesOf(attributes).length === 0 && outputs.every(({ size }) => size <= SMALL);
  for (const node of topologicalOrder(graph.outputs)) {
    if (!node.inputs.every(isEarly) || !(makesWords(node) || isSmall(node))) continue;
    for (const output of node.outputs) early.add(output);
    if (makesWords(node)) words.push(...node.outputs);
  }
  const arrivals = new Map(words.map((word) => [word, placeholder(word)]));
  const { outputs } = rewrite(graph, undefined, arrivals);
  const leaves = new Set(leavesOf(outputs));
  const needed = words.filter((word) => leaves.has(arrivals.get(word)!));
  return {
    before: needed,
    graph: { inputs: [...graph.inputs, ...needed.map((word) => arrivals.get(word)!)], outputs },
  };
}
