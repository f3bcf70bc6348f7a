/** Rows (the slices along the first axis) of tensors whose elements are known, as data in memory is cut into batches and joined. */
import { isTensor, type Tensor, type TypedArray, tree } from '@org/core';
import { dtypeInfo, elements, fromHost, fromTexts, texts } from '@org/core/internal';
import type { DataColumns } from './array-data.js';

const rowSize = ({ shape }: Tensor): number => shape.slice(1).reduce((n, dim) => n * dim, 1);

/** As many rows like those of `x`, over the given memory. */
const withRows = (x: Tensor, count: number, data: TypedArray): Tensor =>
  fromHost({ dtype: x.dtype, shape: [count, ...x.shape.slice(1)], data });

const withTexts = (x: Tensor, count: number, own: readonly string[]): Tensor =>
  fromTexts([count, ...x.shape.slice(1)], own);

/** A new array of the type of `x`, filled with `parts` one after the other. */
function joined(x: Tensor, length: number, parts: Iterable<TypedArray>): TypedArray {
  const data = new (dtypeInfo(x.dtype).array)(length);
  let offset = 0;
  for (const part of parts) {
    // Both are of one type, which the compiler cannot know.
    data.set(part as never, offset);
    offset += part.length;
  }
  return data;
}

/** The rows from `start` up to `end`, over the same memory. */
export function sliceRows(x: Tensor, start: number, end: number): Tensor {
  const size = rowSize(x);
  const own = x[texts]();
  if (own) return withTexts(x, end - start, own.slice(start * size, end * size));
  return withRows(x, end - start, x.host!.data.subarray(start * size, end * size));
}

/** The rows at the given positions, copied. */
export function takeRows(x: Tensor, positions: Int32Array): Tensor {
  const size = rowSize(x);
  const own = x[texts]();
  if (own) {
    const taken = Array.from(positions, (row) => own.slice(row * size, (row + 1) * size));
    return withTexts(x, positions.length, taken.flat());
  }
  const { data } = x.host!;
  const parts = Array.from(positions, (row) => data.subarray(row * size, (row + 1) * size));
  return withRows(x, positions.length, joined(x, positions.length * size, parts));
}

/** The rows of all parts, in order. They are read first: this is where predictions come home. */
export async function joinRows(parts: readonly Tensor[]): Promise<Tensor> {
  const [first] = parts as [Tensor];
  if (parts.length === 1) return first;
  const count = parts.reduce((n, { shape }) => n + shape[0]!, 0);
  if (first.dtype === 'string')
    return withTexts(
      first,
      count,
      parts.flatMap((part) => part[texts]()!),
    );
  const hosts = await Promise.all(parts.map((part) => part[elements]()));
  const data = hosts.map((host) => host.data);
  return withRows(first, count, joined(first, count * rowSize(first), data));
}

/** The columns of some data with `f` applied to their tensors, once to each: inputs may be targets as well. */
export function mapColumns(f: (column: Tensor) => Tensor, columns: DataColumns): DataColumns {
  const made = new Map<Tensor, Tensor>();
  const mapped = (leaf: unknown): unknown => {
    if (!isTensor(leaf)) return leaf;
    if (!made.has(leaf)) made.set(leaf, f(leaf));
    return made.get(leaf);
  };
  return tree.mapStructure(mapped, columns) as unknown as DataColumns;
}
