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

export interface Perturbation<Data extends readonly Tensor[]> {
  /** How many changed inputs each example has. */
  readonly count: number;
  /** Tensors that changes are made of; those with a row for each example go along with the examples. */
  readonly data: Data;
  /** What a compiled function depends on besides tensors. */
  readonly key: readonly unknown[];
  /** The inputs of some changes: [changes, examples, ...]. */
  readonly change: (inputs: readonly Tensor[], data: Data, indices: Tensor) => readonly Tensor[];
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
  const [first] = await runner.inBlocks({ examples: 1, side: [] }, 1, () => [
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
export async function perturbedScores<Data extends readonly Tensor[]>(
  runner: Runner,
  problem: Problem,
  inputs: readonly Tensor[],
  { count, data, key, change, acrossExamples = false }: Perturbation<Data>,
  { rows, aggregates }: { rows: number; aggregates: boolean },
): Promise<Tensor> {
  await evaluate([...data]);
  const together = aggregates || acrossExamples;
  const run = runner.compiled(
    problem,
    [...key, count, rows, aggregates],
    () => (xs: readonly Tensor[], made: Data, side: readonly Tensor[]) => {
      const examples = xs[0]!.shape[0]!;
      const atOnce = aggregates ? 1 : samplesAtOnce(count, examples, rows);
      return sumOverSamples(
        count,
        atOnce,
        () => [],
        (indices) => {
          const changed = change(xs, made, indices).map((x) => ops.reshape(x, [-1, ...x.shape.slice(2)] as number[]));
          if (aggregates) return { sums: [], kept: [ops.reshape(problem.chosen(changed, side), [1, 1])] };
          const scores = problem.score(changed, expandSide(problem.side, side, atOnce));
          return { sums: [], kept: [ops.transpose(ops.reshape(scores, [atOnce, examples]))] };
        },
      ).kept;
    },
  );
  const [scores] = await runner.inBlocks(problem, together ? problem.examples : rows, (rowsOf, side) =>
    run(rowsOf(inputs), rowsOf(data) as unknown as Data, side),
  );
  return scores!;
}
