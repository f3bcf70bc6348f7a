import { type DType, dtypeInfo, type TypedArray } from '../dtype.js';
import { ValueError } from '../errors.js';
import { formatShape, type Shape, sizeOf } from '../shape.js';
import { onnxTypes, type TensorProto } from './proto.js';

/**
 * A tensor of a file, over the memory of `data`: nothing is copied until the file is written. Half types are given as their bits,
 * bool as bytes 0 and 1.
 */
export function makeTensor(data: TypedArray, dtype: DType, shape: Shape, name?: string): TensorProto {
  if (data.length !== sizeOf(shape) || !(data instanceof dtypeInfo(dtype).array)) {
    throw new ValueError('A constant needs elements of its type that fill its shape.', {
      expected: `${sizeOf(shape)} elements in a ${dtypeInfo(dtype).array.name} for ${dtype} ${formatShape(shape)}`,
      received: `${data.length} elements in a ${data.constructor.name}`,
    });
  }
  // raw_data is little-endian, as is every platform that ONNX Runtime has builds for.
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { dims: [...shape], dataType: onnxTypes[dtype], name, rawData };
}
