import { evaluateGraph } from '../graph/evaluate.js';
import { range, sizeOf } from '../shape.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';
import { placeholder } from '../tensor/tensor.js';
import { runGraph } from '../testing/run-graph.js';
import { add, neg } from './elementwise.js';
import { product } from './matmul.js';

const tenth = Math.fround(0.1);

test.each([
  ['a product of vectors', [1, 3_000_000], [3_000_000, 1], false, false],
  ['a product of vectors, transposed', [100_000, 1], [1, 100_000], true, true],
  ['a gradient of a kernel', [40_000, 7], [40_000, 3], true, false],
  ['a gradient of a kernel from a prime number of rows', [100_003, 7], [100_003, 3], true, false],
  ['a gradient of a kernel, of a vector', [100_000, 7], [100_000, 1], true, false],
  ['a gradient of a kernel, by a row', [100_000, 7], [1, 100_000], true, true],
  ['a matrix by a vector', [30, 100_000], [100_000, 1], false, false],
  ['a matrix by a row', [30, 100_000], [1, 100_000], false, true],
  ['a row by a matrix', [1, 100_000], [100_000, 30], false, false],
  ['a vector by a matrix', [100_000, 1], [100_000, 30], true, false],
  ['a row by a matrix, transposed', [1, 100_000], [30, 100_000], false, true],
  ['a vector by a matrix, transposed', [100_000, 1], [30, 100_000], true, true],
  ['a matrix by a long vector', [2, 5_000_000], [5_000_000, 1], false, false],
  ['a matrix of many rows by a long vector', [45, 100_000], [100_000, 1], false, false],
  ['a row by a matrix of many rows', [1, 100_000], [45, 100_000], false, true],
  ['a matrix by a vector of prime length', [12, 100_003], [100_003, 1], false, false],
  ['a row by a matrix, of prime length', [1, 100_003], [100_003, 12], false, false],
  [
    'a matrix by a vector of a length that 61 divides, and nothing larger',
    [12, 61 * 61 * 13],
    [61 * 61 * 13, 1],
    false,
    false,
  ],
  ['a matrix by a shorter vector', [12, 2053], [2053, 1], false, false],
  ['a row by a shorter matrix', [1, 4096], [4096, 12], false, false],
] as const)('%s with a long inner axis', async (_what, a, b, transposeX, transposeY) => {
  const [x, y] = [a, b].map((shape, i) =>
    fromNumbers(new Float32Array(sizeOf(shape)).fill(i === 0 ? tenth : 1), 'float32', shape),
  );
  const [p, q] = [placeholder(x!), placeholder(y!)];
  const [result] = await runGraph({ inputs: [p, q], outputs: [product(p, q, transposeX, transposeY)] }, [x!, y!]);
  expect(result!.shape).toEqual([a[transposeX ? 1 : 0], b[transposeY ? 0 : 1]]);
  const exact = tenth * a[transposeX ? 0 : 1]!;
  for (const value of Array.from(toNumbers(result!))) expect(Math.abs(value / exact - 1)).toBeLessThan(1e-6);
});

test('matrices of many sizes, one after the other', async () => {
  for (const length of [100_000, 104_000, 111_111, 120_000, 128_128]) {
    const rows = 2 + (length % 7);
    const [x, y] = [
      fromNumbers(new Float32Array(rows * length).fill(tenth), 'float32', [rows, length]),
      fromNumbers(new Float32Array(length * 3).fill(1), 'float32', [length, 3]),
    ];
    const [p, q] = [placeholder(x), placeholder(y)];
    const [result] = await runGraph({ inputs: [p, q], outputs: [product(p, q)] }, [x, y]);
    expect(result!.shape).toEqual([rows, 3]);
    for (const value of Array.from(toNumbers(result!)))
      expect(Math.abs(value / (tenth * length) - 1)).toBeLessThan(1e-6);
  }
});

const forms = [
  [3, 2, true, false],
  [3, 1, false, false],
  [3, 1, false, true],
  [3, 1, true, true],
  [1, 3, false, false],
  [1, 3, false, true],
  [1, 3, true, true],
] as const;

