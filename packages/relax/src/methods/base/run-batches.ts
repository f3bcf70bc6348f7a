/** Runs a search over any number of rows: batches stay full, as rows that are through make room for others. */
import { evaluate, jit, ops, type Tensor, tensor, tree } from '@org/core';
import { evaluateInto, tensorOfOwn } from '@org/core/python';
import { advance, chosen, intervalOf, type Rows, runSearch, type Search, type SearchOptions } from './search.js';
import { copyRows, type Table, tableOf, valuesOf } from './table.js';

/** Points that are computed at once where nothing else is asked for: as many as stay in the processor's cache. */
export const POINTS = 4096;

/** Of batches of which each is for one core, whose own cache is smaller; and as many as are not worth another batch. */
const POINTS_PER_CORE = { most: 2048, least: 512 } as const;

/** Rows from which on there is another stream of batches. */
const LEAST_ROWS = 16;

/** How many rows each batch has: all have as many, and there is an even number of them, for an even number of cores. */
function sizeOf(total: number, width: number, batchSize: number | undefined): number {
  const most = batchSize ?? Math.max(32, Math.floor(POINTS_PER_CORE.most / width));
  if (total * width <= POINTS_PER_CORE.least) return Math.min(total, most);
  return Math.ceil(total / (2 * Math.ceil(total / (2 * most))));
}

/** Counterfactuals of all rows, `[n, k]` or `[n, c, k]`. */
export const searchRows = (search: Search, rows: Rows, options: SearchOptions = {}): Promise<Tensor> =>
  search.run?.(rows, options) ?? searchOf(search)(rows, options);

export interface RunOptions extends SearchOptions {
  /** In which order rows are gone through, by a search that does so batch by batch; results come as rows do. */
  order?: ArrayLike<number>;
}

/** The same for several calls: fewer rows than in the first one are filled up to as many, since each number of rows is compiled. */
export function searchOf(search: Search): (rows: Rows, options?: RunOptions) => Promise<Tensor> {
  const isRefilled = search.done && search.steps > (search.interval ?? intervalOf(search.steps));
  const run = jit((rows: Rows) => inOneGo(search, rows), { perCore: true }) as Run;
  const goOn = search.rest && searchOf(search.rest);
  let size: number | null = null;
  const steps = isRefilled ? compiled(search) : null;
  return async (rows, options = {}) => {
    const total = rows.xs.shape[0]!;
    const width = search.width ?? 1;
    const known = search.isRandom === false ? withoutKeys(rows) : rows;
    const table = await tableOf(search.isTargeted === false ? withoutTargets(known) : known);
    const results = new Results(total, options.onProgress);
    size ??= sizeOf(total, width, options.batchSize);
    const open = steps
      ? await inStreams(search, steps, table, results, options)
      : await inTurn(run, table, size, results, {
          goesOn: Boolean(goOn),
          signal: options.signal,
          order: options.order,
        });
    if (goOn && open.length > 0) {
      const onProgress = (done: number) => options.onProgress?.(total - open.length + done, total);
      await results.put({ cfs: await goOn(table.rows(open), { ...options, onProgress }) }, null, open, true);
    }
    return results.tensor('cfs');
  };
}

/** The values, flat, of the tensors that a function makes of rows, for any number of them: float32, or bytes of what is true. */
export function inBatches<Made extends Batch>(
  fn: (rows: Rows) => Made,
): (rows: Rows, options?: RunOptions) => Promise<Readonly<Record<keyof Made, Float32Array | Uint8Array>>> {
  const run = jit(fn, { perCore: true });
  let size: number | null = null;
  return async (rows, options = {}) => {
    const table = await tableOf(rows);
    const results = new Results(table.length, options.onProgress);
    size ??= sizeOf(table.length, 1, options.batchSize);
    await inTurn(run, table, size, results, { goesOn: false, signal: options.signal, order: options.order });
    return results.values() as Record<keyof Made, Float32Array | Uint8Array>;
  };
}

/** For what draws nothing. */
export const withoutKeys = ({ rngKeys: _, ...known }: Rows): Rows => known as Rows;
const withoutTargets = ({ yTargets: _, ...known }: Rows): Rows => known as Rows;

/** Batches that are under way at once, at most: enough for each core to have its next one. */
const UNDER_WAY = 4;

/** What becomes of a batch, and which rows of it are through, `[n]` bool, where the search tells. */
type Run = (rows: Rows) => Batch;
/** Tensors whose first axis counts the rows. */
type Batch = Readonly<Record<string, Tensor>>;

/** All steps at once, for a search without a look at which rows are through before the last step. */
function inOneGo(search: Search, rows: Rows): Batch {
  if (!search.done || search.steps === 0) return { cfs: runSearch(search, rows) };
  const age = ops.zeros([rows.xs.shape[0]!], 'int32');
  const state = advance(search, search.start(rows), rows, age, search.steps);
  return { cfs: search.finish(state, rows), done: search.done(state, rows) };
}

