import type { Tensor } from '@org/core';
import { ops, ValueError } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { type AttributeArguments, bindAttribute } from './arguments.js';
import { sumRows } from './attribution.js';
import { BaselineAttribution } from './baseline-attribution.js';
import { type BaselineDistribution, formatDistribution } from './baseline-distribution.js';
import type { ForwardFunction } from './forward.js';
import { flatDelta, meanOfSamples } from './gradient-shap.js';
import { type Baselines, formatBaselines, formatInputs, type Inputs, likeInputs, requireFloats } from './inputs.js';
import { atInputs, type Multipliers, type Place } from './place.js';
import { expandSide, type Problem, problemOf } from './problem.js';
import type { AttributionsAndDelta } from './result.js';
import { expandRows, rowsAtOnce, samplesAtOnce, sumOverSamples } from './samples.js';
import type { Target } from './target.js';

/** Makes attributions of multipliers, in place of multiplying them by the differences of inputs and baselines. */
export type CustomAttributionFunc = (
  multipliers: readonly Tensor[],
  inputs: readonly Tensor[],
  baselines: readonly Tensor[],
) => readonly Tensor[];

const PARAMETERS = [
  'inputs',
  'baselines',
  'target',
  'additionalForwardArgs',
  'returnConvergenceDelta',
  'customAttributionFunc',
  'internalBatchSize',
] as const;
type Parameters<B> = [
  inputs: Inputs,
  baselines?: B,
  target?: Target,
  additionalForwardArgs?: unknown,
  returnConvergenceDelta?: boolean,
  customAttributionFunc?: CustomAttributionFunc | null,
  internalBatchSize?: number | null,
];
type ShapParameters = [
  inputs: Inputs,
  baselines: BaselineDistribution,
  ...others: Parameters<never> extends [unknown, unknown?, ...infer Rest] ? Rest : never,
];
export type DeepLiftArguments = PythonArguments<typeof PARAMETERS, Parameters<Baselines>>;
export type DeepLiftShapArguments = AttributeArguments<typeof PARAMETERS, ShapParameters>;

export interface DeepLiftOptions {
  /** Whether the difference between input and baseline is a factor. */
  readonly multiplyByInputs?: boolean;
  /** Where the difference of the inputs of an activation is smaller, its derivative is taken. */
  readonly eps?: number;
}

/** What both methods have. */
export abstract class DeepLiftBase extends BaselineAttribution {
  protected readonly eps: number;

  constructor(model: ForwardFunction, multiplyByInputs: boolean | DeepLiftOptions = true, eps?: number) {
    super(model, multiplyByInputs);
    this.eps = (typeof multiplyByInputs === 'boolean' ? eps : multiplyByInputs.eps) ?? 1e-10;
  }

  /** The function that is explained. */
  get model(): ForwardFunction {
    return this.forwardFunc;
  }

  #combine(
    { multipliers, values, references }: Multipliers,
    custom: CustomAttributionFunc | null | undefined,
  ): readonly Tensor[] {
    if (custom) return custom(multipliers, values, references);
    return this.multipliesByInputs ? multipliers.map((m, i) => m.mul(values[i]!.sub(references[i]!))) : multipliers;
  }

  /** Attributions with one baseline for each example. */
  async withBaselines(
    problem: Problem,
    inputs: readonly Tensor[],
    baselines: readonly Tensor[],
    { custom, internalBatchSize, place = atInputs }: DeepLiftSettings,
  ): Promise<Tensor[]> {
    if (place === atInputs) requireFloats(inputs);
    const run = this.compiled(
      problem,
      [custom, place],
      () => (xs: readonly Tensor[], from: readonly Tensor[], side: readonly Tensor[]) =>
        this.#combine(place.multipliers(problem, xs, from, side, this.eps), custom),
    );
    return this.inBlocks(problem, pairsAtOnce(internalBatchSize, inputs), (rowsOf, side) =>
      run(rowsOf(inputs), rowsOf(baselines), side),
    );
  }

  /** The mean over several baselines: attributions, then deltas [examples, baselines] if they are asked for. @throws ValueError for less than two baselines */
  async overBaselines(
    problem: Problem,
    inputs: readonly Tensor[],
    distribution: readonly Tensor[],
    { custom, internalBatchSize, withDelta = false, place = atInputs }: DeepLiftSettings,
  ): Promise<Tensor[]> {
    if (place === atInputs) requireFloats(inputs);
    const count = distribution[0]!.shape[0]!;
    if (count < 2) {
      throw new ValueError('A distribution of baselines is needed.', {
        expected: 'two rows or more',
        received: `${count}`,
        hint: 'DeepLift takes one baseline.',
      });
    }
    const rows = pairsAtOnce(internalBatchSize, inputs);
    const { score, side: sides } = problem;
    const run = this.compiled(
      problem,
      [custom, rows, place, withDelta],
      () => (xs: readonly Tensor[], from: readonly Tensor[], side: readonly Tensor[]) => {
        const examples = xs[0]!.shape[0]!;
        const atOnce = samplesAtOnce(count, examples, rows);
        const { sums, kept } = sumOverSamples(
          count,
          atOnce,
          () => place.values(problem, xs, side).map(({ shape }) => shape),
          (indices, live) => {
            const points = xs.map((x) => expandRows(x, atOnce, 'examples'));
            const references = from.map((all) => expandRows(ops.take(all, indices, { axis: 0 }), examples, 'samples'));
            const expanded = expandSide(sides, side, atOnce, 'examples');
            const parts = this.#combine(place.multipliers(problem, points, references, expanded, this.eps), custom);
            const sums = parts.map((part) => meanOfSamples(part, atOnce, count, live));
            if (!withDelta) return { sums };
            const change = score(points, expanded).sub(score(references, expanded));
            return { sums, kept: [ops.reshape(sumRows(parts).sub(change), [-1, atOnce])] };
          },
        );
        return [...sums, ...kept];
      },
    );
    return this.inBlocks(problem, rows, (rowsOf, side) => run(rowsOf(inputs), distribution, side));
  }
}

