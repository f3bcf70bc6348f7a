import { type Tensor, tensor, Variable } from '@org/core';
import { ArrayData } from './array-data.js';

const five = [[1], [2], [3], [4], [5]];

test('columns become tensors of the same number of samples', async () => {
  const data = await ArrayData.from({ a: five, b: new Float64Array(5) }, [0, 1, 0, 1, 0]);
  expect(data.size).toBe(5);
  const { a, b } = data.columns[0] as Record<string, Tensor>;
  expect([a!.shape, a!.dtype, b!.shape, b!.dtype]).toEqual([[5, 1], 'int32', [5], 'float32']);
  expect(data.columns[2]).toBeNull();
});

describe('lists', () => {
  const shapes = (column: unknown) => (column as Tensor[]).map(({ shape }) => shape);

  test('of typed arrays are several columns', async () => {
    const data = await ArrayData.from([new Float32Array(5), new Float32Array(5)], five);
    expect(shapes(data.columns[0])).toEqual([[5], [5]]);
  });

  test('of nested arrays are one, unless there are to be as many', async () => {
    const pair = [five, five];
    expect((await ArrayData.from(pair)).size).toBe(2);
    const data = await ArrayData.from(
      pair,
      pair,
      [
        [1, 1, 1, 1, 1],
        [2, 2, 2, 2, 2],
      ],
      { x: 2, y: 2 },
    );
    expect(data.size).toBe(5);
    for (const column of data.columns.slice(0, 2))
      expect(shapes(column)).toEqual([
        [5, 1],
        [5, 1],
      ]);
    expect(shapes(data.columns[2])).toEqual([[5], [5]]);
    expect((await ArrayData.from(five, null, null, { x: 2, y: 1 })).size).toBe(5);
  });

  test.each([
    ['a tensor', tensor(five)],
    ['a variable', new Variable(tensor(five))],
    ['an object', { a: five }],
    ['a typed array', new Float32Array(5)],
  ])('of a nested array and %s are several columns', async (_kind, other) => {
    for (const pair of [
      [five, other],
      [other, five],
    ]) {
      const data = await ArrayData.from(pair, pair, null, { x: 2, y: 2 });
      expect(data.size).toBe(5);
      expect((await ArrayData.from(pair)).size).toBe(5);
    }
  });
});

describe('weights of samples for several targets', () => {
  const y = { a: five, b: five };
  const w = [1, 2, 3, 4, 5];

  test.each([[w], [w.map((each) => [each])], [{ a: w, b: w }], [{ a: w, b: null }]])('may be %j', async (weights) => {
    expect((await ArrayData.from(five, y, weights)).size).toBe(5);
  });

  test.each([[{ a: w }], [{ a: w, c: w }], [{ a: w, b: w, c: w }], [five.map(() => [1, 2])], [[new Float32Array(5)]]])(
    'cannot be %j',
    async (weights) => {
      await expect(ArrayData.from(five, y, weights)).rejects.toThrow('sampleWeight does not fit the targets');
    },
  );
});

test('a part of the samples shares their memory', async () => {
  const x = tensor(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]);
  const part = (await ArrayData.from(x)).slice(1, 3).columns[0] as Tensor;
  expect(await part.array()).toEqual([
    [3, 4],
    [5, 6],
  ]);
  expect(part.host!.data.buffer).toBe(x.host!.data.buffer);
});

test('the last part of the samples is held out', async () => {
  const [first, last] = (await ArrayData.from(five)).split(0.4);
  expect([first.size, last.size]).toEqual([3, 2]);
  expect(await (last.columns[0] as Tensor).array()).toEqual([[4], [5]]);
});

test.each([0, 1, -0.5, 0.99])('a fraction of %p leaves nothing on one side', async (fraction) => {
  const data = await ArrayData.from([1, 2]);
  expect(() => data.split(fraction)).toThrow('cannot be split');
});

describe('class weights', () => {
  const weights = { 0: 0.5, 2: 3 };
  const weightsOf = async (y: unknown) =>
    ((await ArrayData.from([1, 2, 3], y)).withClassWeight(weights).columns[2] as Tensor).array();

  test('go by class number, with 1 for a class that is not named', async () => {
    expect(await weightsOf([0, 1, 2])).toEqual([0.5, 1, 3]);
    expect(await weightsOf([[2], [2], [0]])).toEqual([3, 3, 0.5]);
  });

  test('go by the largest entry of one-hot rows', async () => {
    const rows = [
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
    ];
    expect(await weightsOf(rows)).toEqual([3, 0.5, 1]);
  });

  test('exclude weights of samples', async () => {
    const data = await ArrayData.from([1, 2], [0, 1], [1, 1]);
    expect(() => data.withClassWeight(weights)).toThrow('cannot both be given');
  });
});

test.each([
  [[], null, 'no data'],
  [five, [1, 2], 'ambiguous'],
  ['text', null, 'must be arrays'],
  [new Date(0), null, 'Received: Date'],
  [Promise.resolve(five), null, 'await it first'],
])('%j with targets %j is refused', async (x, y, message) => {
  await expect(ArrayData.from(x, y)).rejects.toThrow(message);
});
