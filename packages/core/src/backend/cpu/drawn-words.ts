import { evaluateGraph } from '../../graph/evaluate.js';
import { bodiesOf, type Graph, leavesOf, type Node, topologicalOrder } from '../../graph/node.js';
import { rewrite } from '../../graph/rewrite.js';
import { usersOf } from '../../graph/users.js';
import { makesWords } from '../../graph/work.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { inOneStage, type Stages } from '../backend.js';
import { continues, drawingOf, hasKernel, MANY } from './drawing.js';
import { drawnAhead } from './drawn-ahead.js';
import type { Beside } from './drawn-beside.js';

/** Elements up to which a key, and what it is computed from, is small. */
const SMALL = 1024;

/**
 * Takes random words, and what is made of them alone, out of a graph where their keys are known before the runtime starts. They are drawn
 * by code of the processor's own, in one pass, whereas the runtime takes a pass and a slow kernel for each operation.
 *
 * @param isDrawn which nodes make words that are taken out
 * @param many elements from which on a kernel is assembled for them
 */
export function drawnWords(graph: Graph, isDrawn = makesWords, many: number = MANY.once): Stages {
  const early = new Set<Tensor>(graph.inputs);
  const isEarly = (x: Tensor) => x.size <= SMALL && (x.host !== null || early.has(x));
  const isSmall = ({ outputs, attributes }: Node) =>
    bodiesOf(attributes).length === 0 && outputs.every(({ size }) => size <= SMALL);
  const drawnBy = new Map<Tensor, Node[]>();
  for (const node of topologicalOrder(graph.outputs)) {
    const output = node.outputs[0]!;
    if (node.inputs.every(isEarly) && (isDrawn(node) || isSmall(node))) {
      for (const x of node.outputs) early.add(x);
      if (isDrawn(node)) drawnBy.set(output, [node]);
    } else {
      const drawn = node.inputs.map((x) => drawnBy.get(x)).find((nodes) => nodes);
      if (!drawn || !continues(node, (x) => drawnBy.get(x) === drawn, isEarly)) continue;
      drawn.push(node);
      drawnBy.set(output, drawn);
    }
  }
  const users = usersOf(graph);
  const drawings = [...new Set(drawnBy.values())].map((nodes) => drawingOf(nodes, users, many));
  const arrivals = new Map(drawings.flatMap(({ results }) => results.map((x) => [x, placeholder(x)] as const)));
  const { outputs } = rewrite(graph, undefined, arrivals);
  const leaves = new Set(leavesOf(outputs));
  const needed = drawings.filter(({ results }) => results.some((x) => leaves.has(arrivals.get(x)!)));
  const sources = needed.flatMap(({ inputs }) => inputs);
  const before = needed.flatMap(({ results }) => results);
  return {
    before,
    needs: leavesOf(before).filter((x) => graph.inputs.includes(x)),
    evaluate(known) {
      const values = evaluateGraph(sources, known);
      const all = new Map(sources.map((x, i) => [x, values[i]!]));
      return needed.flatMap((drawing) => drawing.draw(all));
    },
    graph: { inputs: [...graph.inputs, ...before.map((x) => arrivals.get(x)!)], outputs },
  };
}

/**
 * Both: what loops draw in all their iterations, and what the graph draws itself.
 *
 * @param beside another thread that draws
 */
export function drawnFirst(graph: Graph, beside?: Beside): Stages {
  const ahead = drawnAhead(graph, beside);
  const words = drawnWords(ahead.graph);
  if (ahead.before.length === 0) return words;
  const own = new Set(graph.inputs);
  return {
    before: [...ahead.before, ...words.before],
    needs: [...new Set([...ahead.needs, ...words.needs.filter((x) => own.has(x))])],
    evaluate(known) {
      const drawn = ahead.evaluate(known);
      return [...drawn, ...words.evaluate(new Map([...known, ...ahead.before.map((x, i) => [x, drawn[i]!] as const)]))];
    },
    release: ahead.release,
    graph: words.graph,
  };
}

/** The same for a step that runs again and again, where that pays. */
export function steppedWords(graph: Graph): Stages {
  const isDrawn = (node: Node) => makesWords(node) && hasKernel(node) && node.outputs[0]!.size >= MANY.stepped;
  const stages = drawnWords(graph, isDrawn, MANY.stepped);
  // What is put out as it was drawn has no node that could write it to its place.
  const arrivals = new Set(stages.graph.inputs.slice(graph.inputs.length));
  return stages.graph.outputs.some((x) => arrivals.has(x)) ? inOneStage(graph) : stages;
}
