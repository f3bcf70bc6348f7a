/** Batches that came one after the other, joined so that one run takes several. */
import { isTensor, type Tensor, type TypedArray, tensor, tree } from '@org/core';
import { dtypeInfo, fromHost, itemSize, sameShape } from '@org/core/internal';
import type { DataColumns } from './array-data.js';
import { inOrder } from './permutation.js';
import { mapColumns } from './rows.js';

/** What batches that wait to be run may take together: so much that the price of a run does not show. */
const MOST = { bytes: 2 ** 22, batches: 256 } as const;

/** Consecutive batches: one as it is, or several of one form, as the samples that rows of `order` name. */
export type BatchGroup =
  | { readonly columns: DataColumns; readonly order: null; readonly count: 1 }
  | { readonly columns: DataColumns; readonly order: Tensor; readonly count: number };

/** What batches have in common that one trace is for. */
interface Form {
  /** One of them. */
  readonly batch: DataColumns;
  /** Equal for all of them, and for no others. */
  readonly text: string;
  /** How many go together; texts have no place. */
  readonly room: number;
}

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

const tensorsOf = (columns: DataColumns): Tensor[] => tree.flatten<unknown>(columns).filter(isTensor);

/** Bytes of a batch. */
export const bytesOf = (columns: DataColumns): number =>
  tensorsOf(columns).reduce((total, { size, dtype }) => total + (dtype === 'string' ? 0 : size * itemSize(dtype)), 0);

/** Whether this many batches, of so many bytes, are as many as may wait. */
export const areMost = (batches: number, bytes: number): boolean =>
  batches >= MOST.batches || bytes + bytes / batches > MOST.bytes;

/**
 * Joins the batches of a data set. Which of them are by themselves follows from the data alone, and not from how many come at a time: the
 * same numbers come of any grouping. Batches of another form than the first one of all and the one before, such as the last of a pass
 * and those of ragged data, are by themselves.
 */
export class BatchGroups {
  #first: Form | null = null;
  #last: Form | null = null;

  /** @param memory that of groups before, all of which have been used; left out: new memory */
  constructor(private readonly memory: GroupMemory = { place: null }) {}

  /** Consecutive batches in as few groups as there can be. Each is to be used before the next one is asked for. */
  *of(batches: readonly DataColumns[]): Generator<BatchGroup> {
    let waiting: DataColumns[] = [];
    let form: Form | null = null;
    for (const batch of batches) {
      const own = this.#last && isAlike(batch, this.#last.batch) ? this.#last : formOf(batch);
      this.#first ??= own;
      const isAlone = own.room < 2 || (own.text !== this.#first.text && own.text !== this.#last?.text);
      this.#last = own;
      if (form && waiting.length > 0 && (isAlone || own.text !== form.text || waiting.length === own.room)) {
        yield this.#joined(form, waiting);
        waiting = [];
      }
      if (isAlone) yield { columns: batch, order: null, count: 1 };
      else waiting.push(batch);
      form = own;
    }
    if (form && waiting.length > 0) yield this.#joined(form, waiting);
  }

  #joined(form: Form, batches: readonly DataColumns[]): BatchGroup {
    const [first] = batches as [DataColumns];
    if (this.memory.place?.form !== form.text) this.memory.place = placeFor(form, first);
    const { arrays, order, room } = this.memory.place;
    batches.forEach((batch, k) => {
      let i = 0;
      // Both are of one type, which the compiler cannot know.
      for (const x of tensorsOf(batch)) arrays[i++]!.set(x.host!.data as never, k * x.size);
    });
    const rest = arrays.values();
    const columns = mapColumns(
      ({ dtype, shape: [rows, ...shape] }) =>
        fromHost({ dtype, shape: [room * rows!, ...shape], data: rest.next().value! }),
      first,
    );
    return { columns, order, count: batches.length };
  }
}

/** Batches with texts, and those whose columns differ in their numbers of rows, are by themselves. */
function formOf(batch: DataColumns): Form {
  const text = JSON.stringify(
    tree.mapStructure(
      (leaf: unknown) => (isTensor(leaf) ? `${leaf.dtype}[${leaf.shape}]` : leaf),
      batch as unknown as tree.Tree<unknown>,
    ),
  );
  const tensors = tensorsOf(batch);
  const rows = tensors[0]?.shape[0];
  const isAlone = tensors.some(({ dtype, shape }) => dtype === 'string' || shape.length === 0 || shape[0] !== rows);
  const room = Math.min(MOST.batches, Math.floor(MOST.bytes / Math.max(1, bytesOf(batch))));
  return { batch, text, room: isAlone ? 1 : room };
}

/** Whether columns are seen to have one form, without looking further than at tensors in lists. */
function isAlike(a: unknown, b: unknown): boolean {
  if (a === null || b === null) return a === b;
  if (isTensor(a)) return isTensor(b) && a.dtype === b.dtype && a.dtype !== 'string' && sameShape(a.shape, b.shape);
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  return a.every((each, i) => isAlike(each, b[i]));
}

function placeFor({ text, room }: Form, batch: DataColumns): Place {
  const columns = tensorsOf(batch);
  const rows = columns[0]!.shape[0]!;
  return {
    form: text,
    room,
    arrays: columns.map(({ dtype, size }) => new (dtypeInfo(dtype).array)(room * size)),
    order: tensor(inOrder(room * rows), [room, rows]),
  };
}
