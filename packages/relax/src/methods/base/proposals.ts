/** Searches that need no derivatives: points are proposed, then judged by what is predicted of them. */
import { jit, ops, type Tensor } from '@org/core';
import { askRemote, type RemotePredFn } from './predictor.js';
import type { Problem } from './problem.js';
import type { Rows, Search, SearchOptions } from './search.js';
import { tableOf } from './table.js';

/** A search in two halves, between which somebody predicts. */
export interface ProposalSearch<State = unknown> extends Omit<Search<State>, 'step'> {
  /** Points for each row, `[n, m, k]`. */
  propose(state: State, rows: Rows, step: Tensor): Tensor;
  /** After how many steps rows are looked for in the data, before the other steps; by default after all of them. */
  readonly near?: number;
  /** Which of the constrained points `[n, m, k]` are to be predicted, by their numbers, `[n, p]`; by default all of them. */
  asked?(points: Tensor, rows: Rows): Tensor;
  /** @param reached which of the points that were asked about are predicted as wanted, `[n, p]` bool */
  judge(state: State, points: Tensor, reached: Tensor, rows: Rows): State;
}

export const isProposalSearch = (search: object): search is ProposalSearch => 'propose' in search;

/** The constrained points of a step, `[n, m, k]`, and those that are to be predicted, flat. */
function proposed<State>(search: ProposalSearch<State>, problem: Problem, state: State, rows: Rows, step: Tensor) {
  const given = search.propose(state, rows, step);
  const [n, m, k] = given.shape as [number, number, number];
  const flat = problem.constrain(repeated(rows, m), ops.reshape(given, [n * m, k]), true);
  const points = ops.reshape(flat, [n, m, k]);
  const numbers = search.asked?.(points, rows);
  return { points, asked: numbers ? chosenOf(points, numbers) : flat };
}

/** Some of the points `[n, m, k]` of each row by their numbers `[n, p]`, flat: as wholes, which is many times quicker than number by number. */
export function chosenOf(points: Tensor, numbers: Tensor): Tensor {
  const [n, m, k] = points.shape as [number, number, number];
  const first = ops.expandDims(ops.arange(n, { dtype: 'int32' }).mul(m), -1);
  return ops.take(ops.reshape(points, [n * m, k]), ops.reshape(first.add(numbers), [-1]), 0);
}

/** Which of the constrained points of rows, flat, are predicted as wanted, `[n, p]` bool. */
export function reachedOf(problem: Problem, rows: Rows, points: Tensor): Tensor {
  const each = points.shape[0]! / rows.xs.shape[0]!;
  return ops.reshape(problem.target.reached(repeated(rows, each).yTargets, problem.predFn(points)), [-1, each]);
}

/** All that is known of rows, `count` times for each. */
export const repeated = (rows: Rows, count: number): Rows =>
  Object.fromEntries(
    Object.entries(rows).flatMap(([name, column]) => (column ? [[name, ops.repeat(column as Tensor, count, 0)]] : [])),
  ) as unknown as Rows;

/** The same search with a predictor that is part of the program. */
export function withPredictor<State>(search: ProposalSearch<State>, problem: Problem): Search<State> {
  const { propose: _propose, judge: _judge, near, ...own } = search;
  const { steps } = own;
  const whole: Search<State> & { step: NonNullable<Search<State>['step']> } = {
    ...own,
    // Points are drawn and judged, which is little beside a step along derivatives.
    width: Math.ceil((search.width ?? 1) / 4),
    step: (state, rows, step) => {
      const { points, asked } = proposed(search, problem, state, rows, step);
      return search.judge(state, points, reachedOf(problem, rows, asked), rows);
    },
  };
  if (near === undefined || near >= steps) return whole;
  const far: Search<State> = {
    ...whole,
    steps: steps - near,
    isLast: true,
    step: (state, rows, step) => whole.step(state, rows, step.add(near)),
  };
  return { ...whole, steps: near, rest: far as Search };
}

/** Runs a search with a predictor that answers by promises, some rows at a time. */
export async function searchRemotely(
  search: ProposalSearch,
  problem: Problem,
  rows: Rows,
  predictor: RemotePredFn,
  { batchSize = 1024, signal, onProgress }: SearchOptions,
): Promise<Tensor> {
  const table = await tableOf(rows);
  const size = Math.max(1, Math.floor(8192 / (search.width ?? 1)));
  const propose = jit((state: unknown, rows: Rows, step: Tensor) => {
    const { points, asked } = proposed(search, problem, state, rows, step);
    return { points, asked };
  });
  const judge = jit((state: unknown, points: Tensor, predictions: Tensor, rows: Rows) => {
    const each = predictions.shape[0]! / rows.xs.shape[0]!;
    const reached = problem.target.reached(repeated(rows, each).yTargets, predictions);
    const next = search.judge(state, points, ops.reshape(reached, [-1, each]), rows);
    return { next, done: search.done ? ops.all(search.done(next, rows)) : ops.convertToTensor(false) };
  });
  const results: Tensor[] = [];
  for (let from = 0; from < table.length; from += size) {
    const to = Math.min(table.length, from + size);
    const batch = table.rows(Array.from({ length: to - from }, (_, i) => from + i));
    let state = search.start(batch);
    for (let step = 0; step < search.steps; step++) {
      signal?.throwIfAborted();
      const { points, asked } = propose(state, batch, ops.full([to - from], step, 'int32'));
      const predictions = await askRemote(predictor, asked, {
        batchSize,
        signal,
        isRegression: problem.target.kind === 'range',
      });
      const { next, done } = judge(state, points, predictions, batch) as { next: unknown; done: Tensor };
      state = next;
      if (await done.item()) break;
    }
    results.push(search.finish(state, batch));
    onProgress?.(to, table.length);
  }
  return ops.concatenate(results, 0);
}
