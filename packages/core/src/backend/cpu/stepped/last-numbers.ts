/**
 * Single numbers at the end of an iteration: sums of losses, counters, a row of a table of rates. For each the runtime takes a call of a
 * kernel, and for each that arrives or leaves as long again; here they are a few instructions.
 */
import { is, makerOf } from '../../../graph/match.js';
import { type Graph, type Node, topologicalOrder } from '../../../graph/node.js';
import { usersOf } from '../../../graph/users.js';
import { add, div, mul, sqrt, sub } from '../../../primitives/elementwise.js';
import { gatherPrimitive, resolveIndex } from '../../../primitives/indexing.js';
import { fromNumbers, type HostArray } from '../../../tensor/host-array.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { located } from '../../../tracing/location.js';

export interface LastNumbers {
  /** What they are. */
  readonly numbers: ReadonlySet<Tensor>;
  /** What they are computed from, as far as it is computed before. */
  readonly sources: readonly Tensor[];
  /** Puts them beside the values that they are computed from. */
  compute(values: Map<Tensor, HostArray>): void;
}

type Rule = (x: number, y: number) => number;

/** IEEE 754 says each bit of these, and float64's rounded to float32 are float32's. Whole numbers wrap around. */
const WHOLE: ReadonlyMap<unknown, Rule> = new Map<unknown, Rule>([
  [add.primitive, (x, y) => x + y],
  [sub.primitive, (x, y) => x - y],
]);
const REAL: ReadonlyMap<unknown, Rule> = new Map<unknown, Rule>([
  ...WHOLE,
  [mul.primitive, (x, y) => x * y],
  [div.primitive, (x, y) => x / y],
  [sqrt.primitive, (x) => Math.sqrt(x)],
]);

/** Operations on single numbers of which nothing but such operations and the outputs of a graph read the result. */
export function lastNumbers(graph: Graph): LastNumbers {
  const users = usersOf(graph);
  const given = new Set(graph.inputs);
  const last = new Set<Node>();
  for (const node of topologicalOrder(graph.outputs).reverse()) {
    if (!ruleOf(node) && !isRead(node, given)) continue;
    if ([...users.get(node.outputs[0]!)!].every((user) => user === null || last.has(user))) last.add(node);
  }
  const nodes = [...last].reverse();
  const numbers = new Set(nodes.flatMap(({ outputs }) => outputs));
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  return {
    numbers,
    sources: [...read].filter((x) => !numbers.has(x) && makerOf(x)),
    compute(values) {
      for (const node of nodes) {
        const { dtype, shape } = node.outputs[0]!;
        const [x, y] = node.inputs.map((input) => (values.get(input) ?? input.host!).data as Float32Array);
        const rule = ruleOf(node);
        const number = rule
          ? rule(x![0]!, y?.[0] ?? 0)
          : located(node, () => x![resolveIndex('gather', y![0]!, x!.length)]!);
        values.set(node.outputs[0]!, fromNumbers([number], dtype, shape));
      }
    },
  };
}

function ruleOf({ primitive, inputs, outputs }: Node): Rule | undefined {
  const [{ dtype }] = outputs as [Tensor];
  if ([...inputs, ...outputs].some((x) => x.size !== 1 || x.dtype !== dtype)) return undefined;
  return dtype === 'float32' ? REAL.get(primitive) : dtype === 'int32' ? WHOLE.get(primitive) : undefined;
}

/** Whether it reads a number of a vector that is given. */
function isRead(node: Node, given: ReadonlySet<Tensor>): boolean {
  if (!is(node, gatherPrimitive)) return false;
  const [vector, at] = node.inputs as [Tensor, Tensor];
  const isVector = vector.rank === 1 && (given.has(vector) || vector.host !== null);
  return isVector && vector.dtype === 'float32' && at.size === 1 && at.dtype === 'int32';
}
