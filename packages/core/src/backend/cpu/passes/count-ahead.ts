import { is, madeBy } from '../../../graph/match.js';
import { type Graph, type Node, topologicalOrder } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emitScan, isScan } from '../../../graph/scan-nodes.js';
import { usersOf } from '../../../graph/users.js';
import { emit } from '../../../op.js';
import { castPrimitive } from '../../../primitives/cast.js';
import { add, div, mul, pow, sqrt, sub } from '../../../primitives/elementwise.js';
import { gather } from '../../../primitives/indexing.js';
import { iota } from '../../../primitives/iota.js';
import { loop, loopPrimitive } from '../../../primitives/loop.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';

/** Operations that give the same bits for a number alone and for one of many. */
const ALIKE: ReadonlySet<unknown> = new Set([
  castPrimitive,
  ...[add, sub, mul, div, sqrt, pow].map(({ primitive }) => primitive),
]);
/** Operations that a row of a table has to save. */
const LEAST = 2;

/** A loop that counts its iterations. */
interface Counted {
  readonly node: Node;
  readonly body: Graph;
  readonly carried: number;
  readonly scanned: number;
  readonly length: number;
  /** null where slices say which one it is. */
  readonly iteration: Tensor | null;
  /** The inputs of the body without it, and what the loop is given for each. */
  readonly own: readonly Tensor[];
  readonly given: readonly Tensor[];
}

function countedOf(node: Node, inputs: readonly Tensor[]): Counted | null {
  if (isScan(node)) {
    const { body, carried, scanned, length, reverse } = node.attributes;
    const own = body.inputs;
    return reverse ? null : { node, body, carried, scanned, length, iteration: null, own, given: inputs };
  }
  if (!is(node, loopPrimitive) || node.attributes.condition || node.attributes.most === undefined) return null;
  const { body, carried, most } = node.attributes;
  const [iteration, ...own] = body.inputs;
  return { node, body, carried, scanned: 0, length: most, iteration: iteration!, own, given: inputs.slice(1) };
}

/**
 * Numbers that follow from how often a loop has gone round, as the corrections of an optimizer for its first steps do, are computed for all
 * iterations at once, before the first one: each operation on a single number takes as long as one on a thousand.
 */
export function countAhead(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    const counted = countedOf(node, inputs);
    const tables = counted && tablesOf(counted);
    return tables ? picked(counted, tables, inputs) : keep();
  });
}

/** The numbers of all iterations for what the body reads of them; null where there are too few to pay. */
function tablesOf({ body, carried, scanned, length, iteration, own, given }: Counted): Map<Tensor, Tensor> | null {
  const all = new Map<Tensor, Tensor>();
  if (iteration) all.set(iteration, iota(length));
  own.slice(0, carried).forEach((x, i) => {
    const step = stepOf(x, body.outputs[i]!);
    if (step) all.set(x, add(given[i]!, mul(iota(length, x.dtype), step)));
  });
  if (all.size === 0) return null;
  const fixed = new Map(
    own.flatMap((x, i) => (i >= carried + scanned && x.rank === 0 ? [[x, given[i]!] as const] : [])),
  );
  const counters = new Set(all.keys());
  const early: Node[] = [];
  for (const node of topologicalOrder(body.outputs)) {
    const isKnown = node.inputs.every((x) => all.has(x) || fixed.has(x) || (x.host !== null && x.rank === 0));
    if (!ALIKE.has(node.primitive) || isInverse(node) || !isKnown || !node.inputs.some((x) => all.has(x))) continue;
    const values = node.inputs.map((x) => all.get(x) ?? fixed.get(x) ?? x);
    all.set(node.outputs[0]!, emit(node.primitive, values, node.attributes)[0]!);
    early.push(node);
  }
  const users = usersOf(body);
  const isRead = (x: Tensor) => [...(users.get(x) ?? [])].some((user) => user !== null && !early.includes(user));
  const tables = [...all].filter(([x]) => !counters.has(x) && x.dtype === 'float32' && isRead(x));
  const saved = early.filter(({ outputs: [x] }) => x!.dtype === 'float32').length;
  return tables.length > 0 && saved >= LEAST * tables.length ? new Map(tables) : null;
}

/** What a carried whole number grows by in each iteration; null for any other. */
function stepOf(x: Tensor, next: Tensor): Tensor | null {
  const operands = madeBy(next, add)?.inputs;
  if (x.rank > 0 || x.dtype !== 'int32' || !operands?.includes(x)) return null;
  const step = operands[0] === x ? operands[1]! : operands[0]!;
  return step.host && step.rank === 0 ? step : null;
}

/** Of a product with it the runtime makes a quotient, where it sees both. */
const isInverse = (node: Node): boolean =>
  is(node, div) && node.inputs[0]!.host !== null && Number(node.inputs[0]!.host.data[0]) === 1;

/** The loop, which picks a row of each table. */
function picked(counted: Counted, tables: ReadonlyMap<Tensor, Tensor>, [count]: readonly Tensor[]): Tensor[] {
  const { node, body, carried, scanned, length, iteration, own, given } = counted;
  const values = [...tables.values()];
  const arrivals = [...tables].map(([x, table]) => placeholder(iteration ? table : x));
  const rows = iteration ? arrivals.map((x) => gather(x, iteration, 0)) : arrivals;
  const { outputs } = rewrite(
    { inputs: [], outputs: body.outputs },
    undefined,
    [...tables.keys()].map((x, i) => [x, rows[i]!] as const),
  );
  const [state, slices, captured] = [
    own.slice(0, carried),
    own.slice(carried, carried + scanned),
    own.slice(carried + scanned),
  ];
  const [initial, stacked, fixed] = [
    given.slice(0, carried),
    given.slice(carried, carried + scanned),
    given.slice(carried + scanned),
  ];
  if (iteration) {
    const inputs = [iteration, ...state, ...captured, ...arrivals];
    return loop(count!, { inputs, outputs }, null, initial, [...fixed, ...values], length);
  }
  return emitScan(
    node.primitive as never,
    { inputs: [...state, ...slices, ...arrivals, ...captured], outputs },
    { carried: initial, stacked: [...stacked, ...values], captured: fixed },
    length,
    false,
  );
}
