import { evaluate, ops, type Tensor, ValueError } from '@org/core';
import { type AttributeArguments, bindAttribute } from './arguments.js';
import { sumRows } from './attribution.js';
import { BaselineAttribution } from './baseline-attribution.js';
import { type BaselineDistribution, formatDistribution } from './baseline-distribution.js';
import { formatInputs, type Inputs, likeInputs, requireFloats } from './inputs.js';
import { atInputs, type Place } from './place.js';
import { expandSide, type Problem, problemOf } from './problem.js';
import { type AttributionSeed, choices, keyOf, keysOf, normalSamples, uniforms } from './randomness.js';
import type { AttributionsAndDelta } from './result.js';
import { asColumn, expandRows, rowsAtOnce, samplesAtOnce, sumOverSamples } from './samples.js';
import type { Target } from './target.js';

/** What was drawn, or is to be used as if it were: a number for each example and sample, examples first, flat or as a matrix. */
export interface GradientShapDraws {
  /** Which baseline a sample has. */
  readonly choice?: Tensor | readonly number[];
  /** Where between baseline and input it lies. */
  readonly uniform?: Tensor | readonly number[];
}

const PARAMETERS = [
  'inputs',
  'baselines',
  'nSamples',
  'stdevs',
  'target',
  'additionalForwardArgs',
  'returnConvergenceDelta',
  'internalBatchSize',
  'seed',
  'draws',
] as const;
type Parameters = [
  inputs: Inputs,
  baselines: BaselineDistribution,
  nSamples?: number,
  stdevs?: number | readonly number[],
  target?: Target,
  additionalForwardArgs?: unknown,
  returnConvergenceDelta?: boolean,
  internalBatchSize?: number | null,
  seed?: AttributionSeed,
  draws?: GradientShapDraws,
];
export type GradientShapArguments = AttributeArguments<typeof PARAMETERS, Parameters>;

/** Settings of {@link GradientShap} besides what is explained. */
export interface GradientShapSettings {
  readonly nSamples?: number;
  readonly stdevs?: number | readonly number[];
  readonly internalBatchSize?: number | null;
  readonly seed?: AttributionSeed;
  readonly draws?: GradientShapDraws;
  readonly withDelta?: boolean;
}

/** The random numbers of a call, a row for each example. */
export interface Drawn {
  readonly choice: Tensor;
  readonly uniform: Tensor;
  readonly keys: Tensor;
}

/** One standard deviation for each input. @throws ValueError for another number of them, and for negative ones */
export function deviationsFor(stdevs: number | readonly number[], inputs: number): number[] {
  const all = typeof stdevs === 'number' ? new Array<number>(inputs).fill(stdevs) : [...stdevs];
  if (!all.every((each) => each >= 0))
    throw new ValueError('Standard deviations must be 0 or more.', { received: all.join(', ') });
  if (all.length === inputs) return all;
  throw new ValueError('There must be one standard deviation for each input.', {
    expected: `${inputs}`,
    received: `${all.length}`,
  });
}

/** Draws for the samples of some examples. */
export async function drawSamples(
  [examples, samples]: readonly [number, number],
  baselines: number,
  { seed, draws = {} }: Pick<GradientShapSettings, 'seed' | 'draws'>,
): Promise<Drawn> {
  const keys = keysOf(keyOf(seed), examples + 2);
  const row = (i: number) => ops.reshape(ops.slice(keys, [i, 0], [1, 2]), [2]);
  const shape = [examples, samples];
  const given = (value: Tensor | readonly number[], dtype: 'int32' | 'float32') =>
    ops.reshape(ops.cast(value as Tensor, dtype), shape);
  const drawn = {
    choice: draws.choice ? given(draws.choice, 'int32') : choices(row(examples), shape, baselines),
    uniform: draws.uniform ? given(draws.uniform, 'float32') : uniforms(row(examples + 1), shape),
    keys: ops.slice(keys, [0, 0], [examples, 2]),
  };
  await evaluate(Object.values(drawn));
  return drawn;
}

/** Noisy inputs, their baselines, and where between them to look, for some samples of each example; examples first. */
export function samplePoints(
  inputs: readonly Tensor[],
  distribution: readonly Tensor[],
  { choice, uniform, keys }: Drawn,
  indices: Tensor,
  deviations: readonly number[],
): { noisy: Tensor[]; from: Tensor[]; points: Tensor[] } {
  const count = indices.shape[0]!;
  const chosen = ops.reshape(ops.take(choice, indices, { axis: 1 }), [-1]);
  const where = ops.reshape(ops.take(uniform, indices, { axis: 1 }), [-1]);
  const noisy = inputs.map((x, i) => {
    const repeated = expandRows(x, count, 'examples');
    if (deviations[i] === 0) return repeated;
    const noise = normalSamples(keys, ops.add(ops.multiply(indices, inputs.length), i), x.shape.slice(1) as number[]);
    return repeated.add(ops.multiply(ops.reshape(noise, repeated.shape as number[]), deviations[i]!));
  });
  const from = distribution.map((rows) => ops.take(rows, chosen, { axis: 0 }));
  const points = noisy.map((x, i) => {
    const factor = asColumn(where, x.rank);
    return ops.add(ops.multiply(factor, x), ops.multiply(ops.subtract(1, factor), from[i]!));
  });
  return { noisy, from, points };
}

