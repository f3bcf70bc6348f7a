import { PythonTypeError, ValueError } from './errors.js';
import { show } from './show.js';

/** Everything that is known about an element type, in one row. `rank` orders the types within a kind. */
interface DTypeInfo {
  readonly kind: 'bool' | 'unsigned' | 'signed' | 'float';
  readonly bits: number;
  /** The typed array that holds elements at the boundary; half types travel as their bits. */
  readonly array: TypedArrayConstructor;
}

export type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** Typed arrays of numbers: all but those of 64-bit integers. */
export type NumberArray = Exclude<TypedArray, BigInt64Array | BigUint64Array>;

export interface TypedArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): TypedArray;
  new (buffer: ArrayBuffer): TypedArray;
}

const DTYPES = {
  bool: { kind: 'bool', bits: 8, array: Uint8Array },
  uint8: { kind: 'unsigned', bits: 8, array: Uint8Array },
  uint16: { kind: 'unsigned', bits: 16, array: Uint16Array },
  uint32: { kind: 'unsigned', bits: 32, array: Uint32Array },
  uint64: { kind: 'unsigned', bits: 64, array: BigUint64Array },
  int8: { kind: 'signed', bits: 8, array: Int8Array },
  int16: { kind: 'signed', bits: 16, array: Int16Array },
  int32: { kind: 'signed', bits: 32, array: Int32Array },
  int64: { kind: 'signed', bits: 64, array: BigInt64Array },
  bfloat16: { kind: 'float', bits: 16, array: Uint16Array },
  float16: { kind: 'float', bits: 16, array: Uint16Array },
  float32: { kind: 'float', bits: 32, array: Float32Array },
  float64: { kind: 'float', bits: 64, array: Float64Array },
} as const satisfies Record<string, DTypeInfo>;

/** The name of a type of numbers, as Keras spells it. */
export type NumberDType = keyof typeof DTYPES;

/** The name of an element type, as Keras spells it. Texts stay on the host, and nothing is computed with them. */
export type DType = NumberDType | 'string';

/** All types of numbers. */
export const dtypeNames = Object.keys(DTYPES) as NumberDType[];

/** Whether this is a type of numbers. */
export const isDType = (name: unknown): name is NumberDType => typeof name === 'string' && Object.hasOwn(DTYPES, name);

const kindOf = (dtype: DType): DTypeInfo['kind'] | 'text' => (dtype === 'string' ? 'text' : DTYPES[dtype].kind);

/** @throws TypeError for texts, which are no numbers */
export function dtypeInfo(dtype: DType): DTypeInfo {
  if (dtype === 'string') throw noNumbers('Numbers are needed here');
  return DTYPES[dtype];
}

export const isFloat = (dtype: DType): boolean => dtype !== 'string' && DTYPES[dtype].kind === 'float';
export const isInteger = (dtype: DType): boolean => kindOf(dtype) === 'signed' || kindOf(dtype) === 'unsigned';
export const isUnsigned = (dtype: DType): boolean => kindOf(dtype) === 'unsigned';
export const isBool = (dtype: DType): boolean => dtype === 'bool';
/** Bytes of one element at the boundary. */
export const itemSize = (dtype: DType): number => dtypeInfo(dtype).bits / 8;

/** For whatever computes and was given texts. */
export const noNumbers = (what: string): PythonTypeError =>
  new PythonTypeError(`${what}, and texts are none.`, {
    received: 'dtype string',
    hint: 'layers such as StringLookup, TextVectorization and Hashing turn texts into numbers.',
  });

/** Accepts a dtype name, also with the aliases that Keras takes (`'float'`, `'int'`), and rejects anything else. */
export function standardizeDType(name: unknown, fallback: DType = 'float32'): DType {
  if (name === null || name === undefined) return fallback;
  const alias: Record<string, DType> = { float: 'float32', int: 'int32', double: 'float64', half: 'float16' };
  const dtype = typeof name === 'string' ? (alias[name] ?? name) : name;
  if (isDType(dtype) || dtype === 'string') return dtype;
  throw new ValueError(`Invalid dtype: ${typeof name === 'string' ? name : show(name)}.`, {
    expected: `one of ${dtypeNames.join(', ')}, string`,
  });
}

/** Smallest and largest finite value of an element type. */
export function dtypeRange(dtype: DType): [number, number] {
  const { kind, bits } = dtypeInfo(dtype);
  if (kind === 'bool') return [0, 1];
  if (kind === 'unsigned') return [0, 2 ** bits - 1];
  if (kind === 'signed') return [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  const largest = { bfloat16: 3.3895313892515355e38, float16: 65504, float32: 3.4028234663852886e38 }[dtype as string];
  const bound = largest ?? Number.MAX_VALUE;
  return [-bound, bound];
}

/** The distance from 1 to the next larger number. */
export function dtypeEpsilon(dtype: DType): number {
  const digits: Partial<Record<DType, number>> = { bfloat16: 7, float16: 10, float32: 23, float64: 52 };
  const mantissa = digits[dtype];
  if (mantissa === undefined) throw new ValueError(`${dtype} is not a floating type.`);
  return 2 ** -mantissa;
}
