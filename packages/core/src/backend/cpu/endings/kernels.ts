import { instantiate, type Memory, makeMemory, type Run } from '../../../simd/kernel.js';
import { type Lane, Lanes, TURN } from '../../../simd/lanes.js';
import type { Tensor } from '../../../tensor/tensor.js';
import type { Update } from './updates.js';

/** Bytes for single numbers, and the most that arrays may take. */
const [SCALARS, MOST] = [4096, 2 ** 28];

/** Updates of one form, whose arrays lie end to end. */
interface Group {
  readonly updates: Update[];
  /** Numbers of all of them. */
  length: number;
}

/** Where the arrays of a group begin, and its results, which may be the same places. */
interface Addresses {
  readonly arrays: readonly number[];
  readonly results: readonly number[];
}

/** One of the places of what is replaced. */
export type Side = 0 | 1;

/** Does updates in one pass over a memory of its own: in place, or from one side to the other. */
export interface Kernels {
  /** Bytes of the memory. */
  readonly bytes: number;
  /** What the updates need of single numbers. */
  readonly scalars: readonly Tensor[];
  /** Where the arrays of an update are, or its results. */
  places(update: Update, kind: keyof Addresses, side?: Side): Float32Array[];
  /**
   * @param values of the scalars
   * @param from the side of what is replaced, and `to` that of what replaces it
   */
  run(values: readonly number[], from?: Side, to?: Side): void;
}

/**
 * @param sides how many places there are for what is replaced
 * @returns null where WebAssembly does not have what is needed, or the arrays are too large
 */
export function kernelsFor(updates: readonly Update[], sides: 1 | 2 = 1): Kernels | null {
  const groups = groupsOf(updates);
  const scalars = [...new Set(updates.flatMap((update) => update.scalars))];
  let bytes = SCALARS;
  const take = (length: number): number => {
    bytes += 4 * length;
    return bytes - 4 * length;
  };
  const addresses = groups.map(({ updates: [first], length }): readonly Addresses[] => {
    const isReplaced = (i: number) => first!.results.some(({ replaces }) => replaces === i);
    const own = first!.results.map(({ replaces }) => (replaces < 0 ? take(length) : 0));
    const shared = first!.arrays.map((_, i) => (isReplaced(i) ? 0 : take(length)));
    return Array.from({ length: sides }, () => {
      const arrays = shared.map((address) => address || take(length));
      return { arrays, results: first!.results.map(({ replaces }, k) => arrays[replaces] ?? own[k]!) };
    });
  });
  if (4 * scalars.length > SCALARS || bytes > MOST) return null;
  const memory = makeMemory(bytes);
  if (!memory) return null;
  const assembled = (from: Side, to: Side): (Run | null)[] =>
    groups.map((group, i) => {
      const places = { arrays: addresses[i]![from]!.arrays, results: addresses[i]![to]!.results };
      return assemble(group.updates[0]!, places, scalars, memory);
    });
  const runs = new Map([['0 0', assembled(0, 0)]]);
  if (runs.get('0 0')!.includes(null)) return null;
  const runsFor = (from: Side, to: Side): (Run | null)[] => {
    const key = `${from} ${to}`;
    if (!runs.has(key)) runs.set(key, assembled(from, to));
    return runs.get(key)!;
  };
  const numbers = new Float32Array(memory.buffer, 0, scalars.length);
  return {
    bytes,
    scalars,
    places(update, kind, side = 0) {
      const i = groups.findIndex((group) => group.updates.includes(update));
      const before = groups[i]!.updates.slice(0, groups[i]!.updates.indexOf(update));
      const start = before.reduce((total, { size }) => total + lengthOf(size), 0);
      return addresses[i]![side]![kind].map(
        (address) => new Float32Array(memory.buffer, address + 4 * start, update.size),
      );
    },
    run(values, from = 0, to = from) {
      numbers.set(values);
      const own = runsFor(from, to);
      groups.forEach(({ length }, i) => {
        own[i]!(0, 0, 0, 4 * length);
      });
    },
  };
}

/** Whole turns of the loop. */
const lengthOf = (size: number): number => TURN * Math.ceil(size / TURN);

function groupsOf(updates: readonly Update[]): Group[] {
  const groups = new Map<string, Group>();
  for (const update of updates) {
    const group = groups.get(update.key) ?? { updates: [], length: 0 };
    groups.set(update.key, group);
    group.updates.push(update);
    group.length += lengthOf(update.size);
  }
  return [...groups.values()];
}

function assemble(
  { nodes, arrays, scalars, results }: Update,
  addresses: Addresses,
  all: readonly Tensor[],
  memory: Memory,
): Run | null {
  const lanes = new Lanes();
  const laneOf = new Map<Tensor, Lane>([
    ...scalars.map((x) => [x, lanes.scalar(4 * all.indexOf(x))] as const),
    ...arrays.map((x, i) => [x, lanes.load(addresses.arrays[i]!)] as const),
  ]);
  for (const { primitive, inputs, attributes, outputs } of nodes) {
    const made = primitive.simd!(
      lanes,
      inputs.map((x) => laneOf.get(x)!),
      attributes,
    );
    laneOf.set(outputs[0]!, made);
  }
  results.forEach(({ tensor }, i) => {
    lanes.store(laneOf.get(tensor)!, addresses.results[i]!);
  });
  return instantiate(lanes.module(), memory);
}
