/**
 * Updates by rows that are added up, each for a row of a table: a pair of addresses for each row of the tables leads to what is added to it, which
 * is zeros, a row, or a sum. Sums lie where the first row of each was; where rows are repeated, by themselves.
 */
import { instantiate, type Memory, type Run } from '../../../simd/kernel.js';
import { Lanes, TURN } from '../../../simd/lanes.js';
import { type HostArray, toNumbers } from '../../../tensor/host-array.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { numbersOf, writeAddresses } from '../row-addresses.js';
import type { Added } from './added-rows.js';
import { computeUpdate } from './update-lanes.js';
import type { Update } from './updates.js';

/** Where everything is in a memory. */
export interface RowLayout {
  /** Those that are replaced, in the order of the results: for each side. */
  readonly tables: readonly (readonly number[])[];
  readonly rows: number;
  /** Of repeated rows. */
  readonly sums: number;
  readonly zeros: number;
  /** Pairs of a row of the tables and what is added to it: for all rows, and for those that something is added to. */
  readonly all: number;
  readonly some: number;
  /** Pairs of a sum and a row that it begins with, or that is added to it. */
  readonly copies: number;
  readonly additions: number;
}

export interface RowKernel {
  /** Where the arrays of the update are, or its results. */
  places(kind: 'arrays' | 'results', side: number): Float32Array[];
  /**
   * @param at index vectors
   * @param isWhole whether rows that nothing is added for have to be looked at in any case
   */
  run(at: HostArray, isWhole: boolean, from: number, to: number): void;
}

const ITEM = Float32Array.BYTES_PER_ELEMENT;

/** @param take reserves space for so many elements */
export function layOutRows(
  { size, results }: Update,
  { rows, numbers, count, width }: Added,
  sides: number,
  take: (length: number) => number,
): RowLayout {
  const places = size / width;
  const most = { touched: Math.min(count, places), sums: numbers ? Math.min(count >> 1, places) : 0 };
  return {
    tables: Array.from({ length: sides }, () => results.map(() => take(size))),
    rows: take(rows.size),
    sums: take(most.sums * width),
    zeros: take(width),
    all: take(2 * places),
    some: take(2 * most.touched),
    copies: take(2 * most.sums),
    additions: take(2 * count),
  };
}

/**
 * @param scalars the numbers at the beginning of the memory
 * @param node the position of what adds rows, for errors
 * @returns null where WebAssembly does not have what is needed
 */
export function rowKernel(
  update: Update,
  { sums, rows, numbers: repeated, count, width, lead, keepsOthers }: Added,
  layout: RowLayout,
  memory: Memory,
  scalars: readonly Tensor[],
  node?: number,
): RowKernel | null {
  const { buffer } = memory;
  const bytes = ITEM * width;
  const places = update.size / width;
  const made = () => new Lanes(width % TURN === 0 ? undefined : 1);
  const changeFrom = (from: number, to: number): Run | null => {
    const lanes = made();
    const operands = update.results.map(
      ({ replaces }, i) => [update.arrays[replaces]!, lanes.load(layout.tables[from]![i]!)] as const,
    );
    const computed = computeUpdate(lanes, update, [...operands, [sums, lanes.load(0, 'second')]], scalars);
    update.results.forEach(({ tensor }, i) => {
      lanes.store(computed.get(tensor)!, layout.tables[to]![i]!);
    });
    return instantiate(lanes.moduleOfPairs(), memory);
  };
  const sides = layout.tables.map((_, side) => side);
  // What keeps other rows gets a copy to work on.
  const changes = sides.map((from) => sides.map((to) => (keepsOthers ? changeFrom(to, to) : changeFrom(from, to))));
  const [copied, summed] = [made(), made()];
  copied.store(copied.load(0, 'second'), 0);
  summed.store(summed.op('f32x4.add', summed.load(0), summed.load(0, 'second')), 0);
  const [copy, add] = [copied, summed].map((lanes) => instantiate(lanes.moduleOfPairs(), memory));
  if (!copy || !add || changes.flat().includes(null)) return null;
  const words = (address: number, end: number) => new Uint32Array(buffer, address, (end - address) / ITEM);
  const floats = (address: number, length: number) => new Float32Array(buffer, address, length);
  const { zeros } = layout;
  const all = words(layout.all, layout.some);
  for (let row = 0; row < places; row++) all.set([row * bytes, zeros], 2 * row);
  const some = words(layout.some, layout.copies);
  const copies = words(layout.copies, layout.additions);
  const additions = words(layout.additions, layout.additions + 2 * ITEM * count);
  const numbers = new Uint32Array(count);
  const tables = layout.tables.map((own) => own.map((address) => floats(address, update.size)));
  const rowPlace = floats(layout.rows, rows.size);
  const sources = Uint32Array.from({ length: count }, (_, i) => layout.rows + bytes * (repeated?.[i] ?? i));

  /** Leads each row of the tables to what is added to it, and says how many it is added to, and how many sums begin and go on. */
  function pair(): { touched: number; begun: number; added: number } {
    let [touched, begun, added] = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      const place = 2 * numbers[i]! + 1;
      const row = sources[i]!;
      const sum = all[place]!;
      if (sum === zeros) {
        all[place] = row;
        some[2 * touched++] = place;
        continue;
      }
      // Repeated rows are not written to.
      const isRow = repeated !== null && sum < layout.sums;
      const own = isRow ? layout.sums + begun * bytes : sum;
      if (isRow) {
        copies[2 * begun] = own;
        copies[2 * begun++ + 1] = sum;
        all[place] = own;
      }
      additions[2 * added] = own;
      additions[2 * added++ + 1] = row;
    }
    return { touched, begun, added };
  }

  /** Makes pairs of the places of those that are touched. */
  function pairSome(touched: number): void {
    for (let i = 0; i < 2 * touched; i += 2) {
      const place = some[i]!;
      some[i] = all[place - 1]!;
      some[i + 1] = all[place]!;
    }
  }

  return {
    places: (kind, side) =>
      kind === 'results'
        ? tables[side]!
        : update.arrays.map((_, i) => {
            const k = update.results.findIndex(({ replaces }) => replaces === i);
            return k < 0 ? rowPlace : tables[side]![k]!;
          }),
    run(index, isWhole, from, to) {
      // Before anything is written: a place that is none leaves all as it was.
      writeAddresses(numbers, toNumbers(index), 0, numbersOf(lead), node);
      const { touched, begun, added } = pair();
      if (begun > 0) copy(copies.byteOffset, begun, 0, bytes);
      if (added > 0) add(additions.byteOffset, added, 0, bytes);
      if (keepsOthers && from !== to) for (const [i, table] of tables[to]!.entries()) table.set(tables[from]![i]!);
      const change = changes[from]![to]!;
      if (keepsOthers && !isWhole) {
        pairSome(touched);
        change(some.byteOffset, touched, 0, bytes);
      } else change(all.byteOffset, places, 0, bytes);
      for (let i = 0; i < count; i++) all[2 * numbers[i]! + 1] = zeros;
    },
  };
}
