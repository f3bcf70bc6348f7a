import { isTensor, ops, type Tensor, tensor, ValueError } from '@org/core';
import { asTensor, fromTensor, type HostArray, hostArray, stack, takeRows } from './host-array.js';

/** One example: its tensor or tensors, and its label. */
export type Item = readonly (Tensor | number)[];

/** What a loader asks of a data set: Python's `__len__` and `__getitem__`. */
export interface DatasetLike {
  readonly length: number;
  getItem(index: number): Item | Promise<Item>;
  /** Several items at once, put together; where there is no such method, they are got one by one. */
  getItems?(indices: readonly number[]): Promise<HostArray[]> | HostArray[];
}

/** A set of examples by number, torch's `Dataset`. Subclasses say how many there are and how one is got. */
export abstract class Dataset implements DatasetLike {
  abstract readonly length: number;
  abstract getItem(index: number): Item | Promise<Item>;

  getItems(indices: readonly number[]): Promise<HostArray[]> | HostArray[] {
    return collate(this, indices);
  }
}

/** Items of a data set, put together part by part. */
export async function collate(dataset: DatasetLike, indices: readonly number[]): Promise<HostArray[]> {
  const items = await Promise.all(
    indices.map(async (index) => Promise.all((await dataset.getItem(index)).map(hostPart))),
  );
  return items[0]!.map((_, part) => stack(items.map((item) => item[part]!)));
}

const hostPart = (part: Tensor | number): HostArray | Promise<HostArray> =>
  isTensor(part) ? fromTensor(part) : hostArray(Int32Array.of(part), []);

/**
 * Tensors whose axis 0 counts the examples.
 *
 * @example
 * const dataset = new TensorDataset(ops.zeros([100, 1, 28, 28]), ops.zeros([100], 'int32'));
 * dataset.length; // 100
 */
export class TensorDataset extends Dataset {
  readonly tensors: readonly Tensor[];
  readonly length: number;
  #rows: Promise<HostArray[]> | null = null;

  constructor(...tensors: readonly (Tensor | readonly unknown[])[]) {
    super();
    this.tensors = tensors.map((each) => (isTensor(each) ? each : tensor(each as never)));
    this.length = this.tensors[0]?.shape[0] ?? 0;
    if (this.tensors.some(({ shape }) => shape[0] !== this.length)) {
      throw new ValueError('Size mismatch between tensors.', {
        expected: 'tensors of as many rows',
        received: this.tensors.map(({ shape }) => `[${shape}]`).join(', '),
      });
    }
  }

  getItem(index: number): Item {
    return this.tensors.map((each) => ops.take(each, index, 0));
  }

  override async getItems(indices: readonly number[]): Promise<HostArray[]> {
    this.#rows ??= Promise.all(this.tensors.map(fromTensor));
    return (await this.#rows).map((rows) => takeRows(rows, indices));
  }
}

/** Some examples of a data set, by their numbers in it. */
export class Subset extends Dataset {
  constructor(
    readonly dataset: DatasetLike,
    readonly indices: readonly number[],
  ) {
    super();
  }

  get length(): number {
    return this.indices.length;
  }

  getItem(index: number): Item | Promise<Item> {
    return this.dataset.getItem(this.indices[index]!);
  }

  override getItems(indices: readonly number[]): Promise<HostArray[]> | HostArray[] {
    const own = indices.map((index) => this.indices[index]!);
    return this.dataset.getItems?.(own) ?? collate(this.dataset, own);
  }
}

/** The whole of a data set, as tensors: what the examples are made of, part by part. */
export async function wholeOf(dataset: DatasetLike): Promise<Tensor[]> {
  const all = Array.from({ length: dataset.length }, (_, i) => i);
  return (await (dataset.getItems?.(all) ?? collate(dataset, all))).map(asTensor);
}