/** Deltas, which come last, in one row: the samples of the first example, then those of the next. */
export async function flatDelta(values: readonly Tensor[]): Promise<Tensor> {
  const delta = ops.reshape(values.at(-1)!, [-1]);
  await evaluate([delta]);
  return delta;
}

/** Means over the samples of each example. */
export const meanOfSamples = (x: Tensor, count: number, samples: number, live: Tensor): Tensor => {
  const [rows, ...rest] = [x.shape[0]! / count, ...x.shape.slice(1)] as number[];
  const weighted = ops.multiply(ops.reshape(x, [rows!, count, -1]), ops.reshape(live, [1, count, 1]));
  return ops.reshape(ops.sum(weighted, 1), [rows!, ...rest]).div(samples);
};

/**
 * The mean, over random baselines and random points between them and noisy inputs, of the difference to the baseline times the
 * derivative: an approximation of SHAP values (Lundberg & Lee, arXiv:1705.07874). Baselines are a distribution: any number of rows, or a
 * function that gives them. With `seed` the draws are the same each time, however many rows are evaluated at once.
 *
 * @example
 * const attributions = await new GradientShap(model).attribute(x, ops.zeros([1, 4]), { target: 0, seed: 1 });
 */
export class GradientShap extends BaselineAttribution {
  /** The convergence delta has one number for each sample of each example. @throws ValueError for inputs of integers, baselines or targets that do not fit */
  async attribute<const Args extends GradientShapArguments>(...args: Args): AttributionsAndDelta<Args, '6'>;
  async attribute(...args: GradientShapArguments): Promise<unknown> {
    const [
      given,
      baselines,
      nSamples,
      stdevs,
      target,
      additional,
      returnConvergenceDelta,
      internalBatchSize,
      seed,
      draws,
    ] = bindAttribute(PARAMETERS, 2, args) as Parameters;
    const inputs = formatInputs(given);
    const distribution = formatDistribution(baselines, given, inputs);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const values = await this.overSamples(problem, inputs, distribution, {
      nSamples,
      stdevs,
      internalBatchSize,
      seed,
      draws,
      withDelta: returnConvergenceDelta,
    });
    const result = likeInputs(given, values.slice(0, inputs.length));
    return returnConvergenceDelta ? [result, await flatDelta(values)] : result;
  }

  /** Attributions for each input, or what else there is at a place, then deltas [examples, samples] if they are asked for. */
  async overSamples(
    problem: Problem,
    inputs: readonly Tensor[],
    distribution: readonly Tensor[],
    { nSamples = 5, stdevs = 0, internalBatchSize, seed, draws, withDelta = false }: GradientShapSettings,
    place: Place = atInputs,
  ): Promise<Tensor[]> {
    if (place === atInputs) requireFloats(inputs);
    const rows = rowsAtOnce(internalBatchSize, inputs);
    const deviations = deviationsFor(stdevs, inputs.length);
    const drawn = await drawSamples([problem.examples, nSamples], distribution[0]!.shape[0]!, { seed, draws });
    const { score, side: sides } = problem;
    const multiplies = this.multipliesByInputs;
    const run = this.compiled(
      problem,
      [rows, nSamples, place, withDelta, ...deviations],
      () => (xs: readonly Tensor[], from: readonly Tensor[], side: readonly Tensor[], random: Drawn) => {
        const atOnce = samplesAtOnce(nSamples, xs[0]!.shape[0]!, rows);
        const { sums, kept } = sumOverSamples(
          nSamples,
          atOnce,
          () => place.values(problem, xs, side).map(({ shape }) => shape),
          (indices, live) => {
            const sample = samplePoints(xs, from, random, indices, deviations);
            const expanded = expandSide(sides, side, atOnce, 'examples');
            const gradients = place.gradients(problem, sample.points, expanded);
            const [ends, starts] = [sample.noisy, sample.from].map((xs) => place.values(problem, xs, expanded));
            const parts = multiplies ? gradients.map((g, i) => g.mul(ends![i]!.sub(starts![i]!))) : gradients;
            const sums = parts.map((part) => meanOfSamples(part, atOnce, nSamples, live));
            if (!withDelta) return { sums };
            const change = score(sample.noisy, expanded).sub(score(sample.from, expanded));
            return { sums, kept: [ops.reshape(sumRows(parts).sub(change), [-1, atOnce])] };
          },
        );
        return [...sums, ...kept];
      },
    );
    return this.inBlocks(problem, rows, (rowsOf, side) => {
      const [choice, uniform, keys] = rowsOf([drawn.choice, drawn.uniform, drawn.keys]) as [Tensor, Tensor, Tensor];
      return run(rowsOf(inputs), distribution, side, { choice, uniform, keys });
    });
  }
}
