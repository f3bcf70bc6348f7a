import { type Tensor, tensor } from '@org/core';
import { Dataset } from './dataset.js';

/** The numbers below `count`, each with its double. */
const numbers = (count: number) =>
  new Dataset<[Tensor, Tensor]>(async function* () {
    for (let i = 0; i < count; i++) yield [tensor(i), tensor(2 * i)];
  }, count);

async function firstParts(dataset: Dataset<[Tensor, Tensor]>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const [x, y] of dataset) {
    expect(await y.array()).toEqual(await x.mul(2).array());
    found.push(await x.array());
  }
  return found;
}

test('takes, skips, repeats, with their numbers of elements', async () => {
  for (const [dataset, expected] of [
    [numbers(5).take(2), [0, 1]],
    [numbers(2).take({ count: 5 }), [0, 1]],
    [numbers(5).take(0), []],
    [numbers(5).skip(3), [3, 4]],
    [numbers(2).repeat(2), [0, 1, 0, 1]],
    [numbers(3).prefetch(2), [0, 1, 2]],
    [numbers(5).batch(2), [[0, 1], [2, 3], [4]]],
    [
      numbers(5).batch(2, { dropRemainder: true }),
      [
        [0, 1],
        [2, 3],
      ],
    ],
  ] as const) {
    expect(await firstParts(dataset)).toEqual(expected);
    expect(dataset.length).toBe(expected.length);
  }
  expect(await firstParts(numbers(5).repeat().take(7))).toEqual([0, 1, 2, 3, 4, 0, 1]);
  expect(await firstParts(numbers(5).batch(2).unbatch())).toEqual([0, 1, 2, 3, 4]);
  expect(await firstParts(numbers(5).filter(async (x) => (await x.item()) !== 2))).toEqual([0, 1, 3, 4]);
  expect(numbers(5).repeat().cardinality()).toBeNull();
  expect(() => numbers(5).unbatch().length).toThrow(/is not known/);
});

test('maps the parts of elements, also later', async () => {
  const sums = numbers(3).map(async (x, y) => x.add(y));
  const found: unknown[] = [];
  for await (const sum of sums) found.push(await sum.array());
  expect(found).toEqual([0, 3, 6]);
  const doubled = sums.map((sum) => sum.mul(2));
  for await (const x of doubled.take(1)) expect(await x.array()).toBe(0);
});

test('reads what is cached once', async () => {
  let passes = 0;
  const counted = numbers(3).map((x, y) => {
    passes += 1;
    return [x, y] as [Tensor, Tensor];
  });
  const cached = counted.cache();
  expect(await firstParts(cached.take(1))).toEqual([0]);
  expect(await firstParts(cached)).toEqual([0, 1, 2]);
  expect(await firstParts(cached)).toEqual([0, 1, 2]);
  expect(passes).toBe(4);
});

test('shuffles within a buffer, anew in each pass or not', async () => {
  const shuffled = numbers(40).shuffle(10, 1);
  const [first, second] = [await firstParts(shuffled), await firstParts(shuffled)];
  expect(first).not.toEqual(second);
  expect([...(first as number[])].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
  // The i-th is among the first i + 10.
  expect((first as number[]).every((x, i) => x < i + 10)).toBe(true);
  const same = numbers(40).shuffle({ bufferSize: 10, seed: 1, reshuffleEachIteration: false });
  expect([await firstParts(same), await firstParts(same)]).toEqual([first, first]);
});

test('asks ahead, and closes what it began', async () => {
  const asked: number[] = [];
  let isClosed = false;
  const source = new Dataset<number>(async function* () {
    try {
      for (let i = 0; ; i++) {
        asked.push(i);
        yield i;
      }
    } finally {
      isClosed = true;
    }
  });
  for await (const i of source.prefetch(3)) if (i === 1) break;
  expect(asked.length).toBeGreaterThan(3);
  expect(isClosed).toBe(true);
});

test('repeats nothing once, where it has no elements', async () => {
  expect(await firstParts(numbers(0).repeat())).toEqual([]);
});

test('refuses what is no function, and functions that return nothing', async () => {
  expect(() => numbers(1).map(3 as never)).toThrow(expect.objectContaining({ name: 'TypeError' }));
  expect(() => numbers(1).filter(undefined as never)).toThrow(/`predicate` must be a function/);
  await expect(firstParts(numbers(1).map(() => undefined as never))).rejects.toThrow(/is a `return` missing/);
});

test('refuses what is no number', () => {
  expect(() => numbers(1).shuffle(1, 'a' as never)).toThrow(/`seed` must be a whole number[\s\S]*"a"/);
  expect(() => numbers(1).take(-1)).toThrow(/`count` must be a whole number[\s\S]*-1/);
  expect(() => numbers(1).batch(0)).toThrow(/`batchSize`/);
  expect(() => numbers(1).shuffle(0)).toThrow(/`bufferSize`/);
});
