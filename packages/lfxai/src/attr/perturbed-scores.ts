/** Evaluations of a function on changed inputs. */
import { evaluate, ops, type Tensor } from '@org/core';
import type { Attribution } from './attribution.js';
import { expandSide, type Problem } from './problem.js';
import { samplesAtOnce, sumOverSamples } from './samples.js';

/** Runs compiled functions, as {@link Attribution} does. */
export interface Runner {
  compiled: Attribution['compiled'];
  inBlocks: Attribution['inBlocks'];
}

export interface Perturbation {
  /** How many changed inputs each example has. */
  readonly count: number;
  /** Tensors that changes are made of, with one row, or one for each example. */
  readonly rows: readonly Tensor[];
  /** Further tensors, the same for all examples. */
  readonly shared?: readonly Tensor[];
  /** What a compiled function depends on besides tensors. */
  readonly key: readonly unknown[];
  /** The inputs of some changes: [changes, examples, ...]. */
  readonly change: (
    inputs: readonly Tensor[],
    indices: Tensor,
    rows: readonly Tensor[],
    shared: readonly Tensor[],
  ) => readonly Tensor[];
  /** Whether a change needs all examples at once. */
  readonly acrossExamples?: boolean;
}

/** Outputs for the inputs as they are, [examples], or [1] where the function gives one number for all of them together. */
export async function scoresOf(
  runner: Runner,
  problem: Problem,
  inputs: readonly Tensor[],
  rows: number,
): Promise<Tensor> {
  const whole = runner.compiled(
    problem,
    ['whole'],
    () => (xs: readonly Tensor[], side: readonly Tensor[]) => problem.chosen(xs, side),
  );
  const [first] = await runner.inBlocks({ examples: 1, side: [], checkTarget: problem.checkTarget }, 1, () => [
    whole(
      inputs.map((x) => x),
      problem.side.map(({ value }) => value),
    ),
  ]);
  if (first!.size === 1 && problem.examples > 1) return ops.reshape(first!, [1]);
  const run = runner.compiled(
    problem,
    ['rows'],
    () => (xs: readonly Tensor[], side: readonly Tensor[]) => problem.score(xs, side),
  );
  const [scores] = await runner.inBlocks(problem, rows, (rowsOf, side) => [run(rowsOf(inputs), side)]);
  return scores!;
}

/**
 * Outputs for changed inputs, [examples, changes], at most `rows` at once; [1, changes] where the function gives one number for all
 * examples together, for each change by itself.
 *
 * @param aggregates whether it does
 */
export async function perturbedScores(
  runner: Runner,
  problem: Problem,
  inputs: readonly Tensor[],
  { count, rows: data, shared = [], key, change, acrossExamples = false }: Perturbation,
  { rows, aggregates }: { rows: number; aggregates: boolean },
): Promise<Tensor> {
  await evaluate([...data, ...shared]);
  const together = aggregates || acrossExamples;
  const run = runner.compiled(
    problem,
    [...key, count, rows, aggregates],
    () => (xs: readonly Tensor[], own: readonly Tensor[], common: readonly Tensor[], side: readonly Tensor[]) => {
      const examples = xs[0]!.shape[0]!;
      const atOnce = aggregates ? 1 : samplesAtOnce(count, examples, rows);
      return sumOverSamples(
        count,
        atOnce,
        () => [],
        (indices) => {
          const changed = change(xs, indices, own, common).map((x) =>
            ops.reshape(x, [-1, ...x.shape.slice(2)] as number[]),
          );
          if (aggregates) return { sums: [], kept: [ops.reshape(problem.chosen(changed, side), [1, 1])] };
          const scores = problem.score(changed, expandSide(problem.side, side, atOnce));
          return { sums: [], kept: [ops.transpose(ops.reshape(scores, [atOnce, examples]))] };
        },
      ).kept;
    },
  );
  const [scores] = await runner.inBlocks(problem, together ? problem.examples : rows, (rowsOf, side) =>
    run(rowsOf(inputs), rowsOf(data), shared, side),
  );
  return scores!;
}
