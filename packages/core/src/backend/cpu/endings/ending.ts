import { RuntimeError } from '../../../errors.js';
import { makerOf } from '../../../graph/match.js';
import { type Graph, leavesOf } from '../../../graph/node.js';
import { positionsOf } from '../../../graph/positions.js';
import { emptyArray, type HostArray } from '../../../tensor/host-array.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { HostValue, readAll, type Value } from '../../../tensor/value.js';
import type { Ending, Fates, Session } from '../../backend.js';
import { oneAtATime } from '../../one-at-a-time.js';
import { type Kernels, kernelsFor, othersOf, type Side } from './kernels.js';
import { LentSession } from './lent-session.js';
import { lookupsIn, type OwnKernels } from './lookups.js';
import { Slot } from './resident-value.js';
import { StepLogs } from './step-log.js';
import { type Update, updatesOf, workOf } from './updates.js';

/** Operations on elements from which on it pays to leave the runtime for them. */
const WORTH = 50_000;

/** A part of a graph, made ready to run: from host arrays to host arrays. */
export interface Part {
  /** @param into arrays that outputs are written to, all of them; left out: new ones */
  run(inputs: readonly HostArray[], into?: readonly HostArray[]): Promise<HostArray[]>;
  release(): Promise<void>;
}

/**
 * The updates at the end of a graph, done by kernels of our own in one pass over memory, where the runtime takes one for each operation.
 * What they change stays in their memory from run to run, and is copied when it is read.
 *
 * @param sides 1 to write over what a run begins with, which is copied before where others have it; 2 to go from one place to another, where all of it
 *   is given up behind the run
 * @param make prepares what the runtime is left with, and kernels for some of its nodes
 * @returns null where there are none, or too few
 */
export function endingOf(
  graph: Graph,
  make: (before: Graph, own: OwnKernels) => Promise<Part>,
  sides: 1 | 2 = 1,
): Ending | null {
  const updates = updatesOf(graph);
  if (updates.reduce((total, update) => total + workOf(update), 0) < WORTH) return null;
  const ended = new Set(updates.flatMap(({ results }) => results.map(({ tensor }) => tensor)));
  const others = othersOf(updates);
  const needed = updates
    .flatMap(({ arrays }) => arrays)
    .concat(others)
    .filter(makerOf);
  const outputs = [...new Set([...graph.outputs.filter((x) => !ended.has(x)), ...needed])];
  const positions = positionsOf(graph.outputs);
  let kernels = outputs.length > 0 ? kernelsFor(updates, sides, positions) : null;
  if (!kernels) return null;
  return {
    graph: { inputs: graph.inputs, outputs },
    // A log takes as much again; what is given up has none.
    bytes: (sides === 1 ? 2 : 1) * kernels.bytes,
    compile: async function compile(before): Promise<Session> {
      const isReplaced = (x: Tensor) =>
        updates.some(({ arrays, results }) => results.some(({ replaces }) => arrays[replaces] === x));
      const tables = new Set(before.inputs.filter((_, i) => isReplaced(graph.inputs[i]!)));
      const lookups = lookupsIn(before, tables);
      const own = (lookups.length === 0 ? kernels : null) ?? kernelsFor(updates, sides, positions, lookups);
      // Each session has its own, and its memory goes with it.
      kernels = null;
      if (!own) throw new RuntimeError('WebAssembly has no more memory for the updates of steps.');
      const used = new Set(leavesOf(before.outputs));
      const fed = [...before.inputs.keys()].filter((i) => used.has(before.inputs[i]!));
      const part = await make({ inputs: fed.map((i) => before.inputs[i]!), outputs: before.outputs }, own.lookups);
      const another = new LentSession(() => compile(before));
      const slots = slotsFor(updates, own, sides);
      return sessionOf(graph, { part, fed, outputs }, { kernels: own, others }, slots, another);
    },
  };
}

/** What comes before the updates. */
interface Before {
  readonly part: Part;
  /** Which of all inputs it takes. */
  readonly fed: readonly number[];
  /** What it makes. */
  readonly outputs: readonly Tensor[];
}

