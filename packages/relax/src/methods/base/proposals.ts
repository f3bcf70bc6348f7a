/** Searches that need no derivatives: points are proposed, then judged by what is predicted of them. */
import { jit, ops, type Tensor } from '@org/core';
import { askRemote, type RemotePredFn } from './predictor.js';
import type { Problem } from './problem.js';
import { tableOf } from './run-batches.js';
import type { Rows, Search, SearchOptions } from './search.js';

/** A search in two halves, between which somebody predicts. */
export interface ProposalSearch<State = unknown> extends Omit<Search<State>, 'step'> {
  /** Points for each row, `[n, m, k]`. */
  propose(state: State, rows: Rows, step: Tensor): Tensor;
  /** @param reached which of the constrained points are predicted as wanted, `[n, m]` bool */
  judge(state: State, points: Tensor, reached: Tensor, rows: Rows): State;
}

export const isProposalSearch = (search: object): search is ProposalSearch => 'propose' in search;

/** The constrained points of a step, flat: `[n * m, k]`, with all that is known of the rows. */
function proposed<State>(search: ProposalSearch<State>, problem: Problem, state: State, rows: Rows, step: Tensor) {
  const points = search.propose(state, rows, step);
  const [n, m, k] = points.shape as [number, number, number];
  const each = repeated(rows, m);
  const flat = problem.constrain(each, ops.reshape(points, [n * m, k]), true);
  return { flat, each, shape: [n, m, k] as const };
}

/** All that is known of rows, `count` times for each. */
export const repeated = (rows: Rows, count: number): Rows =>
  Object.fromEntries(
    Object.entries(rows).flatMap(([name, column]) => (column ? [[name, ops.repeat(column as Tensor, count, 0)]] : [])),
  ) as unknown as Rows;

/** The same search with a predictor that is part of the program. */
export function withPredictor<State>(search: ProposalSearch<State>, problem: Problem): Search<State> {
  const { propose: _propose, judge: _judge, ...rest } = search;
  return {
    ...rest,
    step: (state, rows, step) => {
      const { flat, each, shape } = proposed(search, problem, state, rows, step);
      const reached = problem.target.reached(each.yTargets, problem.predFn(flat));
      return search.judge(state, ops.reshape(flat, shape), ops.reshape(reached, shape.slice(0, 2)), rows);
    },
  };
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
  const propose = jit((state: unknown, rows: Rows, step: Tensor) => proposed(search, problem, state, rows, step).flat);
  const judge = jit((state: unknown, flat: Tensor, predictions: Tensor, rows: Rows) => {
    const n = rows.xs.shape[0]!;
    const m = flat.shape[0]! / n;
    const reached = problem.target.reached(repeated(rows, m).yTargets, predictions);
    const next = search.judge(state, ops.reshape(flat, [n, m, -1]), ops.reshape(reached, [n, m]), rows);
    return { next, done: search.done ? ops.all(search.done(next, rows)) : ops.convertToTensor(false) };
  });
  const results: Tensor[] = [];
  for (let from = 0; from < table.length; from += size) {
    const to = Math.min(table.length, from + size);
    const batch = table.rows(Array.from({ length: to - from }, (_, i) => from + i));
    let state = search.start(batch);
    for (let step = 0; step < search.steps; step++) {
      signal?.throwIfAborted();
      const flat = propose(state, batch, ops.full([to - from], step, 'int32')) as Tensor;
      const predictions = await askRemote(predictor, flat, {
        batchSize,
        signal,
        isRegression: problem.target.kind === 'range',
      });
      const { next, done } = judge(state, flat, predictions, batch) as { next: unknown; done: Tensor };
      state = next;
      if (await done.item()) break;
    }
    results.push(search.finish(state, batch));
    onProgress?.(to, table.length);
  }
  return ops.concatenate(results, 0);
}
