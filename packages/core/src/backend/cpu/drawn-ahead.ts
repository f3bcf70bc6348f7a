/** Random numbers of all iterations of a loop, drawn before it runs. */
import { itemSize } from '../../dtype.js';
import { evaluateGraph } from '../../graph/evaluate.js';
import { is } from '../../graph/match.js';
import { bodiesOf, type Graph, leavesOf, type Node, topologicalOrder } from '../../graph/node.js';
import { rewrite } from '../../graph/rewrite.js';
import { emitScan, isScan } from '../../graph/scan-nodes.js';
import { usersOf } from '../../graph/users.js';
import { makesWords } from '../../graph/work.js';
import { gather } from '../../primitives/indexing.js';
import { loop, loopPrimitive } from '../../primitives/loop.js';
import type { RowsTask } from '../../simd/keyed-rows.js';
import type { HostArray } from '../../tensor/host-array.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import type { Stages } from '../backend.js';
import { continues, type Drawing, drawingOf, hasKernel, MANY, type Rows } from './drawing.js';
import { type Beside, DrawnBeside } from './drawn-beside.js';
import { computeInTurn, computeTogether, type Parts, type Program, partsOf, resultsOf } from './drawn-rows.js';
import { LentMemory } from './lent-memory.js';

/** Elements up to which a key, and what it is computed from, is small. */
const SMALL = 1024;
/** Bytes that the numbers of all iterations take at most. */
const MOST_BYTES = 2 ** 25;

/** A loop that runs no longer than is known before. */
interface Repeated {
  readonly node: Node;
  readonly body: Graph;
  readonly carried: number;
  /** Inputs of the body that are taken apart row by row, behind the carried ones. */
  readonly scanned: number;
  /** The number of the iteration, and how many there are; null where inputs of the loop say both. */
  readonly counter: { readonly iteration: Tensor; readonly count: Tensor } | null;
  readonly most: number;
  /** The inputs of the body without the counter, and what the loop is given for each. */
  readonly own: readonly Tensor[];
  readonly given: readonly Tensor[];
}

function repeatedOf(node: Node): Repeated | null {
  if (isScan(node)) {
    const { body, carried, scanned, length, reverse } = node.attributes;
    return reverse
      ? null
      : { node, body, carried, scanned, counter: null, most: length, own: body.inputs, given: node.inputs };
  }
  if (!is(node, loopPrimitive) || node.attributes.condition || node.attributes.most === undefined) return null;
  const { body, carried, most } = node.attributes;
  const [iteration, ...own] = body.inputs;
  const [count, ...given] = node.inputs;
  return { node, body, carried, scanned: 0, counter: { iteration: iteration!, count: count! }, most, own, given };
}

/** What of a loop does not depend on the numbers that it computes. */
interface Ahead {
  readonly of: Repeated;
  /** What an iteration draws, and small whole numbers that keys are made of. */
  readonly parts: Parts;
  /** Carried values that nothing but the program changes, by position. */
  readonly free: readonly number[];
  /** What the other operations read of it. */
  readonly wanted: readonly Tensor[];
  /** Of what is wanted the rows. */
  readonly tables: ReadonlyMap<Tensor, LentMemory>;
  /** What is known of the loop's inputs. */
  readonly sources: readonly Tensor[];
  /** null where no other thread draws. */
  readonly next: DrawnBeside | null;
}

/**
 * Takes the random words of a loop out of it, with what is made of them alone, where keys follow from what is known before: a kernel of the
 * processor's own makes them in one pass, and a training step of a small network consists of the runtime's operations for little else. The
 * numbers of an iteration are a row of a table; carried keys leave the loop.
 */
export function drawnAhead(graph: Graph, beside?: Beside): Stages {
  const known = smallKnown(graph);
  const found = new Map<Node, Ahead>();
  for (const node of topologicalOrder(graph.outputs)) {
    const repeated = repeatedOf(node);
    const ahead = repeated && aheadOf(repeated, known, beside);
    if (ahead) found.set(node, ahead);
  }
  const tables = new Map([...found].map(([node, ahead]) => [node, tablesOf(ahead)]));
  const finals = new Map([...found].map(([node, { free }]) => [node, free.map((i) => placeholder(node.outputs[i]!))]));
  const { outputs } = rewrite(graph, (node, inputs, keep) => {
    const ahead = found.get(node);
    return ahead ? rebuilt(ahead, inputs, tables.get(node)!, finals.get(node)!) : keep();
  });
  const before = [...found.keys()].flatMap((node) => [...tables.get(node)!, ...finals.get(node)!]);
  const own = new Set(graph.inputs);
  return {
    before,
    needs: [...new Set(leavesOf([...found.values()].flatMap(({ sources }) => sources)))].filter((x) => own.has(x)),
    evaluate: (values) => [...found.values()].flatMap((ahead) => draw(ahead, values)),
    release: LentMemory.giveBack,
    graph: { inputs: [...graph.inputs, ...before], outputs },
  };
}