/**
 * One batch after the other, on each core; the last one is filled with its last row.
 *
 * @returns the rows for which there is another search, if it goes on
 */
async function inTurn(
  run: Run,
  table: Table,
  size: number,
  results: Results,
  { goesOn, signal, order }: { readonly goesOn: boolean } & Pick<RunOptions, 'signal' | 'order'>,
): Promise<number[]> {
  const open: number[] = [];
  const underWay: {
    readonly result: Batch;
    readonly rows: Uint32Array;
    readonly isPlaced: boolean;
    readonly isRead: Promise<unknown>;
  }[] = [];
  const finish = async () => {
    signal?.throwIfAborted();
    const { result, rows, isPlaced, isRead } = underWay[0]!;
    await isRead;
    underWay.shift();
    const done = goesOn && (await result.done?.data());
    if (!done) return isPlaced ? results.tell(rows.length) : results.put(result, null, rows);
    const slots = Array.from(rows, (_, slot) => slot);
    const [through, left] = [slots.filter((slot) => done[slot]), slots.filter((slot) => !done[slot])];
    open.push(...left.map((slot) => rows[slot]!));
    if (isPlaced) return results.tell(through.length);
    return results.put(
      result,
      through,
      through.map((slot) => rows[slot]!),
    );
  };
  try {
    for (let from = 0; from < table.length; from += size) {
      signal?.throwIfAborted();
      const indices = new Uint32Array(size);
      for (let i = 0; i < size; i++) {
        const place = Math.min(from + i, table.length - 1);
        indices[i] = order?.[place] ?? place;
      }
      const result = run(table.rows(indices));
      const tensors = Object.values(result);
      const isPlaced = !order && from + size <= table.length && tensors.every(isOwnType);
      const isRead = isPlaced ? evaluateInto(tensors, results.places(result, from, from + size)) : evaluate(tensors);
      // What fails is told in its turn.
      isRead.catch(() => undefined);
      underWay.push({ result, rows: indices.subarray(0, table.length - from), isPlaced, isRead });
      if (underWay.length === UNDER_WAY) await finish();
    }
    while (underWay.length > 0) await finish();
  } finally {
    // A program that ends as soon as it is told must not end a worker that computes.
    await Promise.allSettled(underWay.map(({ isRead }) => isRead));
  }
  return open;
}

interface Steps {
  readonly interval: number;
  begin(rows: Rows): unknown;
  /** The states of rows that are new, and of the others. */
  choose(isNew: Tensor, begun: unknown, before: unknown): unknown;
  goOn(
    rows: Rows,
    before: unknown,
    age: Tensor,
  ): { readonly state: unknown; readonly done: Tensor; readonly cfs: Tensor };
}

/** What is done with a batch, of each of which a core has one. */
function compiled(search: Search): Steps {
  const interval = search.interval ?? intervalOf(search.steps);
  return {
    interval,
    begin: jit((rows: Rows) => search.start(rows)),
    choose: jit((isNew: Tensor, begun: unknown, before: unknown) => chosen(isNew, begun, before)),
    goOn: jit(
      (rows: Rows, before: unknown, age: Tensor) => {
        const state = advance(search, before, rows, age, interval);
        return { state, done: search.done!(state, rows), cfs: search.finish(state, rows) };
      },
      { perCore: true },
    ),
  };
}

/** All rows in a few batches that go on at once. @returns the rows for which there is another search */
async function inStreams(
  search: Search,
  steps: Steps,
  table: Table,
  results: Results,
  { batchSize, signal }: SearchOptions,
): Promise<number[]> {
  const [total, width] = [table.length, search.width ?? 1];
  const most = batchSize ?? Math.max(32, Math.floor(POINTS_PER_CORE.most / width));
  const worth = Math.min(total / LEAST_ROWS, (total * width) / POINTS_PER_CORE.least);
  const each = Math.ceil(total / Math.max(1, Math.min(UNDER_WAY, Math.floor(worth))));
  // Batches of one size, since each size is compiled; where no row ends early, each ends as a whole.
  const size = Math.ceil(each / Math.ceil(each / most));
  // A program that ends as soon as it is told must not end a worker that computes.
  const found = await Promise.allSettled(
    Array.from({ length: Math.ceil(total / each) }, (_, i) =>
      refilled(search, steps, table, [i * each, Math.min(total, (i + 1) * each)], size, results, signal),
    ),
  );
  return found.flatMap((stream) => {
    if (stream.status === 'rejected') throw stream.reason;
    return stream.value;
  });
}

/** A batch shrinks to this part of it: each size is compiled, which takes as long as many steps. */
const SHRINKING = 4;
const SMALLEST = 32;

/**
 * A batch whose rows are at different steps: what is through is replaced, and towards the end the batch shrinks.
 *
 * @param range of the rows of the table, which may be fewer than the batch has room for
 * @returns the rows for which there is another search
 */