function sessionOf(
  graph: Graph,
  { part, fed, outputs }: Before,
  { kernels, others }: { readonly kernels: Kernels; readonly others: readonly Tensor[] },
  slots: readonly Slots[],
  another: LentSession,
): Session {
  const inputs = new Map(graph.inputs.map((x, i) => [x, i]));
  const kept = slots.map(({ arrays }) =>
    [...arrays].flatMap(([x, slot]) => (inputs.has(x) ? [[inputs.get(x)!, slot] as const] : [])),
  );
  /** The input that a result takes the place of. */
  const replacedBy = new Map(
    [...slots[0]!.results].map(([x, slot]) => [x, kept[0]!.find(([, own]) => own === slot)?.[0]] as const),
  );
  const placeOf = new Map(outputs.map((x, i) => [x, i]));
  const inTurn = oneAtATime();
  /** Where the state of the present run is. */
  let side: Side = 0;
  const logs = new StepLogs({
    state: kept[0]!.map(([i]) => i),
    makers: new Map(
      graph.outputs.flatMap((x, k) => {
        const input = replacedBy.get(x);
        return input === undefined ? [] : [[input, k] as const];
      }),
    ),
    copy: () => new Map(kept[side]!.map(([i, { place }]) => [i, { ...place, data: place.data.slice() }])),
    borrow: (body) => another.use(body),
  });

  /** Where the runtime writes what it makes. An input that is a result as well has the place of what is to be replaced. */
  const placeFor = (x: Tensor): Slot | undefined => (inputs.has(x) ? undefined : slots[0]!.arrays.get(x));

  /** The next run writes to the places of arrays. */
  const handedOn = (x: Tensor, made: HostArray): Value =>
    new HostValue(placeFor(x) ? { ...made, data: made.data.slice() } : made);

  /** The side that has what a run is given. */
  const sideOf = (values: readonly Value[]): Side =>
    slots[1] && kept[1]!.some(([i, slot], k) => slot !== kept[0]![k]![1] && slot.holds(values[i]!)) ? 1 : 0;

  async function run(values: readonly Value[], fates?: Fates): Promise<Value[]> {
    side = sideOf(values);
    const [present, next] = [slots[side]!, slots[slots.length - 1 - side]!];
    const follows = kept[side]!.every(([i, slot]) => slot.holds(values[i]!));
    for (const [i, slot] of kept[side]!) if (!slot.holds(values[i]!)) await slot.put(values[i]!);
    const step = logs.begin(
      values,
      follows,
      fates !== undefined && kept[side]!.some(([i]) => fates.get(values[i]!) === 'in history'),
    );
    const slotOf = (i: number) => present.arrays.get(graph.inputs[i]!);
    const read = await readAll(
      fed.flatMap((i) => (slotOf(i) ? [] : [values[i]!])),
      fates,
    );
    const arriving = read.values();
    const made = await part.run(
      fed.map((i) => slotOf(i)?.place ?? arriving.next().value!),
      outputs.map((x) => placeFor(x)?.place ?? emptyArray(x)),
    );
    const numbers = await readAll(
      others.map((x) => x.known ?? values[inputs.get(x) ?? -1] ?? new HostValue(made[placeOf.get(x)!]!)),
    );
    for (const [x, slot] of next.results) {
      const input = replacedBy.get(x);
      slot.free(fates, input === undefined ? undefined : step?.again(input));
    }
    kernels.run(numbers, side, slots.indexOf(next) as Side);
    step?.succeeded();
    return graph.outputs.map((x) => next.results.get(x)?.filled(logs) ?? handedOn(x, made[placeOf.get(x)!]!));
  }

  async function release(): Promise<void> {
    // Values may outlive the session.
    for (const { arrays, results } of slots) for (const slot of [...arrays.values(), ...results.values()]) slot.free();
    await part.release();
    await another.release();
  }
  return { run: (values, fates) => inTurn(() => run(values, fates)), release };
}

/** Where arrays and results of updates are: a result that replaces an array has its slot. */
interface Slots {
  readonly arrays: ReadonlyMap<Tensor, Slot>;
  readonly results: ReadonlyMap<Tensor, Slot>;
}

/** For each side. */
function slotsFor(updates: readonly Update[], kernels: Kernels, sides: number): Slots[] {
  const at = new Map<number, Slot>();
  const slotFor = ({ shape, dtype }: Tensor, data: Float32Array): Slot => {
    const slot = at.get(data.byteOffset) ?? new Slot({ shape, dtype, data });
    at.set(data.byteOffset, slot);
    return slot;
  };
  const slots = (tensorsOf: (update: Update) => readonly Tensor[], kind: keyof Slots, side: number) =>
    new Map(
      updates.flatMap((update) => {
        const places = kernels.places(update, kind, side as Side);
        return tensorsOf(update).map((x, i) => [x, slotFor(x, places[i]!)] as const);
      }),
    );
  return Array.from({ length: sides }, (_, side) => ({
    arrays: slots(({ arrays }) => arrays, 'arrays', side),
    results: slots(({ results }) => results.map(({ tensor }) => tensor), 'results', side),
  }));
}