const isSmall = ({ outputs, attributes }: Node): boolean =>
  bodiesOf(attributes).length === 0 && outputs.every(({ size }) => size <= SMALL);
const WHOLE: ReadonlySet<string> = new Set(['uint32', 'int32', 'bool']);
const isWhole = ({ outputs }: Node): boolean => outputs.every(({ dtype }) => WHOLE.has(dtype));

/** Tells what is small and follows from a graph's inputs by small operations. */
function smallKnown({ inputs, outputs }: Graph): (x: Tensor) => boolean {
  const known = new Set<Tensor>(inputs);
  const isKnown = (x: Tensor) => x.size <= SMALL && (x.host !== null || known.has(x));
  for (const node of topologicalOrder(outputs))
    if (isSmall(node) && node.inputs.every(isKnown)) for (const x of node.outputs) known.add(x);
  return isKnown;
}

function aheadOf(of: Repeated, isKnown: (x: Tensor) => boolean, beside?: Beside): Ahead | null {
  const { body, carried, own, given, counter } = of;
  const nodes = topologicalOrder(body.outputs);
  if (!nodes.some(makesWords) || (counter && !isKnown(counter.count))) return null;
  const isState = (i: number) => i < carried;
  let free = own.flatMap((x, i) => (isState(i) && x.dtype === 'uint32' && isKnown(given[i]!) ? [i] : []));
  for (;;) {
    const fixed = own.flatMap((x, i) => (!isState(i) && isKnown(given[i]!) ? [x] : []));
    const start = [...(counter ? [counter.iteration] : []), ...free.map((i) => own[i]!), ...fixed];
    const { drawn, isEarly, program } = earlyPart(body, nodes, start, of.most);
    const stable = free.filter((i) => isEarly(body.outputs[i]!));
    if (stable.length < free.length) {
      free = stable;
      continue;
    }
    const wanted = wantedOf(of, free, program, drawn);
    const rowBytes = wanted.reduce((sum, { size, dtype }) => sum + size * itemSize(dtype), 0);
    const isAll = restOf(body, carried, free).length === 0;
    if (!(isAll || wanted.some((x) => drawn.has(x))) || rowBytes * of.most > MOST_BYTES) return null;
    const read = new Set([...program.flatMap(({ inputs }) => inputs), ...free.map((i) => own[i]!)]);
    const isUsed = own.map((x) => start.includes(x) && read.has(x));
    const used = given.filter((_, i) => isUsed[i]);
    const handedOn = free.map((i) => ({ arrives: own[i]!, leaves: body.outputs[i]! }));
    const parts = partsOf(program, handedOn, wanted);
    const tables = wanted.map((x) => [x, new LentMemory({ shape: [of.most, ...x.shape], dtype: x.dtype })] as const);
    const sources = [...new Set(counter ? [counter.count, ...used] : used)];
    // What a scan is given row by row is known for one run alone.
    const isSliced = isUsed.slice(carried, carried + of.scanned).includes(true);
    const next = beside && !isSliced && !isAll ? new DrawnBeside(parts, of.most, beside) : null;
    return { of, parts, free, wanted, tables: new Map(tables), sources, next };
  }
}

/** What follows from some inputs of a body: words, what continues them, and small whole numbers. */
function earlyPart(body: Graph, nodes: readonly Node[], start: readonly Tensor[], most: number) {
  const early = new Set<Tensor>(start);
  const drawn = new Set<Tensor>();
  const groups = new Map<Tensor, Node[]>();
  const steps: (Node | Node[])[] = [];
  const isEarly = (x: Tensor) => x.size <= SMALL && (x.host !== null || early.has(x));
  for (const node of nodes) {
    const output = node.outputs[0]!;
    const known = node.inputs.map((x) => groups.get(x)).find((each) => each);
    if (known && continues(node, (x) => groups.get(x) === known, isEarly)) {
      known.push(node);
      groups.set(output, known);
      drawn.add(output);
    } else if (node.inputs.every(isEarly) && (makesWords(node) || (isSmall(node) && isWhole(node)))) {
      // Few words that no kernel makes, as keys are split by, are computed as other whole numbers are.
      const group = makesWords(node) && !(isSmall(node) && !hasKernel(node)) ? [node] : null;
      if (group) groups.set(output, group);
      steps.push(group ?? node);
      for (const x of node.outputs) {
        early.add(x);
        if (makesWords(node) || node.inputs.some((input) => drawn.has(input))) drawn.add(x);
      }
    }
  }
  const users = usersOf(body);
  // Words that no kernel makes, as those that a key is split into, are a node for all rows at once.
  const program = steps.map((step) => {
    if (!Array.isArray(step)) return step;
    const [source, ...further] = step as [Node, ...Node[]];
    return further.length > 0 || hasKernel(source) ? drawingOf(step, users, MANY.stepped / most) : source;
  });
  return { drawn, isEarly, program };
}

