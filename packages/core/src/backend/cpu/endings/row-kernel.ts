/**
 * Updates of those rows of a table that something is added for. What is added to one row is added up where the first of it lies, and then
 * goes to the table, of which no other row is touched.
 */
import { instantiate, type Memory } from '../../../simd/kernel.js';
import { Lanes, TURN } from '../../../simd/lanes.js';
import { type HostArray, toNumbers } from '../../../tensor/host-array.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { numbersOf, writeAddresses } from '../row-addresses.js';
import type { Added } from './added-rows.js';
import { computeUpdate } from './update-lanes.js';
import type { Update } from './updates.js';

/** Where everything is in a memory. */
export interface RowLayout {
  /** One for each side. */
  readonly tables: readonly number[];
  /** Those that are added, and one of zeros behind them. */
  readonly rows: number;
  /** Pairs of addresses of rows: of the table and what is added to it, and of rows that are added up. */
  readonly pairs: number;
}

export interface RowKernel {
  /** Where the table is, by its side. */
  readonly tables: readonly Float32Array[];
  /** They are written over by a run. */
  readonly rows: Float32Array;
  /**
   * @param at index vectors
   * @param isWhole whether rows that nothing is added for have to be looked at as well
   */
  run(at: HostArray, isWhole: boolean, from: number, to: number): void;
}

/** @param take reserves space for so many elements */
export function layOutRows({ size }: Update, added: Added, sides: number, take: (length: number) => number): RowLayout {
  return {
    tables: Array.from({ length: sides }, () => take(size)),
    rows: take(added.rows.size + added.width),
    pairs: take(4 * added.count),
  };
}

/**
 * @param scalars the numbers at the beginning of the memory
 * @param node the position of what adds rows, for errors
 * @returns null where WebAssembly does not have what is needed
 */
export function rowKernel(
  update: Update,
  { sums, rows, count, width, lead }: Added,
  layout: RowLayout,
  memory: Memory,
  scalars: readonly Tensor[],
  node?: number,
): RowKernel | null {
  const [{ tensor, replaces }] = update.results as [Update['results'][0]];
  const [changed, added] = [0, 0].map(() => new Lanes(width % TURN === 0 ? undefined : 1)) as [Lanes, Lanes];
  const operands = [
    [update.arrays[replaces]!, changed.load(0)],
    [sums, changed.load(0, 'second')],
  ] as const;
  changed.store(computeUpdate(changed, update, operands, scalars).get(tensor)!, 0);
  added.store(added.op('f32x4.add', added.load(0), added.load(0, 'second')), 0);
  const [change, add] = [changed, added].map((lanes) => instantiate(lanes.moduleOfPairs(), memory));
  if (!change || !add) return null;
  const bytes = Float32Array.BYTES_PER_ELEMENT * width;
  const [changes, additions] = [0, 1].map(
    (half) => new Uint32Array(memory.buffer, layout.pairs + 8 * count * half, 2 * count),
  ) as [Uint32Array, Uint32Array];
  const numbers = new Uint32Array(count);
  /** For each row of the table, the number of the first one that is added for it, from 1 on. */
  const firsts = new Int32Array(update.size / width);
  const tables = layout.tables.map((address) => new Float32Array(memory.buffer, address, update.size));
  const rowAt = (i: number): number => layout.rows + i * bytes;

  /** Writes the pairs for rows of the table at an address, and says how many of both kinds there are. */
  function pair(table: number): [number, number] {
    let [changing, adding] = [0, 0];
    for (let i = 0; i < count; i++) {
      const row = numbers[i]!;
      const first = firsts[row]!;
      if (first === 0) {
        firsts[row] = i + 1;
        changes[changing++] = table + row * bytes;
        changes[changing++] = rowAt(i);
      } else {
        additions[adding++] = rowAt(first - 1);
        additions[adding++] = rowAt(i);
      }
    }
    return [changing / 2, adding / 2];
  }

  /** What zeros make of the other rows. */
  function changeOthers(table: number): void {
    const [row, zeros] = changes;
    changes[1] = rowAt(count);
    firsts.forEach((first, i) => {
      changes[0] = table + i * bytes;
      if (first === 0) change!(changes.byteOffset, 1, 0, bytes);
    });
    [changes[0], changes[1]] = [row!, zeros!];
  }

  return {
    tables,
    rows: new Float32Array(memory.buffer, layout.rows, rows.size),
    run(index, isWhole, from, to) {
      // Before anything is written: a place that is none leaves all as it was.
      writeAddresses(numbers, toNumbers(index), 0, numbersOf(lead), node);
      if (from !== to) tables[to]!.set(tables[from]!);
      const [changing, adding] = pair(layout.tables[to]!);
      if (adding > 0) add(additions.byteOffset, adding, 0, bytes);
      if (isWhole) changeOthers(layout.tables[to]!);
      change(changes.byteOffset, changing, 0, bytes);
      for (const row of numbers) firsts[row] = 0;
    },
  };
}
