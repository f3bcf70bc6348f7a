/** torch's storages: flat arrays of one type. */
import type { DType } from '@org/core';

export interface StorageType {
  readonly name: string;
  readonly dtype: DType;
  readonly bytes: number;
}

/** What a pickle knows a type of storages by. */
export class StorageClass {
  constructor(readonly type: StorageType) {}
}

const TYPES: readonly StorageType[] = [
  { name: 'FloatStorage', dtype: 'float32', bytes: 4 },
  { name: 'DoubleStorage', dtype: 'float64', bytes: 8 },
  { name: 'HalfStorage', dtype: 'float16', bytes: 2 },
  { name: 'BFloat16Storage', dtype: 'bfloat16', bytes: 2 },
  { name: 'LongStorage', dtype: 'int64', bytes: 8 },
  { name: 'IntStorage', dtype: 'int32', bytes: 4 },
  { name: 'ShortStorage', dtype: 'int16', bytes: 2 },
  { name: 'CharStorage', dtype: 'int8', bytes: 1 },
  { name: 'ByteStorage', dtype: 'uint8', bytes: 1 },
  { name: 'BoolStorage', dtype: 'bool', bytes: 1 },
];

export const storageOfName: ReadonlyMap<string, StorageType> = new Map(TYPES.map((type) => [type.name, type]));
export const storageOfDType: ReadonlyMap<string, StorageType> = new Map(TYPES.map((type) => [type.dtype, type]));

/** The numbers of a storage, of which the half types become float32. */
export function decodeStorage(bytes: Uint8Array, { dtype }: StorageType): ArrayLike<number | bigint> {
  const aligned = new Uint8Array(bytes).buffer;
  switch (dtype) {
    case 'float32':
      return new Float32Array(aligned);
    case 'float64':
      return new Float64Array(aligned);
    case 'int64':
      return new BigInt64Array(aligned);
    case 'int32':
      return new Int32Array(aligned);
    case 'int16':
      return new Int16Array(aligned);
    case 'int8':
      return new Int8Array(aligned);
    case 'float16':
      return Float32Array.from(new Uint16Array(aligned), halfToNumber);
    case 'bfloat16':
      return new Float32Array(Uint32Array.from(new Uint16Array(aligned), (bits) => bits << 16).buffer);
    default:
      return new Uint8Array(aligned);
  }
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
