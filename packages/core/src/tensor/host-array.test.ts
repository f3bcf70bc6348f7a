import { copied, fromNumbers, roundTo, toNumbers, unfilledArray } from './host-array.js';

const bits = (values: readonly number[], dtype: 'float16' | 'bfloat16') =>
  Array.from(fromNumbers(values, dtype, [values.length]).data as Uint16Array);
const values = (data: readonly number[], dtype: 'float16' | 'bfloat16') =>
  Array.from(toNumbers({ dtype, shape: [data.length], data: Uint16Array.from(data) }));
const every = Array.from({ length: 65536 }, (_, i) => i);

// A float32 value, and its bits as float16 and as bfloat16 in NumPy (with ml_dtypes).
const ROUNDED: readonly [number, number, number][] = [
  [0.0, 0x0000, 0x0000],
  [-0.0, 0x8000, 0x8000],
  [1.0, 0x3c00, 0x3f80],
  [-1.0, 0xbc00, 0xbf80],
  [0.10000000149011612, 0x2e66, 0x3dcd],
  [0.3333333432674408, 0x3555, 0x3eab],
  [65504.0, 0x7bff, 0x4780],
  [65519.99609375, 0x7bff, 0x4780],
  [65520.0, 0x7c00, 0x4780],
  [100000.0, 0x7c00, 0x47c3],
  [-70000.0, 0xfc00, 0xc789],
  [6.103515625e-5, 0x0400, 0x3880],
  [2 ** -24, 0x0001, 0x3380],
  [2 ** -25, 0x0000, 0x3300],
  [2.9805303114471826e-8, 0x0001, 0x3300],
  [8.940696716308594e-8, 0x0002, 0x33c0],
  [1.4901161193847656e-7, 0x0002, 0x3420],
  [6.0999998822808266e-5, 0x03ff, 0x3880],
  [6.097000004956499e-5, 0x03ff, 0x3880],
  [1.00048828125, 0x3c00, 0x3f80],
  [1.00146484375, 0x3c02, 0x3f80],
  [1.0004887580871582, 0x3c01, 0x3f80],
  [2048.5, 0x6800, 0x4500],
  [2049.0, 0x6800, 0x4500],
  [2051.0, 0x6802, 0x4500],
  [3.3999999521443642e38, 0x7c00, 0x7f80],
  [9.99999993922529e-9, 0x0000, 0x322c],
  [9.99994610111476e-41, 0x0000, 0x0001],
  [1.401298464324817e-45, 0x0000, 0x0000],
  [255.9375, 0x5c00, 0x4380],
  [1.00390625, 0x3c04, 0x3f80],
  [1.01171875, 0x3c0c, 0x3f82],
  [1.0039063692092896, 0x3c04, 0x3f81],
  [Infinity, 0x7c00, 0x7f80],
  [-Infinity, 0xfc00, 0xff80],
  [-2.7182817459106445, 0xc170, 0xc02e],
];

test.each(ROUNDED)('%d rounds to half precision as in NumPy', (value, float16, bfloat16) => {
  expect(bits([value], 'float16')).toEqual([float16]);
  expect(bits([value], 'bfloat16')).toEqual([bfloat16]);
});

// Sums over all bit patterns, from NumPy.
test.each([
  ['float16', 63488, 2046, 201261055.875],
  ['bfloat16', 65280, 254, 1.3032814653071943e41],
] as const)('every %s survives the way there and back', (dtype, finite, nans, total) => {
  const decoded = values(every, dtype);
  const finiteValues = decoded.filter(Number.isFinite);
  expect(finiteValues).toHaveLength(finite);
  expect(decoded.filter(Number.isNaN)).toHaveLength(nans);
  const sum = finiteValues.reduce((a, b) => a + Math.abs(b), 0);
  expect(Math.abs(sum / total - 1)).toBeLessThan(1e-12);
  const numeric = every.filter((i) => !Number.isNaN(decoded[i]));
  expect(bits(values(numeric, dtype), dtype)).toEqual(numeric);
  expect(values(bits([Number.NaN], dtype), dtype)).toEqual([Number.NaN]);
});

