import { makerOf } from '../../../graph/match.js';
import { type Graph, leavesOf, type Node } from '../../../graph/node.js';
import { positionsOf } from '../../../graph/positions.js';
import { rewrite } from '../../../graph/rewrite.js';
import { placeholder } from '../../../tensor/tensor.js';
import { HostValue, readAll, type Value } from '../../../tensor/value.js';
import type { Session } from '../../backend.js';
import { oneAtATime } from '../../one-at-a-time.js';
import type { Part } from '../endings/ending.js';
import { iterationsOf, type SteppedLoop, steppedLoop } from './stepped-loop.js';
import type { Draw, MakePart, Steps } from './steps.js';

export const steps: Steps = {
  isStepped: (graph) => steppedLoop(graph) !== null,
  isUpdate(graph) {
    const nodes = new Set(steppedLoop(graph)?.updates.flatMap((update) => update.nodes));
    return (node) => nodes.has(node);
  },
  async session(graph, make, draw) {
    const loop = steppedLoop(graph);
    return loop && steppedSession(graph, loop, make, draw);
  },
};

/**
 * A session in three parts: what comes before the loop, its iterations, and what comes after it.
 *
 * @returns null where the iterations are the runtime's after all
 */
async function steppedSession(graph: Graph, loop: SteppedLoop, make: MakePart, draw: Draw): Promise<Session | null> {
  const positions = positionsOf(graph.outputs);
  const iterations = await iterationsOf(loop, (body, own) => make(body, positions, true, own), draw, positions);
  if (!iterations) return null;
  const before = await makeBefore(graph, loop.node, (part) => make(part, positions, false));
  const after = await makeAfter(graph, loop.node, (part) => make(part, positions, false));
  const inTurn = oneAtATime();
  return {
    run: (values) => inTurn(async () => after.run(values, await iterations.run(await before.run(values)))),
    async release() {
      for (const part of [before, iterations, after]) await part.release();
    },
  };
}

interface Stage<Args extends unknown[]> {
  run(...args: Args): Promise<Value[]>;
  release(): Promise<void>;
}

type MakePlainPart = (part: Graph) => Promise<Part>;

/** From the inputs of the graph to those of the loop. */
async function makeBefore(
  { inputs: all }: Graph,
  node: Node,
  make: MakePlainPart,
): Promise<Stage<[given: readonly Value[]]>> {
  const outputs = [...new Set(node.inputs.filter((x) => makerOf(x)))];
  const used = new Set(leavesOf(outputs));
  const inputs = all.filter((x) => used.has(x));
  const part = outputs.length > 0 ? await make({ inputs, outputs }) : null;
  return {
    async run(given) {
      const known = new Map(all.map((x, i) => [x, given[i]!]));
      const computed = await part?.run(await readAll(inputs.map((x) => known.get(x)!)));
      outputs.forEach((x, i) => {
        known.set(x, new HostValue(computed![i]!));
      });
      return node.inputs.map((x) => known.get(x) ?? new HostValue(x.host!));
    },
    release: async () => part?.release(),
  };
}

/** From the inputs of the graph and the results of the loop to those of the graph. Each result is handed on once, since none share memory. */
async function makeAfter(
  graph: Graph,
  node: Node,
  make: MakePlainPart,
): Promise<Stage<[given: readonly Value[], results: readonly Value[]]>> {
  const free = new Map(node.outputs.map((x, i) => [x, i]));
  const handed = graph.outputs.map((x) => {
    const place = free.get(x) ?? null;
    free.delete(x);
    return place;
  });
  const arrivals = node.outputs.map((x) => [x, placeholder(x)] as const);
  const rest = rewrite(
    { inputs: [], outputs: graph.outputs.filter((_, i) => handed[i] === null) },
    undefined,
    arrivals,
  );
  const all = [...graph.inputs, ...arrivals.map(([, arrival]) => arrival)];
  const used = new Set(leavesOf(rest.outputs));
  const inputs = all.filter((x) => used.has(x));
  const part = rest.outputs.length > 0 ? await make({ inputs, outputs: rest.outputs }) : null;
  return {
    async run(given, results) {
      const known = new Map(all.map((x, i) => [x, [...given, ...results][i]!]));
      const others = ((await part?.run(await readAll(inputs.map((x) => known.get(x)!)))) ?? []).values();
      return handed.map((place) => (place === null ? new HostValue(others.next().value!) : results[place]!));
    },
    release: async () => part?.release(),
  };
}
