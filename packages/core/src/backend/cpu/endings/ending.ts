import { RuntimeError } from '../../../errors.js';
import { makerOf } from '../../../graph/match.js';
import { type Graph, leavesOf } from '../../../graph/node.js';
import { positionsOf } from '../../../graph/positions.js';
import { emptyArray, type HostArray } from '../../../tensor/host-array.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { HostValue, readAll, type Value } from '../../../tensor/value.js';
import type { Ending, Fates, Session } from '../../backend.js';
import { oneAtATime } from '../../one-at-a-time.js';
import { type Kernels, kernelsFor, othersOf } from './kernels.js';
import { LentSession } from './lent-session.js';
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
 * @param make prepares what the runtime is left with
 * @returns null where there are none, or too few
 */
export function endingOf(graph: Graph, make: (before: Graph) => Promise<Part>): Ending | null {
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
  let kernels = outputs.length > 0 ? kernelsFor(updates, 1, positions) : null;
  if (!kernels) return null;
  return {
    graph: { inputs: graph.inputs, outputs },
    // A log takes as much again.
    bytes: 2 * kernels.bytes,
    compile: async function compile(before): Promise<Session> {
      const own = kernels ?? kernelsFor(updates, 1, positions);
      // Each session has its own, and its memory goes with it.
      kernels = null;
      if (!own) throw new RuntimeError('WebAssembly has no more memory for the updates of steps.');
      const used = new Set(leavesOf(before.outputs));
      const fed = [...before.inputs.keys()].filter((i) => used.has(before.inputs[i]!));
      const part = await make({ inputs: fed.map((i) => before.inputs[i]!), outputs: before.outputs });
      const another = new LentSession(() => compile(before));
      return sessionOf(graph, { part, fed, outputs }, { kernels: own, others }, slotsFor(updates, own), another);
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
  slots: Slots,
  another: LentSession,
): Session {
  const inputs = new Map(graph.inputs.map((x, i) => [x, i]));
  const kept = [...slots.arrays].flatMap(([x, slot]) => (inputs.has(x) ? [[inputs.get(x)!, slot] as const] : []));
  const inputOf = new Map(kept.map(([i, slot]) => [slot, i]));
  const results = new Set(slots.results.values());
  const placeOf = new Map(outputs.map((x, i) => [x, i]));
  const inTurn = oneAtATime();
  const logs = new StepLogs({
    state: kept.map(([i]) => i),
    makers: new Map(
      graph.outputs.flatMap((x, k) => {
        const input = inputOf.get(slots.results.get(x)!);
        return input === undefined ? [] : [[input, k] as const];
      }),
    ),
    copy: () => new Map(kept.map(([i, { place }]) => [i, { ...place, data: place.data.slice() }])),
    borrow: (body) => another.use(body),
  });

  /** Where the runtime writes what it makes. An input that is a result as well has the place of what is to be replaced. */
  const placeFor = (x: Tensor): Slot | undefined => (inputs.has(x) ? undefined : slots.arrays.get(x));

  /** The next run writes to the places of arrays. */
  const handedOn = (x: Tensor, made: HostArray): Value =>
    new HostValue(placeFor(x) ? { ...made, data: made.data.slice() } : made);

  async function run(values: readonly Value[], fates?: Fates): Promise<Value[]> {
    const follows = kept.every(([i, slot]) => slot.holds(values[i]!));
    for (const [i, slot] of kept) if (!slot.holds(values[i]!)) await slot.put(values[i]!);
    const step = logs.begin(
      values,
      follows,
      fates !== undefined && kept.some(([i]) => fates.get(values[i]!) === 'in history'),
    );
    const slotOf = (i: number) => slots.arrays.get(graph.inputs[i]!);
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
    for (const slot of results) {
      const input = inputOf.get(slot);
      slot.free(fates, input === undefined ? undefined : step?.again(input));
    }
    kernels.run(numbers);
    step?.succeeded();
    return graph.outputs.map((x) => slots.results.get(x)?.filled(logs) ?? handedOn(x, made[placeOf.get(x)!]!));
  }

  async function release(): Promise<void> {
    // Values may outlive the session.
    for (const slot of [...slots.arrays.values(), ...results]) slot.free();
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

function slotsFor(updates: readonly Update[], kernels: Kernels): Slots {
  const [arrays, results] = [new Map<Tensor, Slot>(), new Map<Tensor, Slot>()];
  const slotFor = ({ shape, dtype }: Tensor, data: Float32Array) => new Slot({ shape, dtype, data });
  for (const update of updates) {
    const own = kernels.places(update, 'arrays').map((place, i) => slotFor(update.arrays[i]!, place));
    update.arrays.forEach((x, i) => {
      arrays.set(x, own[i]!);
    });
    kernels.places(update, 'results').forEach((place, i) => {
      const { tensor, replaces } = update.results[i]!;
      results.set(tensor, own[replaces] ?? slotFor(tensor, place));
    });
  }
  return { arrays, results };
}
