import { ops, type Tensor, tensor } from '@org/core';
import { searchRows } from './run-batches.js';
import { type Rows, runSearch, type Search } from './search.js';

/** Counts up from 0 until a row is reached; rows beyond all steps end where they are. */
const counting = (steps: number, by: number, rest?: Search): Search => ({
  steps,
  isRandom: false,
  start: ({ xs }) => ops.zerosLike(xs),
  step: (state, { xs }) => ops.where(ops.less(state as Tensor, xs), ops.add(state as Tensor, by), state as Tensor),
  done: (state, { xs }) => ops.all(ops.greaterEqual(state as Tensor, xs), -1),
  finish: (state) => state as Tensor,
  ...(rest && { rest }),
});
const rows = { xs: tensor([[1], [9], [3], [25], [4], [40]]), yTargets: tensor([[0, 1]]) } as unknown as Rows;

describe('a search with another one for rows that are not through', () => {
  const search = counting(5, 1, counting(3, 10));
  const ends = [[1], [10], [3], [30], [4], [30]];

  it('gives their results to these rows alone, in batches', async () => {
    const told: (readonly [number, number])[] = [];
    const options = { batchSize: 2, onProgress: (...progress: [number, number]) => told.push(progress) };
    const all = { ...rows, yTargets: ops.tile(rows.yTargets, [6, 1]) };
    expect(await (await searchRows(search, all, options)).array()).toEqual(ends);
    expect(told.at(-1)).toEqual([6, 6]);
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b));
  });

  it('does so within a trace', async () => {
    expect(await runSearch(search, rows).array()).toEqual(ends);
  });

  it('ends without it where all are through', async () => {
    const near = { ...rows, xs: tensor([[1], [2]]), yTargets: ops.tile(rows.yTargets, [2, 1]) };
    expect(await (await searchRows(search, near)).array()).toEqual([[1], [2]]);
  });
});

it.each([49, 50, 51])('has batches of one size for %i rows, and then of a quarter of it', async (count) => {
  const sizes = new Set<number>();
  const search = counting(400, 1);
  const step: Search['step'] = (state, rows, age) => {
    sizes.add(rows.xs.shape[0]!);
    return search.step!(state, rows, age);
  };
  // As many points as are worth batches of their own; a row of each batch takes much longer than the others.
  const own = Array.from({ length: count }, (_, i) => [i % 16 === 3 ? 390 : (i * 7) % 11]);
  const options = { batchSize: 3 * count };
  const found = await searchRows({ ...search, step, width: 64 }, { xs: tensor(own) } as unknown as Rows, options);
  expect(await found.array()).toEqual(own);
  expect([...sizes]).toEqual([Math.ceil(count / 3)]);

  sizes.clear();
  const many = Array.from({ length: 16 * count }, (_, i) => own[i % count]!.map((value, j) => (i < 90 ? value : j)));
  const all = await searchRows({ ...search, step, width: 4 }, { xs: tensor(many) } as unknown as Rows, options);
  expect(await all.array()).toEqual(many);
  const [largest, ...smaller] = [...sizes];
  expect(smaller.length).toBeGreaterThan(0);
  expect(smaller).toEqual(smaller.map((_, i) => Math.max(32, Math.ceil(largest! / 4 ** (i + 1)))));
});
