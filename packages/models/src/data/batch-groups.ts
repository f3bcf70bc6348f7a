/** Batches that came one after the other, joined so that one run takes several. */
import { isTensor, type Tensor, type TypedArray, tensor, tree } from '@org/core';
import { dtypeInfo, fromHost } from '@org/core/internal';
import type { DataColumns } from './array-data.js';
import { type BatchForm, type FormedBatch, tensorsIn } from './batch-reader.js';
import { inOrder } from './permutation.js';

/** What batches that wait to be run may take together: so much that the price of a run does not show. */
const MOST = { bytes: 2 ** 22, batches: 256 } as const;

/** Consecutive batches: one as it is, or several of one form, as the samples that rows of `order` name. */
export type BatchGroup =
  | { readonly columns: DataColumns; readonly order: null; readonly count: 1 }
  | { readonly columns: DataColumns; readonly order: Tensor; readonly count: number };

/** A place for batches of one form. */
interface Place {
  readonly form: string;
  /** As many batches as it has room for. */
  readonly room: number;
  /** Memory of the columns, in their order. */
  readonly arrays: readonly TypedArray[];
  readonly order: Tensor;
}

/** Where groups are put together: of the form that was joined last. What it holds is written over by the next group. */
export interface GroupMemory {
  place: Place | null;
}

/** Whether this many batches, of so many bytes, are as many as may wait. */
export const areMost = (batches: number, bytes: number): boolean =>
  batches >= MOST.batches || bytes + bytes / batches > MOST.bytes;

/**
 * Joins the batches of a data set. Which of them are by themselves follows from the data alone, and not from how many come at a time: the
 * same numbers come of any grouping. Batches of another form than the first one of all and the one before, such as the last of a pass
 * and those of ragged data, are by themselves.
 */
export class BatchGroups {
  #first: BatchForm | null = null;
  #last: BatchForm | null = null;

  /** @param memory that of groups before, all of which have been used; left out: new memory */
  constructor(private readonly memory: GroupMemory = { place: null }) {}

  /** Consecutive batches in as few groups as there can be. Each is to be used before the next one is asked for. */
  *of(batches: readonly FormedBatch[]): Generator<BatchGroup> {
    let waiting: FormedBatch[] = [];
    let form: BatchForm | null = null;
    for (const batch of batches) {
      const { form: own, columns } = batch;
      this.#first ??= own;
      const room = roomOf(own);
      const isAlone = room < 2 || (own.text !== this.#first.text && own.text !== this.#last?.text);
      this.#last = own;
      if (form && waiting.length > 0 && (isAlone || own.text !== form.text || waiting.length === room)) {
        yield this.#joined(form, waiting);
        waiting = [];
      }
      if (isAlone) yield { columns, order: null, count: 1 };
      else waiting.push(batch);
      form = own;
    }
    if (form && waiting.length > 0) yield this.#joined(form, waiting);
  }

  #joined(form: BatchForm, batches: readonly FormedBatch[]): BatchGroup {
    const [{ columns }] = batches as [FormedBatch];
    if (this.memory.place?.form !== form.text) this.memory.place = placeFor(form, columns);
    const { arrays, order, room } = this.memory.place;
    batches.forEach(({ elements }, k) => {
      // Both are of one type, which the compiler cannot know.
      for (let i = 0; i < elements.length; i++) arrays[i]!.set(elements[i]! as never, k * elements[i]!.length);
    });
    // Arrays of their own over the memory: a worker keeps one that comes again, as it was.
    const rest = arrays.map((all) => all.subarray()).values();
    const joined = ({ dtype, shape: [rows, ...shape] }: Tensor): Tensor =>
      fromHost({ dtype, shape: [room * rows!, ...shape], data: rest.next().value! });
    return { columns: mapTensors(joined, columns), order, count: batches.length };
  }
}

const mapTensors = (f: (column: Tensor) => Tensor, columns: DataColumns): DataColumns =>
  tree.mapStructure(
    (leaf: unknown) => (isTensor(leaf) ? f(leaf) : leaf),
    columns as unknown as tree.Tree<unknown>,
  ) as unknown as DataColumns;

/** How many batches go together. Those with texts, or with columns that differ in their numbers of rows, are by themselves. */
const roomOf = ({ bytes, hasOneSize }: BatchForm): number =>
  hasOneSize ? Math.min(MOST.batches, Math.floor(MOST.bytes / Math.max(1, bytes))) : 1;

function placeFor(form: BatchForm, batch: DataColumns): Place {
  const room = roomOf(form);
  const columns = tensorsIn(batch);
  const rows = columns[0]!.shape[0]!;
  return {
    form: form.text,
    room,
    arrays: columns.map(({ dtype, size }) => new (dtypeInfo(dtype).array)(room * size)),
    order: tensor(inOrder(room * rows), [room, rows]),
  };
}
