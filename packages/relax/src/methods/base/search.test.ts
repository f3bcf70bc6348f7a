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
