/** A method as a search from all rows at once, and what runs it: within a trace, or in batches that are kept full. */
import { ops, type Tensor, tree } from '@org/core';
import { whereRows } from './where-rows.js';

/** What is known of each row. */
export interface Rows {
  /** The rows, `[n, k]`. */
  readonly xs: Tensor;
  /** What they are to reach, `[n, c]`. */
  readonly yTargets: Tensor;
  /** A key for each, `[n, 2]`. */
  readonly rngKeys: Tensor;
  /** Which columns are to stay besides those that always do, `[n, k]` bool. */
  readonly frozen?: Tensor;
  /** Counterfactuals that were found before, `[n, k]`. */
  readonly points?: Tensor;
}

/**
 * A search for counterfactuals of all rows at once. A state is a tree of tensors whose first axis counts the rows, and no row looks at
 * another. All of it is recorded and compiled.
 */
export interface Search<State = unknown> {
  /** How many steps there are at most; 0 for a method without. */
  readonly steps: number;
  /** How many points a row has at each step: batches have so many fewer rows. */
  readonly width?: number;
  /** How many steps are done between two looks at which rows are through: a divisor of `steps`, by default one near 10. */
  readonly interval?: number;
  /** false for one that draws nothing: the keys of rows are then not computed. */
  readonly isRandom?: boolean;
  /** Whether what it finds respects all constraints: it need not be constrained once more. */
  readonly isConstrained?: boolean;
  /** false for one that does not look at what rows are to reach, which is then not computed. */
  readonly isTargeted?: boolean;
  start(rows: Rows): State;
  /** @param step for each row how many steps it has behind it, `[n]` int32; `[1]` where no row is through before the others (without `done`) */
  step?(state: State, rows: Rows, step: Tensor): State;
  /** Which rows are through, `[n]` bool; looked at after some steps. Without it all steps are done. */
  done?(state: State, rows: Rows): Tensor;
  /** @returns counterfactuals `[n, k]`, or `[n, c, k]` where a row has several */
  finish(state: State, rows: Rows): Tensor;
  /** All steps of many rows, where there is a quicker way than one step after the other. */
  run?(rows: Rows, options: SearchOptions): Promise<Tensor>;
  /** Another search, for rows that are not through when all steps are done; it begins anew. */
  readonly rest?: Search;
  /** Whether this one, the rest of another, is for rows alone of which the data has no known counterfactual either, where those are asked. */
  readonly isLast?: boolean;
}

/** A search without its last rest, and that. */
export function splitLast(search: Search): readonly [search: Search, last: Search | null] {
  const { rest, ...own } = search;
  if (!rest) return [search, null];
  if (rest.isLast) return [own, rest];
  const [before, last] = splitLast(rest);
  return [{ ...own, rest: before }, last];
}

export interface SearchOptions {
  /**
   * How many rows are computed at once, at most; by default as many as use the processor well. Sums of other sizes round differently: with
   * another number of rows, last bits of numbers may be others.
   */
  batchSize?: number;
  /** Ends the search: it rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Told how many rows are done, of how many. */
  onProgress?: (done: number, total: number) => void;
}

/** How many steps are done between two looks at which rows are through: a divisor of all steps. */
export const intervalOf = (steps: number): number => {
  for (let interval = 10; interval > 1; interval--) if (steps % interval === 0) return interval;
  return 1;
};

/** Some steps, of rows that have `age` behind them. A single one is no loop: its random numbers are known to be needed before a run begins. */
export const advance = <State>(search: Search<State>, state: State, rows: Rows, age: Tensor, steps: number): State =>
  steps === 1
    ? search.step!(state, rows, age)
    : (ops.foriLoop(0, steps, (i, carry) => search.step!(carry as State, rows, age.add(i)), state as never) as State);

/** Runs a search within a trace: for a method that is called on one row, mapped, or compiled by the user. */
export function runSearch<State>(search: Search<State>, rows: Rows): Tensor {
  const { steps } = search;
  const state = search.start(rows);
  if (steps === 0) return search.finish(state, rows);
  // All rows are at the same step, which makes what depends on it, as in the rule of Adam, a number.
  if (!search.done) return search.finish(advance(search, state, rows, ops.zeros([1], 'int32'), steps), rows);
  const age = ops.zeros([rows.xs.shape[0]!], 'int32');
  const interval = search.interval ?? intervalOf(steps);
  const last = ops.whileLoop(
    ({ age, state }: Carry<State>) =>
      ops.logicalAnd(age.at(0).less(steps), ops.logicalNot(ops.all(search.done!(state, rows)))),
    ({ age, state: before }: Carry<State>) => {
      const after = advance(search, before, rows, age, interval);
      return { age: age.add(interval), state: chosen(search.done!(before, rows), before, after) };
    },
    { age, state } as never,
  ) as unknown as Carry<State>;
  const found = search.finish(last.state, rows);
  return search.rest ? whereRows(search.done(last.state, rows), found, runSearch(search.rest, rows)) : found;
}

interface Carry<State> {
  readonly age: Tensor;
  readonly state: State;
}

/** For each row one of two states: `first` where `condition` holds, `[n]`. */
export const chosen = <State>(condition: Tensor, first: State, second: State): State =>
  tree.map(
    (a: Tensor, b: Tensor) => ops.where(ops.reshape(condition, [-1, ...a.shape.slice(1).map(() => 1)]), a, b),
    first as never,
    second as never,
  ) as State;
