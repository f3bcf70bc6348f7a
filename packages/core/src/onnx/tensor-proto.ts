/** The elements of tensors of an ONNX file. */
import { type DType, dtypeInfo, itemSize, type TypedArray } from '../dtype.js';
import { ValueError } from '../errors.js';
import { formatShape, sizeOf } from '../shape.js';
import type { HostArray } from '../tensor/host-array.js';
import { type Int64, onnxTypes, TensorDataType, type TensorProto } from './proto.js';

/** Texts are no elements of typed arrays. */
const DTYPES = new Map<number, DType>(
  Object.entries(onnxTypes).flatMap(([dtype, type]) => (dtype === 'string' ? [] : [[type, dtype as DType] as const])),
);

/** The element type behind ONNX's number. Strings, complex, 8-bit float and 4-bit types have none and are refused. */
export function dtypeOfElement(type: number): DType {
  const dtype = DTYPES.get(type);
  if (dtype) return dtype;
  const name = Object.entries(TensorDataType).find(([, number]) => number === type)?.[0] ?? 'unknown';
  throw new ValueError(`ONNX element type ${type} (${name}) is not supported.`, {
    expected: `one of ${[...DTYPES.values()].join(', ')}`,
  });
}

/**
 * The elements of a tensor of a file, copied into memory of their own.
 *
 * @throws ValueError for element types without a dtype, data kept in another file, or data that does not fill the shape.
 */
export function readTensor(tensor: TensorProto): HostArray {
  const dtype = dtypeOfElement(tensor.dataType);
  const where = `tensor '${tensor.name ?? ''}'`;
  if (tensor.dataLocation === 1) {
    const file = tensor.externalData?.find((entry) => entry.key === 'location')?.value;
    throw new ValueError(`The data of ${where} is in another file, '${file ?? ''}'.`, {
      hint: 'save the model with its weights inside.',
    });
  }
  const shape = tensor.dims.map(Number);
  if (shape.some((dim) => !Number.isSafeInteger(dim) || dim < 0)) {
    throw new ValueError(`${where} has a shape that is not allowed: ${formatShape(shape)}.`);
  }
  const data = tensor.rawData ? fromRaw(tensor.rawData, dtype) : fromValues(tensor, dtype);
  if (data?.length !== sizeOf(shape)) {
    throw new ValueError(`The data of ${where} does not fill its shape.`, {
      expected: `${sizeOf(shape)} elements for ${dtype} ${formatShape(shape)}`,
      received: data
        ? `${data.length} elements`
        : `${tensor.rawData?.length} bytes of ${itemSize(dtype)}-byte elements`,
    });
  }
  return { dtype, shape, data };
}

function fromRaw(raw: Uint8Array, dtype: DType): TypedArray | undefined {
  if (raw.length % itemSize(dtype) !== 0) return undefined;
  // A fresh buffer: bytes inside a file are rarely aligned, and the file's memory can go.
  return new (dtypeInfo(dtype).array)(new Uint8Array(raw).buffer);
}

/** The field that holds the elements of each type where they are not raw. */
function fromValues(tensor: TensorProto, dtype: DType): TypedArray {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(tensor.floatData ?? []);
    case 'float64':
      return Float64Array.from(tensor.doubleData ?? []);
    case 'int64':
      return BigInt64Array.from(tensor.int64Data ?? [], toBigInt);
    case 'uint64':
      return BigUint64Array.from(tensor.uint64Data ?? [], toBigInt);
    case 'uint32':
      return Uint32Array.from(tensor.uint64Data ?? [], Number);
    default: {
      const array = dtypeInfo(dtype).array as Int32ArrayConstructor;
      return array.from(tensor.int32Data ?? []);
    }
  }
}

const toBigInt = (value: Int64): bigint => BigInt(value);
