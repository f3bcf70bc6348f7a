import { grad, jit, ops, type Tensor, tensor } from '@org/core';
import { fromPythonName } from '@org/core/internal';
import { decodeArray, decodeValue, type EncodedArray, expectClose, type FunctionCase, loadGolden } from '@org/testing';
import * as fc from 'fast-check';
import * as quantizers from './index.js';

const decode = (value: unknown): unknown =>
  decodeValue(value, { array: ({ values, shape, dtype }) => tensor(values, [...shape], dtype as 'float32') });
const table = quantizers as unknown as Record<string, (...args: unknown[]) => unknown>;

/** Tensors, sizes and lists of them as Keras has them. */
async function expectSame(actual: unknown, expected: unknown): Promise<void> {
  if (Array.isArray(expected)) {
    expect(actual).toHaveLength(expected.length);
    for (const [i, each] of expected.entries()) await expectSame((actual as unknown[])[i], each);
  } else if (typeof expected === 'object') {
    const result = actual as Tensor;
    const { dtype, shape } = expected as EncodedArray;
    expect([result.dtype, result.shape]).toEqual([dtype, shape]);
    expectClose(await result.data(), decodeArray(expected as EncodedArray).values);
  } else {
    expect(actual).toBe(expected);
  }
}

test.each(loadGolden<FunctionCase>('quantizers').cases.map((c): [string, FunctionCase] => [c.id, c]))(
  '%s',
  async (_id, { fn, args, kwargs = {}, out }) => {
    const name = fromPythonName(fn.replace('keras.quantizers.', ''));
    await expectSame(table[name]!(...(decode(args) as unknown[]), decode(kwargs)), out);
  },
);

test('a group that is filled up has a range with 0 in layers, as Keras quantizes them', async () => {
  const half = ops.multiply(ops.ones([8, 1]), 0.5);
  const [whole, scale, zero] = quantizers.absMaxQuantizeGroupedWithZeroPoint(half, 128, { toNumpy: true });
  expect(await whole.array()).toEqual(Array.from({ length: 8 }, () => [7]));
  expectClose(await scale.data(), [1 / 30], { rtol: 1e-6 });
  expect(await zero.array()).toEqual([[-8]]);
});

const fourBits = fc.integer({ min: -8, max: 7 });
test('four bits come back from their bytes, along any axis', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(0, 1, -1),
      fc.array(fourBits, { minLength: 25, maxLength: 25 }),
      async (rows, columns, axis, numbers) => {
        const x = tensor(
          Array.from({ length: rows * columns }, (_, i) => numbers[i]!),
          [rows, columns],
          'int8',
        );
        const [packed, shape, length] = quantizers.packInt4(x, axis);
        expect([packed.dtype, packed.shape]).toEqual(['int8', shape]);
        expect(await quantizers.unpackInt4(packed, length, axis).array()).toEqual(await x.array());
      },
    ),
    { numRuns: 50 },
  );
});

test('four bits are packed from bytes alone', () => {
  expect(() => quantizers.packInt4([1, 2])).toThrow(/Expected: int8[\s\S]*int32/);
  expect(() => quantizers.packInt4([1, 2], 0, 'int16' as 'int8')).toThrow(/'int8' or 'uint8'/);
  expect(() => quantizers.unpackInt4([1, 2], 3)).toThrow(/int8 or uint8/);
});

describe('float8', () => {
  // Numbers that the formats have, and halves between them, which go to the even neighbour.
  test.each([
    [
      'float8_e4m3fn',
      [448, 0.001953125, 1.0625, 1.1875, 500, -0.0009765625, 17],
      [448, 0.001953125, 1, 1.25, 448, 0, 16],
    ],
    ['float8_e5m2', [57344, 1.125, 1.375, 1e6, 3e-5], [57344, 1, 1.5, 57344, 3.0517578125e-5]],
  ])('numbers as %s', async (dtype, given, expected) => {
    const values = await quantizers.quantizeAndDequantize(given, 1, dtype, 'float32').data();
    // Of a negative number that is too small, -0 is left.
    expect(Array.from(values, (x) => Number(x) + 0)).toEqual(expected);
  });

  test('derivatives pass', async () => {
    const f = (x: Tensor) => quantizers.quantizeAndDequantize(x, 0.5, 'float8_e4m3fn', 'float32').mul(3).sum();
    expect(await (grad(f)(tensor([0.3, 1.1])) as Tensor).array()).toEqual([3, 3]);
  });

  test('a history begins with the largest of the present', async () => {
    expect(await quantizers.computeFloat8AmaxHistory([1, -7], [1, 2, 3]).array()).toEqual([7, 3, 1]);
  });
});

test('the derivative of fake quantization goes where the number went', async () => {
  const x = tensor([-7, 0.1, 9]);
  const [dx, low, high] = grad(
    (a: Tensor, min: Tensor, max: Tensor) => quantizers.fakeQuantWithMinMaxVars(a, min, max).mul([1, 10, 100]).sum(),
    [0, 1, 2],
  )(x, tensor(-6), tensor(6)) as unknown as Tensor[];
  expect(await Promise.all([dx, low, high].map((each) => each!.array()))).toEqual([[0, 10, 0], 1, 100]);
});

test('quantizers work compiled, and give their axis or take it', async () => {
  const [whole, scale] = jit((x: Tensor) => new quantizers.AbsMaxQuantizer()(x))(tensor([[0.5, -1, 2]]));
  expect(await whole!.array()).toEqual([[32, -64, 127]]);
  expectClose(await scale!.data(), [63.5], { rtol: 1e-6 });
  const byRow = new quantizers.AbsMaxQuantizer({ axis: 0 });
  expect(
    byRow([
      [1, 2],
      [4, 1],
    ])[1].shape,
  ).toEqual([1, 2]);
  expect(
    byRow(
      [
        [1, 2],
        [4, 1],
      ],
      { axis: 1 },
    )[1].shape,
  ).toEqual([2, 1]);
  expect(quantizers.get('abs_max_quantizer')).toBeInstanceOf(quantizers.AbsMaxQuantizer);
  expect(byRow.getConfig()).toEqual({ value_range: [-127, 127], epsilon: 1e-7, output_dtype: 'int8', axis: [0] });
  expect(() => new quantizers.AbsMaxQuantizer({ valueRange: [-200, 127] })).toThrow(/within \[-128, 127\]/);
});

test('configs of quantization come back from their JSON', () => {
  const own = new quantizers.AbsMaxQuantizer({ valueRange: [-8, 7] });
  const config = new quantizers.Int4QuantizationConfig({ weightQuantizer: own, blockSize: null });
  const copy = quantizers.deserialize(quantizers.serialize(config)) as unknown as typeof config;
  expect(copy).toBeInstanceOf(quantizers.Int4QuantizationConfig);
  expect(copy.weightQuantizer).toBeInstanceOf(quantizers.AbsMaxQuantizer);
  expect(copy.getConfig()).toEqual(config.getConfig());
  expect(new quantizers.Int8QuantizationConfig().activationQuantizer).toBeInstanceOf(quantizers.AbsMaxQuantizer);
  expect(() => new quantizers.Int4QuantizationConfig({ weightQuantizer: own })).toThrow(/blockSize to null/);
  expect(() => new quantizers.Int4QuantizationConfig({ blockSize: 0 })).toThrow(/positive size/);
});