test('integers wrap around, 64-bit ones saturate', () => {
  expect(fromNumbers([256, -1], 'uint8', [2]).data).toEqual(new Uint8Array([0, 255]));
  expect(fromNumbers([2 ** 31], 'int32', [1]).data).toEqual(new Int32Array([-(2 ** 31)]));
  const wide = fromNumbers([1e30, -1e30, Number.NaN], 'int64', [3]).data;
  expect(wide).toEqual(new BigInt64Array([2n ** 63n - 1n, -(2n ** 63n), 0n]));
});

test('bool holds 0 and 1; whatever is not 0 is true', () => {
  expect(fromNumbers([0, -0, 2, -0.5, Number.NaN], 'bool', [5]).data).toEqual(new Uint8Array([0, 0, 1, 1, 1]));
});

test('64-bit integers are read as numbers', () => {
  expect(toNumbers({ dtype: 'int64', shape: [2], data: new BigInt64Array([5n, -7n]) })).toEqual(
    new Float64Array([5, -7]),
  );
});

test('a typed array of the right kind is not copied', () => {
  const data = new Float32Array([1, 2]);
  expect(fromNumbers(data, 'float32', [2]).data).toBe(data);
  expect(toNumbers({ dtype: 'float32', shape: [2], data })).toBe(data);
});

test('the elements must fill the shape', () => {
  expect(() => fromNumbers([1, 2, 3], 'float32', [2, 2])).toThrow('3 values do not fill the shape [2, 2]');
});

test('one number rounded to a floating type', () => {
  expect(roundTo(0.1, 'float32')).toBe(Math.fround(0.1));
  expect(roundTo(0.1, 'bfloat16')).toBe(0.10009765625);
  expect(roundTo(2049, 'float16')).toBe(2048);
  expect(roundTo(0.1, 'float64')).toBe(0.1);
});

describe('whole numbers of 64 bits', () => {
  const edges = [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1, 2 ** 53, 2 ** 62, 2 ** 63 - 1024];
  const numbers = edges.flatMap((x) => [x, -x, x + 0.75, -x - 0.75]);

  test.each(['int64', 'uint64'] as const)('%s: numbers as bigints have them', (dtype) => {
    const constructor = dtype === 'int64' ? BigInt64Array : BigUint64Array;
    const { data } = fromNumbers(numbers, dtype, [numbers.length]);
    expect(data).toEqual(new constructor(numbers.map((x) => BigInt(Math.trunc(x)))));
  });

  test.each(['int64', 'uint64'] as const)('%s: bigints as numbers, rounded', (dtype) => {
    const constructor = dtype === 'int64' ? BigInt64Array : BigUint64Array;
    const odd = 0x0123456789abcdefn;
    const data = new constructor([
      0n,
      1n,
      -1n,
      odd,
      -odd,
      2n ** 53n + 1n,
      -(2n ** 53n) - 1n,
      2n ** 63n - 1n,
      -(2n ** 63n),
    ]);
    expect(Array.from(toNumbers({ dtype, shape: [data.length], data }))).toEqual(Array.from(data, Number));
    const part = data.subarray(3, 5);
    expect(Array.from(toNumbers({ dtype, shape: [2], data: part }))).toEqual(Array.from(part, Number));
  });

  test('what is beyond them ends at them, and NaN is 0', () => {
    const values = [2 ** 63, Number.POSITIVE_INFINITY, -(2 ** 64), Number.NEGATIVE_INFINITY, Number.NaN];
    const [most, least] = [2n ** 63n - 1n, -(2n ** 63n)];
    expect(fromNumbers(values, 'int64', [5]).data).toEqual(BigInt64Array.of(most, most, least, least, 0n));
  });
});

// Large memory comes from elsewhere than small.
test.each([3, 100_000])('copies of %d elements have their type and a buffer of their own', (length) => {
  const own = [
    Float32Array.from({ length }, (_, i) => i / 3),
    new BigInt64Array(length).fill(-(2n ** 62n)),
    new Uint16Array(length).fill(7).subarray(1),
  ];
  for (const array of own) {
    const copy = copied(array);
    expect(copy).toStrictEqual(array);
    expect(copy.buffer).not.toBe(array.buffer);
    expect([copy.byteOffset, copy.buffer.byteLength]).toEqual([0, copy.byteLength]);
  }
  const { data, ...spec } = unfilledArray({ dtype: 'float64', shape: [2, length] });
  expect(spec).toEqual({ dtype: 'float64', shape: [2, length] });
  expect([data.constructor, data.length, data.byteOffset]).toEqual([Float64Array, 2 * length, 0]);
});
