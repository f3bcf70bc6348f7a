/** The batches of a data set as columns, and what those have in common that one trace is for. */
import { isTensor, type Tensor, type TypedArray, tree } from '@org/core';
import { piece, sameShape } from '@org/core/internal';
import type { ArrayData, DataColumns } from './array-data.js';
import { unpackXYSampleWeight } from './batches.js';

export interface BatchForm {
  /** Equal for batches of this form, and for no others. */
  readonly text: string;
  readonly bytes: number;
  /** Whether it has no texts, and all of its columns have as many rows. */
  readonly hasOneSize: boolean;
}

/** A batch that was read. */
export interface FormedBatch {
  readonly columns: DataColumns;
  readonly form: BatchForm;
  /** The elements of the tensors in the columns, in their order; without those of texts. */
  readonly elements: readonly TypedArray[];
}

/** The tensors in columns, in order. */
export const tensorsIn = (columns: DataColumns): Tensor[] => tree.flatten<unknown>(columns).filter(isTensor);

/** Reads batch after batch. What is like the one before, as most are, was checked with it. */
export class BatchReader {
  #last: FormedBatch | null = null;
  /** Whether the last one has the columns that were given, and none that were made, such as weights by class: others are checked for those. */
  #isAsGiven = false;

  /** @param columnsOf takes a batch apart, and checks it */
  constructor(private readonly columnsOf: (batch: unknown) => Promise<ArrayData>) {}

  /** At once for tensors like those before whose elements are at hand: nothing is computed or copied for them. */
  read(batch: unknown): FormedBatch | Promise<FormedBatch> {
    const checked = this.#isAsGiven ? this.#last : null;
    return (checked && likeThat(unpackXYSampleWeight(batch), checked)) ?? this.#readAnew(batch);
  }

  async #readAnew(batch: unknown): Promise<FormedBatch> {
    const { columns } = await this.columnsOf(batch);
    const given = unpackXYSampleWeight(batch);
    this.#isAsGiven = columns.every((column, i) => (column === null) === (given[i] === null));
    this.#last = (this.#last && likeThat(columns, this.#last)) ?? formed(columns);
    return this.#last;
  }
}

/** Columns whose tensors are on the host, as a batch of a form of its own. */
export function formed(columns: DataColumns): FormedBatch {
  const describe = (leaf: unknown) => (isTensor(leaf) ? `${leaf.dtype}[${leaf.shape}]` : leaf);
  const tensors = tensorsIn(columns);
  const elements = tensors.flatMap(({ host }) => host?.data ?? []);
  const rows = tensors[0]?.shape[0];
  const form = {
    text: JSON.stringify(tree.mapStructure(describe, columns as unknown as tree.Tree<unknown>)),
    bytes: elements.reduce((total, { byteLength }) => total + byteLength, 0),
    hasOneSize: tensors.every(({ dtype, shape }) => dtype !== 'string' && shape.length > 0 && shape[0] === rows),
  };
  return { columns, form, elements };
}

/** Columns that are seen to have the form of others, and whose elements are at hand; null for any others. */
function likeThat(columns: DataColumns, { columns: model, form }: FormedBatch): FormedBatch | null {
  const elements: TypedArray[] = [];
  return gather(columns, model, elements) ? { columns, form, elements } : null;
}

/** Collects the elements of tensors, alone or in lists, as long as they are like those of `model`. */
function gather(part: unknown, model: unknown, elements: TypedArray[]): boolean {
  if (part === null || model === null) return part === model;
  if (isTensor(part)) {
    const isLike = isTensor(model) && part.dtype === model.dtype && sameShape(part.shape, model.shape);
    const own = isLike ? piece(part) : null;
    if (own) elements.push(own);
    return own !== null;
  }
  if (!Array.isArray(part) || !Array.isArray(model) || part.length !== model.length) return false;
  for (let i = 0; i < part.length; i++) if (!gather(part[i], model[i], elements)) return false;
  return true;
}