async function refilled(
  search: Search,
  { interval, begin, choose, goOn }: Steps,
  table: Table,
  [first, end]: readonly [first: number, end: number],
  size: number,
  results: Results,
  signal?: AbortSignal,
): Promise<number[]> {
  const open: number[] = [];
  let slots = Array.from({ length: size }, (_, i) => ({
    index: Math.min(first + i, end - 1),
    age: 0,
    isOver: first + i >= end,
  }));
  let next = first + size;
  let rows = table.rows(slots.map(({ index }) => index));
  let state: unknown = begin(rows);
  while (slots.some(({ isOver }) => !isOver)) {
    signal?.throwIfAborted();
    const ages = tensor(Int32Array.from(slots, ({ age }) => age));
    const result = goOn(rows, state, ages);
    const done = await result.done.data();
    state = result.state;
    const through: { index: number; slot: number }[] = [];
    let hasChanged = false;
    const isNew = new Uint8Array(slots.length);
    slots.forEach((each, slot) => {
      each.age += interval;
      if (each.isOver || !(done[slot] || each.age >= search.steps)) return;
      if (search.rest && !done[slot]) open.push(each.index);
      else through.push({ index: each.index, slot });
      hasChanged = true;
      const hasNext = next < end;
      slots[slot] = hasNext ? { index: next++, age: 0, isOver: false } : { ...each, isOver: true };
      isNew[slot] = hasNext ? 1 : 0;
    });
    if (through.length > 0)
      await results.put(
        { cfs: result.cfs },
        through.map(({ slot }) => slot),
        through.map(({ index }) => index),
      );
    if (!hasChanged) continue;
    rows = table.rows(slots.map(({ index }) => index));
    if (isNew.includes(1)) state = choose(ops.cast(tensor(isNew), 'bool'), begin(rows), state);
    const left = slots.flatMap(({ isOver }, slot) => (isOver ? [] : [slot]));
    if (left.length === 0 || left.length > slots.length / SHRINKING || slots.length <= SMALLEST) continue;
    const kept = Array.from(
      { length: Math.max(SMALLEST, Math.ceil(slots.length / SHRINKING)) },
      (_, i) => left[i] ?? left[0]!,
    );
    const at = tensor(Int32Array.from(kept));
    state = tree.map((leaf: Tensor) => ops.take(leaf, at, 0), state as never);
    slots = kept.map((slot, i) => ({ ...slots[slot]!, isOver: i >= left.length }));
    rows = table.rows(slots.map(({ index }) => index));
  }
  return open;
}

/** What becomes of rows, as batches give it. */
class Results {
  readonly #made = new Map<string, { readonly values: Float32Array; readonly like: Tensor }>();
  #done = 0;

  constructor(
    readonly total: number,
    readonly onProgress?: (done: number, total: number) => void,
  ) {}

  /**
   * @param slots where the results lie in a batch; null for its first ones
   * @param isTold whether somebody else has told of them
   */
  async put(batch: Batch, slots: readonly number[] | null, rows: ArrayLike<number>, isTold = false): Promise<void> {
    for (const [name, x] of Object.entries(batch))
      copyRows(widthOf(x), await valuesOf(x), slots, this.#valuesFor(name, x), rows);
    if (!isTold) this.tell(rows.length);
  }

  /** Where results of rows beside each other are to be, in the order of the batch's tensors; who puts them there tells of it. */
  places(batch: Batch, from: number, to: number): Float32Array[] {
    return Object.entries(batch).map(([name, x]) =>
      this.#valuesFor(name, x).subarray(from * widthOf(x), to * widthOf(x)),
    );
  }

  /** So many more rows are done. */
  tell(count: number): void {
    this.#done += count;
    this.onProgress?.(this.#done, this.total);
  }

  #valuesFor(name: string, like: Tensor): Float32Array {
    const known = this.#made.get(name)?.values;
    if (known) return known;
    const length = this.total * widthOf(like);
    const values = (like.dtype === 'bool' ? new Uint8Array(length) : new Float32Array(length)) as Float32Array;
    this.#made.set(name, { values, like });
    return values;
  }

  /** One of float32. */
  tensor(name: string): Tensor {
    const { values, like } = this.#made.get(name)!;
    return tensorOfOwn(values, [this.total, ...like.shape.slice(1)]);
  }

  values(): Record<string, Float32Array> {
    return Object.fromEntries(Array.from(this.#made, ([name, { values }]) => [name, values]));
  }
}

/** Whether {@link Results} are of the same type. */
const isOwnType = ({ dtype }: Tensor): boolean => dtype === 'float32' || dtype === 'bool';

/** How many numbers of a tensor a row has. */
const widthOf = ({ shape }: Tensor): number => shape.slice(1).reduce((a, b) => a * b, 1);
