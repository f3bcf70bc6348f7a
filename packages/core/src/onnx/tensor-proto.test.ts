import fc from 'fast-check';
import { dtypeInfo, dtypeNames } from '../dtype.js';
import { ValueError } from '../errors.js';
import { makeTensor } from './make-tensor.js';
import { onnxTypes, TensorDataType, type TensorProto } from './proto.js';
import { dtypeOfElement, readTensor } from './tensor-proto.js';
import { decode, encode } from './wire.js';

const throughFile = (tensor: TensorProto) => decode('TensorProto', encode('TensorProto', tensor));

describe('tensors of a file', () => {
  it.each(dtypeNames)('%s comes back bit by bit', (dtype) => {
    expect(dtypeOfElement(onnxTypes[dtype])).toBe(dtype);
    const sizes = fc.array(fc.nat(3), { maxLength: 4 });
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.nat(255)), (shape, bytes) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const data = new (dtypeInfo(dtype).array)(size);
        new Uint8Array(data.buffer).set([...bytes.take(data.byteLength)]);
        const read = readTensor(throughFile(makeTensor(data, dtype, shape, 'w')));
        expect(read.dtype).toBe(dtype);
        expect(read.shape).toEqual(shape);
        expect(new Uint8Array(read.data.buffer)).toEqual(new Uint8Array(data.buffer));
        expect(read.data.constructor).toBe(data.constructor);
      }),
      { numRuns: 30 },
    );
  });

  it('writes the part of the buffer that a view shows', () => {
    const view = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    expect(readTensor(throughFile(makeTensor(view, 'float32', [2]))).data).toEqual(Float32Array.of(2, 3));
  });

  const { FLOAT, DOUBLE, INT64, UINT64, UINT32, INT8, BOOL, FLOAT16 } = TensorDataType;
  it.each<[Partial<TensorProto> & { dataType: number }, unknown]>([
    [{ dataType: FLOAT, floatData: [1.5, -2] }, Float32Array.of(1.5, -2)],
    [{ dataType: DOUBLE, doubleData: [0.1, 2] }, Float64Array.of(0.1, 2)],
    [{ dataType: INT64, int64Data: [-1, 2n ** 62n] }, BigInt64Array.of(-1n, 2n ** 62n)],
    [{ dataType: UINT64, uint64Data: [1, 2n ** 64n - 1n] }, BigUint64Array.of(1n, 2n ** 64n - 1n)],
    [{ dataType: UINT32, uint64Data: [1, 2 ** 32 - 1] }, Uint32Array.of(1, 2 ** 32 - 1)],
    [{ dataType: INT8, int32Data: [-1, 127] }, Int8Array.of(-1, 127)],
    [{ dataType: BOOL, int32Data: [1, 0] }, Uint8Array.of(1, 0)],
    [{ dataType: FLOAT16, int32Data: [0x3c00, 0xc000] }, Uint16Array.of(0x3c00, 0xc000)],
  ])('reads typed fields: %j', (fields, expected) => {
    expect(readTensor(throughFile({ dims: [2], ...fields })).data).toEqual(expected);
  });

  it.each<[string, TensorProto]>([
    ['too few bytes', { dims: [3], dataType: FLOAT, rawData: new Uint8Array(8) }],
    ['half an element', { dims: [2], dataType: FLOAT, rawData: new Uint8Array(7) }],
    ['no data', { dims: [2], dataType: FLOAT }],
    ['a negative size', { dims: [-1], dataType: FLOAT }],
    ['a huge shape', { dims: [2n ** 62n, 4], dataType: FLOAT, rawData: new Uint8Array(8) }],
    ['strings', { dims: [0], dataType: TensorDataType.STRING }],
    ['an unknown type', { dims: [0], dataType: 99 }],
    [
      'another file',
      { dims: [1], dataType: FLOAT, dataLocation: 1, externalData: [{ key: 'location', value: 'w.bin' }] },
    ],
  ])('refuses %s', (_, tensor) => {
    expect(() => readTensor(tensor)).toThrow(ValueError);
  });

  it('refuses data that does not fit', () => {
    expect(() => makeTensor(Float32Array.of(1, 2), 'float32', [3])).toThrow(/3 elements in a Float32Array/);
    expect(() => makeTensor(Float32Array.of(1), 'int64', [1])).toThrow(/Received: 1 elements in a Float32Array/);
  });
});
