/** Tensors as arrays of NumPy's files. */
import { type Tensor, type TypedArray, tensor } from '@org/core';
import { type NpyArray, writeNpy } from '@org/core/files';
import { valuesHere } from '@org/core/python';

/** The bytes that `np.save` writes for a tensor. Its elements have to be there. */
export function npyOf(x: Tensor): Uint8Array {
  const { shape, dtype } = x;
  if (dtype === 'string') return writeNpy({ shape, dtype, values: valuesHere('save', x) as readonly string[] });
  return writeNpy({ shape, dtype, values: x.host?.data ?? (valuesHere('save', x) as TypedArray) });
}

/** An array of a file as a tensor; None among its elements is NaN, or the text 'nan'. */
export function toTensor({ shape, values }: NpyArray): Tensor {
  if (ArrayBuffer.isView(values)) return tensor(values as TypedArray, shape);
  const cells = values as readonly (string | boolean | number | null)[];
  if (cells.some((cell) => typeof cell === 'string')) {
    return shaped(tensor(cells.map((cell) => (cell === null || Number.isNaN(cell) ? 'nan' : String(cell)))), shape);
  }
  if (cells.length > 0 && cells.every((cell) => typeof cell === 'boolean'))
    return shaped(tensor(cells as boolean[]), shape);
  return tensor(
    Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))),
    shape,
  );
}

const shaped = (x: Tensor, shape: NpyArray['shape']): Tensor => x.reshape(shape);
