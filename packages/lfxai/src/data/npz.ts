/** Arrays of numpy in archives: `.npz`, of which files of plain numbers are read; pickled objects are not. */
import { ValueError } from '@org/core';
import { unzipSync } from 'fflate';

export interface NumpyArray {
  readonly data: Uint8Array | Float64Array | Float32Array | Int32Array;
  readonly shape: readonly number[];
}

const TYPES = {
  '|u1': Uint8Array,
  '|b1': Uint8Array,
  '<f4': Float32Array,
  '<f8': Float64Array,
  '<i4': Int32Array,
} as const;

/** The arrays of the given names; others are not unpacked. @throws ValueError for other files */
export function readNpz(bytes: Uint8Array, names: readonly string[]): Record<string, NumpyArray> {
  const entries = unzipSync(bytes, { filter: ({ name }) => names.includes(name.replace(/\.npy$/, '')) });
  return Object.fromEntries(
    names.map((name) => {
      const entry = entries[`${name}.npy`];
      if (!entry) throw new ValueError(`The archive has no array "${name}".`);
      return [name, readNpy(entry, name)];
    }),
  );
}

/** https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
function readNpy(bytes: Uint8Array, name: string): NumpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (new TextDecoder('latin1').decode(bytes.subarray(1, 6)) !== 'NUMPY')
    throw new ValueError(`"${name}" is no array.`);
  const [start, length] = bytes[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, start + length));
  const type = /'descr':\s*'([^']+)'/.exec(header)?.[1] as keyof typeof TYPES | undefined;
  const sizes = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  const Type = type && TYPES[type];
  if (!Type || sizes === undefined || /'fortran_order':\s*True/.test(header)) {
    throw new ValueError(`The array "${name}" is of a kind that is not read.`, {
      expected: `${Object.keys(TYPES).join(', ')}, rows first`,
      received: header.trim(),
    });
  }
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  const count = shape.reduce((product, size) => product * size, 1);
  const data = bytes.subarray(start + length, start + length + count * Type.BYTES_PER_ELEMENT);
  if (data.length !== count * Type.BYTES_PER_ELEMENT) throw new ValueError(`The array "${name}" is cut off.`);
  // Bytes may be gigabytes, and stay where they are; other numbers must begin where their type has it.
  return { data: Type === Uint8Array ? data : new Type(new Uint8Array(data).buffer), shape };
}