test.each([
  ...forms.flatMap((form) => [8192, 8209].map((length) => [length, ...form] as const)),
  // Without a divisor, and so large that they go by pieces.
  ...forms.map((form) => [200_003, ...form] as const),
  // Matrices in parts, by lengths with and without a divisor.
  ...[2 ** 17, 100_003].flatMap((length) =>
    [
      [3, 2, false, false],
      [2, 3, false, true],
      [3, 4, true, true],
    ].map((form) => [length, ...form] as unknown as [number, number, number, boolean, boolean]),
  ),
  // Of rows that are views of the matrix, whatever their length.
  ...[70_001, 65_600].flatMap((length) => [
    [length, 3, 1, false, false] as const,
    [length, 1, 3, false, true] as const,
  ]),
  // So large that it goes by a few rows at a time.
  [2 ** 19, 9, 1, false, false] as const,
])(
  'the parts of a product of length %d are the right ones: %d × %d, transposed %s, %s',
  async (length, rows, columns, turnX, turnY) => {
    const numbers = (width: number) => Float32Array.from({ length: length * width }, (_, i) => (i % 5) - 2);
    const [a, b] = [numbers(rows), numbers(columns)];
    const x = fromNumbers(a, 'float32', turnX ? [length, rows] : [rows, length]);
    const y = fromNumbers(b, 'float32', turnY ? [columns, length] : [length, columns]);
    const [p, q] = [placeholder(x), placeholder(y)];
    const outputs = [p, add(p, p)].map((each) => product(each, q, turnX, turnY));
    const [result, ofMade] = await runGraph({ inputs: [p, q], outputs }, [x, y]);
    const expected = Array.from({ length: rows * columns }, (_, at) => {
      const [i, j] = [Math.floor(at / columns), at % columns];
      const left = (k: number) => a[turnX ? k * rows + i : i * length + k]!;
      const right = (k: number) => b[turnY ? j * length + k : k * columns + j]!;
      return range(length).reduce((total, k) => total + left(k) * right(k), 0);
    });
    expect(Array.from(toNumbers(result!))).toEqual(expected);
    expect(Array.from(toNumbers(ofMade!))).toEqual(expected.map((value) => 2 * value));
  },
);

test('products of parts of tall matrices, which threads share, are added up', async () => {
  const [length, rows, columns] = [6400, 72, 64];
  const [a, b] = [rows, columns].map((width) => Float32Array.from({ length: length * width }, (_, i) => (i % 7) - 3));
  const [x, y] = [fromNumbers(a!, 'float32', [length, rows]), fromNumbers(b!, 'float32', [length, columns])];
  const [p, q] = [placeholder(x), placeholder(y)];
  const [result] = await runGraph({ inputs: [p, q], outputs: [product(neg(p), q, true)] }, [x, y]);
  const expected = new Array<number>(rows * columns).fill(0);
  for (let k = 0; k < length; k++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) expected[i * columns + j]! -= a![k * rows + i]! * b![k * columns + j]!;
  expect(Array.from(toNumbers(result!))).toEqual(expected);
});

test.each(['int32', 'uint32'] as const)('products of %s matrices wrap around', async (dtype) => {
  const numbers = [2 ** 31 - 1, 50_000, 2 ** 31 - 8, 3, 65_537, 2 ** 31 - 2];
  const x = fromNumbers(numbers, dtype, [2, 3]);
  const input = placeholder(x);
  const graph = { inputs: [input], outputs: [product(input, input, false, true)] };
  const wrap = dtype === 'int32' ? BigInt.asIntN : BigInt.asUintN;
  const expected = [0, 3].flatMap((a) =>
    [0, 3].map((b) =>
      Number(
        wrap(
          32,
          range(3).reduce((sum, k) => sum + BigInt(numbers[a + k]!) * BigInt(numbers[b + k]!), 0n),
        ),
      ),
    ),
  );
  expect(Array.from(toNumbers((await runGraph(graph, [x]))[0]!))).toEqual(expected);
  expect(Array.from(toNumbers(evaluateGraph(graph.outputs, new Map([[input, x]]))[0]!))).toEqual(expected);
});

describe.each([0.1, 0.3, 0.7, 1.1, 1.3, Math.PI, 127.5])('equal terms of %d', (term) => {
  const value = Math.fround(term);

  test.each([
    [[8, 200_000], [200_000, 8], false, false],
    [[8, 131_072], [5, 131_072], false, true],
    [[100_003, 3], [4, 100_003], true, true],
  ] as const)('a matrix %j times %j', async (a, b, transposeX, transposeY) => {
    const [x, y] = [
      fromNumbers(new Float32Array(sizeOf(a)).fill(value), 'float32', a),
      fromNumbers(new Float32Array(sizeOf(b)).fill(1), 'float32', b),
    ];
    const [p, q] = [placeholder(x), placeholder(y)];
    const [result] = await runGraph({ inputs: [p, q], outputs: [product(p, q, transposeX, transposeY)] }, [x, y]);
    const exact = value * a[transposeX ? 0 : 1];
    const worst = Math.max(...Array.from(toNumbers(result!), (found) => Math.abs(found / exact - 1)));
    expect(worst).toBeLessThan(1e-6);
  });
});
