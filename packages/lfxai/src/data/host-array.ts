/** Arrays in JavaScript's memory: what data sets hold and loaders put together. */
import { type Tensor, tensor } from '@org/core';

export interface HostArray {
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'uint8';
}

/** @param data its type is the dtype */
export const hostArray = (data: HostArray['data'], shape: readonly number[]): HostArray => ({
  data,
  shape,
  dtype: data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'uint8',
});

export const asTensor = ({ data, shape, dtype }: HostArray): Tensor => tensor(data, [...shape], dtype);

/** The values of a tensor: floating numbers as float32, all others as int32. */
export async function fromTensor(x: Tensor): Promise<HostArray> {
  const data = await x.data();
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array) {
    return hostArray(data, x.shape as number[]);
  }
  const numbers = Array.from(data as Iterable<unknown>, Number);
  return hostArray(
    x.dtype.startsWith('float') ? Float32Array.from(numbers) : Int32Array.from(numbers),
    x.shape as number[],
  );
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** The rows at `indices` of axis 0. */
export function takeRows({ data, shape }: HostArray, indices: ArrayLike<number>): HostArray {
  const size = sizeOf(shape.slice(1));
  const rows = new (data.constructor as Float32ArrayConstructor)(size * indices.length) as HostArray['data'];
  for (let i = 0; i < indices.length; i++)
    rows.set(data.subarray(indices[i]! * size, (indices[i]! + 1) * size), i * size);
  return hostArray(rows, [indices.length, ...shape.slice(1)]);
}

/** Arrays of one shape, with a new leading axis. */
export function stack(arrays: readonly HostArray[]): HostArray {
  const [first] = arrays as [HostArray];
  const size = first.data.length;
  const all = new (first.data.constructor as Float32ArrayConstructor)(size * arrays.length) as HostArray['data'];
  for (const [i, { data }] of arrays.entries()) all.set(data, i * size);
  return hostArray(all, [arrays.length, ...first.shape]);
}