/** What the rest of the body reads: drawn numbers, and what is carried without it. */
function wantedOf(
  { body, own, carried }: Repeated,
  free: readonly number[],
  program: Program,
  drawn: ReadonlySet<Tensor>,
): Tensor[] {
  const arrivals = new Map(
    program
      .flatMap(resultsOf)
      .filter((x) => drawn.has(x))
      .map((x) => [x, placeholder(x)]),
  );
  const rest = rewrite({ inputs: [], outputs: restOf(body, carried, free) }, undefined, arrivals);
  const read = new Set(leavesOf(rest.outputs));
  return [
    ...[...arrivals].flatMap(([x, arrival]) => (read.has(arrival) ? [x] : [])),
    ...free.map((i) => own[i]!).filter((x) => read.has(x)),
  ];
}

/** What a body puts out besides the values that it has no part in. */
const restOf = ({ outputs }: Graph, carried: number, free: readonly number[]): Tensor[] =>
  outputs.filter((_, i) => i >= carried || !free.includes(i));

/** A row for each iteration. */
const tablesOf = ({ wanted, of }: Ahead): Tensor[] =>
  wanted.map(({ shape, dtype }) => placeholder({ shape: [of.most, ...shape], dtype }));

/** The loop without what is drawn ahead. */
function rebuilt(
  { of, free, wanted }: Ahead,
  inputs: readonly Tensor[],
  tables: readonly Tensor[],
  finals: readonly Tensor[],
): Tensor[] {
  const { node, body, carried, scanned, counter, most, own } = of;
  const given = counter ? inputs.slice(1) : inputs;
  const isCarried = (_: Tensor, i: number) => i < carried && !free.includes(i);
  const isSlice = (_: Tensor, i: number) => i >= carried && i < carried + scanned;
  const isCaptured = (_: Tensor, i: number) => i >= carried + scanned;
  // A loop picks its row, a scan is given it.
  const arrivals = counter ? tables.map((x) => placeholder(x)) : wanted.map((x) => placeholder(x));
  const rows = counter ? arrivals.map((x) => gather(x, counter.iteration, 0)) : arrivals;
  const { outputs } = rewrite(
    { inputs: [], outputs: restOf(body, carried, free) },
    undefined,
    wanted.map((x, i) => [x, rows[i]!] as const),
  );
  const [state, slices, captured] = [isCarried, isSlice, isCaptured].map((keeps) => own.filter(keeps));
  const [initial, stacked, fixed] = [isCarried, isSlice, isCaptured].map((keeps) => given.filter(keeps));
  const results = counter
    ? loop(
        inputs[0]!,
        { inputs: [counter.iteration, ...state!, ...captured!, ...arrivals], outputs },
        null,
        initial!,
        [...fixed!, ...tables],
        most,
      )
    : emitScan(
        node.primitive as never,
        { inputs: [...state!, ...slices!, ...arrivals, ...captured!], outputs },
        { carried: initial!, stacked: [...stacked!, ...tables], captured: fixed! },
        most,
        false,
      );
  const [kept, last] = [results.values(), finals.values()];
  return node.outputs.map((_, i) => (free.includes(i) ? last : kept).next().value!);
}

/** The tables, and what is carried at the end. */
function draw(
  { of, parts, free, tables: memories, sources, next }: Ahead,
  outside: ReadonlyMap<Tensor, HostArray>,
): HostArray[] {
  const { carried, scanned, counter, most, own, given } = of;
  const computed = evaluateGraph(sources, outside);
  const known = new Map(sources.map((x, i) => [x, computed[i]!]));
  const valuesOf = (rows: number): Map<Tensor, Rows> => {
    const values = new Map<Tensor, Rows>();
    for (const [i, x] of own.entries()) {
      const value = known.get(given[i]!);
      if (value && !free.includes(i))
        values.set(x, { data: value.data, isSame: i < carried || i >= carried + scanned });
    }
    if (counter) values.set(counter.iteration, { data: Int32Array.from({ length: rows }, (_, i) => i), isSame: false });
    return values;
  };
  const count = counter ? Number(known.get(counter.count)!.data[0]) : most;
  const values = valuesOf(count);
  const first = new Map(free.map((i) => [own[i]!, known.get(given[i]!)!]));
  const last = computeInTurn(parts, count, values, first);
  const tables = new Map([...memories].map(([x, memory]) => [x, memory.lend()]));
  const together = (taskOf?: (drawing: Drawing) => RowsTask | null) =>
    computeTogether(parts.together, count, values, tables, taskOf);
  if (next) next.run(count, together, (rows) => ({ values: valuesOf(rows), first: last }));
  else together();
  for (const [x, { data }] of tables) {
    const made = values.get(x)!.data;
    if (made !== data) data.set(made as never);
  }
  return [...tables.values(), ...free.map((i) => last.get(own[i]!)!)];
}
