import { ops, random, type Tensor } from '@org/core';
import { problemOf } from './module-problem.js';
import { type ProposalSearch, withPredictor } from './proposals.js';
import { runSearch, splitLast } from './search.js';
import { classTarget } from './target.js';

// Points are as far away as the number of the step says; from 3 on they are predicted as wanted.
const problem = problemOf({
  predFn: (xs: Tensor) => ops.concatenate([ops.subtract(3, xs), xs.sub(2.5)], -1),
  target: classTarget(undefined),
  applyConstraints: (_xs, cfs) => cfs,
  computeRegLoss: () => ops.zeros([]),
  source: null,
  bound: null,
  given: ops.zeros([1, 1]),
});
const search: ProposalSearch<Tensor> = {
  steps: 5,
  near: 2,
  interval: 1,
  start: ({ xs }) => ops.zerosLike(xs),
  propose: (_state, _rows, step) => ops.reshape(step.cast('float32'), [-1, 1, 1]),
  judge: (state, points, reached) => ops.where(reached, ops.squeeze(points, -1), state),
  done: (state) => ops.squeeze(state, -1).greater(0),
  finish: (state) => state,
};
const rows = {
  xs: ops.zeros([1, 1]),
  yTargets: ops.convertToTensor([[0, 1]]),
  rngKeys: random.split(random.PRNGKey(0), 1) as Tensor,
};

it('rows are looked for in the data after the near steps, and the others go on where these ended', async () => {
  const [near, far] = splitLast(withPredictor(search, problem) as never);
  expect([near.steps, far!.steps]).toEqual([2, 3]);
  expect(await runSearch(near, rows).array()).toEqual([[0]]);
  expect(await runSearch(far!, rows).array()).toEqual([[3]]);
});

it('without a number of near steps all are near', () => {
  expect(splitLast(withPredictor({ ...search, near: 9 }, problem) as never)[1]).toBeNull();
});
