/** Values in host memory: the form in which tensors enter and leave a backend, and on which the JavaScript evaluation works. */
import { type DType, dtypeInfo, type TypedArray, type TypedArrayConstructor } from '../dtype.js';
import { ValueError } from '../errors.js';
import { formatShape, type Shape, sizeOf } from '../shape.js';

export interface HostArray {
  readonly dtype: DType;
  readonly shape: Shape;
  /** Row-major elements; bool as 0/1 bytes, float16 and bfloat16 as their bits. */
  readonly data: TypedArray;
}

/** Zeros. */
export const emptyArray = ({ dtype, shape }: Pick<HostArray, 'dtype' | 'shape'>): HostArray => ({
  dtype,
  shape,
  data: new (dtypeInfo(dtype).array)(sizeOf(shape)),
});

/** Bytes from which on it pays to ask Node for memory that it does not fill with zeros. */
const UNFILLED = 2 ** 18;

/** Elements that are all written before one is read. */
export function unfilledArray({ dtype, shape }: Pick<HostArray, 'dtype' | 'shape'>): HostArray {
  return { dtype, shape, data: unfilled(dtypeInfo(dtype).array, sizeOf(shape)) };
}

/** The same elements in memory of their own, which a constructor does not fill with zeros before. */
export const copied = <Values extends TypedArray>(values: Values): Values =>
  new (values.constructor as new (values: Values) => Values)(values);

function unfilled(constructor: TypedArrayConstructor, length: number): TypedArray {
  const bytes = length * constructor.BYTES_PER_ELEMENT;
  const buffer = bytes < UNFILLED ? undefined : globalThis.Buffer?.allocUnsafeSlow(bytes).buffer;
  return buffer ? new constructor(buffer as ArrayBuffer) : new constructor(length);
}

export type Numbers = ArrayLike<number>;

const float32Scratch = new Float32Array(1);
const bitScratch = new Uint32Array(float32Scratch.buffer);

/** The bits of the bfloat16 nearest to a float32 value (ties to even). */
function bfloat16Bits(value: number): number {
  float32Scratch[0] = value;
  const bits = bitScratch[0]!;
  if (Number.isNaN(value)) return 0x7fc0;
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

function bfloat16Value(bits: number): number {
  bitScratch[0] = bits << 16;
  return float32Scratch[0]!;
}

/** The bits of the float16 nearest to a value (ties to even). */
function float16Bits(value: number): number {
  float32Scratch[0] = value;
  const bits = bitScratch[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const mantissa = roundToEven((bits & 0x7fffff) / 2 ** 13);
  return sign | ((exponent << 10) + mantissa);
}

function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

function roundToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Elements as JavaScript numbers. 64-bit integers are exact up to 2^53. No copy where the typed array already holds numbers. */
export function toNumbers(array: HostArray): Numbers {
  const { data, dtype } = array;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return numbersOf(data);
  if (dtype === 'float16') return Float32Array.from(data, float16Value);
  if (dtype === 'bfloat16') return Float32Array.from(data, bfloat16Value);
  return data;
}

/** Whether {@link toNumbers} has nothing to convert. */
export const areNumbers = (dtype: DType): boolean => !['float16', 'bfloat16', 'int64', 'uint64'].includes(dtype);

/** Rounds numbers to an element type. Integers wrap around as in C; 64-bit ones saturate at the exact range of a double. */
export function fromNumbers(values: Numbers, dtype: DType, shape: Shape): HostArray {
  const size = sizeOf(shape);
  if (values.length !== size) {
    throw new ValueError(`${values.length} values do not fill the shape ${formatShape(shape)}.`);
  }
  if (dtype === 'float16') return { dtype, shape, data: Uint16Array.from(values, float16Bits) };
  if (dtype === 'bfloat16') return { dtype, shape, data: Uint16Array.from(values, bfloat16Bits) };
  if (dtype === 'bool') return { dtype, shape, data: Uint8Array.from(values, (v) => (v === 0 ? 0 : 1)) };
  if (dtype === 'int64' || dtype === 'uint64') return { dtype, shape, data: wholeNumbers(values, dtype) };
  const constructor = dtypeInfo(dtype).array as Float64ArrayConstructor;
  return { dtype, shape, data: values instanceof constructor ? values : new constructor(values) };
}

/** Elements of 64 bits by their halves, of which the first is the lower one: bigints are objects, and take ten times as long. */
function halvesOf(data: BigInt64Array | BigUint64Array): Uint32Array {
  return new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
}

function numbersOf(data: BigInt64Array | BigUint64Array): Float64Array {
  const [halves, numbers] = [halvesOf(data), new Float64Array(data.length)];
  const isSigned = data instanceof BigInt64Array;
  for (let i = 0; i < numbers.length; i++) {
    const upper = halves[2 * i + 1]!;
    numbers[i] = (isSigned ? upper | 0 : upper) * 2 ** 32 + halves[2 * i]!;
  }
  return numbers;
}

function wholeNumbers(values: Numbers, dtype: 'int64' | 'uint64'): BigInt64Array | BigUint64Array {
  const data = dtype === 'int64' ? new BigInt64Array(values.length) : new BigUint64Array(values.length);
  const halves = halvesOf(data);
  for (let i = 0; i < data.length; i++) {
    const value = values[i]!;
    if (value >= 2 ** 63) {
      data[i] = 2n ** 63n - 1n;
      continue;
    }
    // NaN becomes 0.
    const whole = value <= -(2 ** 63) ? -(2 ** 63) : Math.trunc(value) || 0;
    const upper = Math.floor(whole / 2 ** 32);
    halves[2 * i] = whole - upper * 2 ** 32;
    halves[2 * i + 1] = upper;
  }
  return data;
}

/** Rounds one number to the precision of a floating type; other types return it unchanged. */
export function roundTo(value: number, dtype: DType): number {
  if (dtype === 'float32') return Math.fround(value);
  if (dtype === 'float16') return float16Value(float16Bits(value));
  if (dtype === 'bfloat16') return bfloat16Value(bfloat16Bits(value));
  return value;
}
