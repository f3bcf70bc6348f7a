import type { Node } from '../../../graph/node.js';
import { instantiate, makeMemory, type Run } from '../../../simd/kernel.js';
import { Lanes, TURN } from '../../../simd/lanes.js';
import { type HostArray, toNumbers } from '../../../tensor/host-array.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { type Lookup, layOutLookup, lookupKernel, type OwnKernel, type OwnKernels } from './lookups.js';
import { layOutRows, type RowKernel, rowKernel } from './row-kernel.js';
import { computeUpdate } from './update-lanes.js';
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
  readonly lookups: OwnKernels;
  /** Where the arrays of an update are, or its results. */
  places(update: Update, kind: keyof Addresses, side?: Side): Float32Array[];
  /**
   * @param values of {@link othersOf}
   * @param from the side of what is replaced, and `to` that of what replaces it
   */
  run(values: readonly HostArray[], from?: Side, to?: Side): void;
}

/** What updates need apart from arrays in places: single numbers, and where rows are added. */
export const othersOf = (updates: readonly Update[]): Tensor[] => [
  ...scalarsOf(updates),
  ...updates.flatMap(({ added }) => (added ? [added.at] : [])),
];

const scalarsOf = (updates: readonly Update[]): Tensor[] => [...new Set(updates.flatMap((update) => update.scalars))];

/**
 * @param sides how many places there are for what is replaced
 * @param positions of nodes, for errors
 * @param lookups of rows of what is replaced
 * @returns null where WebAssembly does not have what is needed, or the arrays are too large
 */
export function kernelsFor(
  updates: readonly Update[],
  sides: 1 | 2 = 1,
  positions?: ReadonlyMap<Node, number>,
  lookups: readonly Lookup[] = [],
): Kernels | null {
  const groups = groupsOf(updates.filter(({ added }) => !added));
  const scalars = scalarsOf(updates);
  let bytes = SCALARS;
  const take = (length: number): number => {
    bytes += 4 * length;
    return bytes - 4 * length;
  };
  const takeTurns = (length: number): number => take(lengthOf(length));
  const addresses = groups.map(({ updates: [first], length }): readonly Addresses[] => {
    const isReplaced = (i: number) => first!.results.some(({ replaces }) => replaces === i);
    const own = first!.results.map(({ replaces }) => (replaces < 0 ? take(length) : 0));
    const shared = first!.arrays.map((_, i) => (isReplaced(i) ? 0 : take(length)));
    return Array.from({ length: sides }, () => {
      const arrays = shared.map((address) => address || take(length));
      return { arrays, results: first!.results.map(({ replaces }, k) => arrays[replaces] ?? own[k]!) };
    });
  });
  const ofRows = updates.flatMap((update) => {
    const { added } = update;
    return added ? [{ update, added, layout: layOutRows(update, added, sides, takeTurns) }] : [];
  });
  const lookupLayouts = lookups.map((lookup) => layOutLookup(lookup, takeTurns));
  if (4 * scalars.length > SCALARS || bytes > MOST) return null;
  const memory = makeMemory(bytes);
  if (!memory) return null;
  const assembled = (from: Side, to: Side): (Run | null)[] =>
    groups.map((group, i) => {
      const [update] = group.updates as [Update];
      const lanes = new Lanes();
      const arrays = update.arrays.map((x, k) => [x, lanes.load(addresses[i]![from]!.arrays[k]!)] as const);
      const made = computeUpdate(lanes, update, arrays, scalars);
      update.results.forEach(({ tensor }, k) => {
        lanes.store(made.get(tensor)!, addresses[i]![to]!.results[k]!);
      });
      return instantiate(lanes.module(), memory);
    });
  const runs = new Map([['0 0', assembled(0, 0)]]);
  if (runs.get('0 0')!.includes(null)) return null;
  const runsFor = (from: Side, to: Side): (Run | null)[] => {
    const key = `${from} ${to}`;
    if (!runs.has(key)) runs.set(key, assembled(from, to));
    return runs.get(key)!;
  };
  const rowKernels = new Map<Update, RowKernel>();
  for (const { update, added, layout } of ofRows) {
    const kernel = rowKernel(update, added, layout, memory, scalars, positions?.get(added.scatter));
    if (!kernel) return null;
    rowKernels.set(update, kernel);
  }
  const own = new Map<Node, OwnKernel | null>();
  for (const [i, lookup] of lookups.entries()) {
    const kernel = lookupKernel(lookup, lookupLayouts[i]!, memory);
    if (!kernel) return null;
    for (const node of lookup.nodes) own.set(node, node.outputs[0] === lookup.result ? kernel : null);
  }
  const numbers = new Float32Array(memory.buffer, 0, scalars.length);
  return {
    bytes,
    lookups: own,
    places(update, kind, side = 0) {
      const kernel = rowKernels.get(update);
      if (kernel) return kernel.places(kind, side);
      const i = groups.findIndex((group) => group.updates.includes(update));
      const before = groups[i]!.updates.slice(0, groups[i]!.updates.indexOf(update));
      const start = before.reduce((total, { size }) => total + lengthOf(size), 0);
      return addresses[i]![side]![kind].map(
        (address) => new Float32Array(memory.buffer, address + 4 * start, update.size),
      );
    },
    run(values, from = 0, to = from) {
      numbers.set(scalars.map((_, i) => toNumbers(values[i]!)[0]!));
      const isWhole = numbers.some((x) => x === 0 || !Number.isFinite(x));
      ofRows.forEach(({ update }, i) => {
        rowKernels.get(update)!.run(values[scalars.length + i]!, isWhole, from, to);
      });
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