/** Each example has a second row, its baseline. */
const pairsAtOnce = (internalBatchSize: number | null | undefined, inputs: readonly Tensor[]): number =>
  Math.max(1, Math.floor(rowsAtOnce(internalBatchSize, inputs) / 2));

/** What may be chosen besides what is explained. */
export interface DeepLiftSettings {
  readonly custom?: CustomAttributionFunc | null;
  readonly internalBatchSize?: number | null;
  readonly withDelta?: boolean;
  readonly place?: Place;
}

/**
 * DeepLift with its Rescale rule: multipliers of differences in place of derivatives, so that attributions add up exactly to
 * f(input) - f(baseline) (Shrikumar et al., arXiv:1704.02685). The rules hold for activations wherever they are computed, in layers,
 * inside of `Dense` or by ops; products of two values that both depend on the inputs, quotients, softmax and maxima of windows have
 * rules, too, under which the sum is kept. Other ops are differentiated.
 *
 * @example
 * const [attributions, delta] = await new DeepLift(model).attribute(x, { target: 0, returnConvergenceDelta: true });
 */
export class DeepLift extends DeepLiftBase {
  /** @throws ValueError for inputs of integers, baselines or targets that do not fit */
  async attribute<const Args extends DeepLiftArguments>(...args: Args): AttributionsAndDelta<Args, '4'>;
  async attribute(...args: DeepLiftArguments): Promise<unknown> {
    const [given, baselinesGiven, target, additional, returnConvergenceDelta, custom, internalBatchSize] =
      bindAttribute(PARAMETERS, 1, args) as Parameters<Baselines>;
    const inputs = formatInputs(given);
    const baselines = formatBaselines(baselinesGiven, inputs);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const attributions = await this.withBaselines(problem, inputs, baselines, { custom, internalBatchSize });
    const result = likeInputs(given, attributions);
    if (!returnConvergenceDelta) return result;
    return [result, await this.deltaOf(attributions, { problem, inputs, baselines }, internalBatchSize)];
  }
}

/**
 * The mean of {@link DeepLift} over a distribution of baselines: an approximation of SHAP values (Lundberg & Lee, arXiv:1705.07874).
 *
 * @example
 * const attributions = await new DeepLiftShap(model).attribute(x, ops.stack([ops.zeros([4]), ops.ones([4])]), { target: 0 });
 */
export class DeepLiftShap extends DeepLiftBase {
  /** The convergence delta has one number for each baseline of each example. @throws ValueError for less than two baselines */
  async attribute<const Args extends DeepLiftShapArguments>(...args: Args): AttributionsAndDelta<Args, '4'>;
  async attribute(...args: DeepLiftShapArguments): Promise<unknown> {
    const [given, baselines, target, additional, returnConvergenceDelta, custom, internalBatchSize] = bindAttribute(
      PARAMETERS,
      2,
      args,
    ) as Parameters<BaselineDistribution>;
    const inputs = formatInputs(given);
    const distribution = formatDistribution(baselines!, given, inputs);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const values = await this.overBaselines(problem, inputs, distribution, {
      custom,
      internalBatchSize,
      withDelta: returnConvergenceDelta,
    });
    const result = likeInputs(given, values.slice(0, inputs.length));
    return returnConvergenceDelta ? [result, await flatDelta(values)] : result;
  }
}
