/** Tensors of TensorFlow's files as typed arrays. */
import { type DType, dtypeInfo, itemSize, type TypedArray } from '../dtype.js';
import { NotImplementedError, ValueError } from '../errors.js';
import { formatShape, sizeOf } from '../shape.js';
import type { HostArray } from '../tensor/host-array.js';
import type { Message } from './messages.js';

/** TensorFlow's numbers of element types. */
const DTYPES: Readonly<Record<number, DType>> = {
  1: 'float32',
  2: 'float64',
  3: 'int32',
  4: 'uint8',
  5: 'int16',
  6: 'int8',
  9: 'int64',
  10: 'bool',
  14: 'bfloat16',
  17: 'uint16',
  19: 'float16',
  22: 'uint32',
  23: 'uint64',
};

export const TEXT = 7;
export const RESOURCE = 20;
export const VARIANT = 21;

export function dtypeOf(type: number): DType {
  const dtype = DTYPES[type];
  if (dtype) return dtype;
  const names: Readonly<Record<number, string>> = {
    7: 'string',
    8: 'complex64',
    18: 'complex128',
    20: 'resource',
    21: 'variant',
  };
  throw new NotImplementedError('An element type of TensorFlow is not read.', {
    received: names[type] ?? `number ${type}`,
  });
}

/** Sizes; null where one is open, or all are. */
export function sizesOf(shape: Message<'ShapeProto'> | undefined): (number | null)[] | null {
  if (!shape || shape.unknownRank) return null;
  return shape.dims.map(({ size = 0 }) => (Number(size) < 0 ? null : Number(size)));
}

export function fixedShape(what: string, shape: Message<'ShapeProto'> | undefined): number[] {
  const sizes = sizesOf(shape) ?? [];
  if (sizes.every((size) => size !== null)) return sizes;
  throw new ValueError(`${what} has a shape that is not fixed.`, { received: formatShape(sizes) });
}

/** Elements of a type over bytes that are copied. */
export function arrayOver(what: string, bytes: Uint8Array, dtype: DType, shape: readonly number[]): HostArray {
  const size = itemSize(dtype);
  if (bytes.length !== size * sizeOf(shape)) {
    throw new ValueError(`The data of ${what} does not fill its shape.`, {
      expected: `${size * sizeOf(shape)} bytes for ${dtype} ${formatShape(shape)}`,
      received: `${bytes.length} bytes`,
    });
  }
  return { dtype, shape, data: new (dtypeInfo(dtype).array)(new Uint8Array(bytes).buffer) };
}

/** A constant. Of values that repeat to the end only the first is written. */
export function constantArray(tensor: Message<'TensorProto'>): HostArray {
  const dtype = dtypeOf(tensor.dtype ?? 0);
  const shape = fixedShape('A constant', tensor.shape);
  if (tensor.content && tensor.content.length > 0) return arrayOver('a constant', tensor.content, dtype, shape);
  const values: readonly (number | bigint | boolean)[] =
    tensor.floats ??
    tensor.doubles ??
    tensor.ints ??
    tensor.int64s ??
    tensor.bools ??
    tensor.halfs ??
    tensor.uint32s ??
    tensor.uint64s ??
    [];
  const count = sizeOf(shape);
  if (values.length > count || count > MOST_REPEATED) {
    throw new ValueError('A constant has another number of values than its shape.', {
      expected: `${count} for ${formatShape(shape)}`,
      received: `${values.length}`,
    });
  }
  const TypedArrayOf = dtypeInfo(dtype).array as Float64ArrayConstructor;
  const data: TypedArray = new TypedArrayOf(count);
  const isBig = dtype === 'int64' || dtype === 'uint64';
  const last = values[values.length - 1] ?? 0;
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? last;
    (data as unknown as unknown[])[i] = isBig ? BigInt(value) : Number(value);
  }
  return { dtype, shape, data };
}

/** A bound on what a few bytes may ask for. */
const MOST_REPEATED = 2 ** 26;
