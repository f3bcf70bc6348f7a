import type { Tensor } from '@org/core';
import { ops, ValueError } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/python';
import { GradientAttribution, sumRows } from './attribution.js';
import { type BaselineDistribution, formatDistribution } from './baseline-distribution.js';
import { multipliersOf } from './deep-lift-rules.js';
import type { ForwardFunction } from './forward.js';
import { meanOfSamples } from './gradient-shap.js';
import { type Baselines, formatBaselines, formatInputs, type Inputs, likeInputs, requireFloats } from './inputs.js';
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
export type DeepLiftShapArguments = PythonArguments<typeof PARAMETERS, ShapParameters>;

export interface DeepLiftOptions {
  /** Whether the difference between input and baseline is a factor. */
  readonly multiplyByInputs?: boolean;
  /** Where the difference of the inputs of an activation is smaller, its derivative is taken. */
  readonly eps?: number;
}

/** What both methods have. */
abstract class DeepLiftBase extends GradientAttribution {
  protected readonly eps: number;
  readonly #multiplyByInputs: boolean;

  constructor(model: ForwardFunction, multiplyByInputs: boolean | DeepLiftOptions = true, eps?: number) {
    super(model);
    const options = typeof multiplyByInputs === 'boolean' ? { multiplyByInputs, eps } : multiplyByInputs;
    this.#multiplyByInputs = options.multiplyByInputs ?? true;
    this.eps = options.eps ?? 1e-10;
  }

  /** The function that is explained. */
  get model(): ForwardFunction {
    return this.forwardFunc;
  }

  override get multipliesByInputs(): boolean {
    return this.#multiplyByInputs;
  }

  override hasConvergenceDelta(): boolean {
    return true;
  }

  protected combine(
    custom: CustomAttributionFunc | null | undefined,
    multipliers: readonly Tensor[],
    inputs: readonly Tensor[],
    baselines: readonly Tensor[],
  ): readonly Tensor[] {
    if (custom) return custom(multipliers, inputs, baselines);
    return this.multipliesByInputs ? multipliers.map((m, i) => m.mul(inputs[i]!.sub(baselines[i]!))) : multipliers;
  }
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
      bindArguments('attribute', PARAMETERS, 1, args) as Parameters<Baselines>;
    const inputs = formatInputs(given);
    requireFloats(inputs);
    const baselines = formatBaselines(baselinesGiven, inputs);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const run = this.compiled(
      problem,
      [custom],
      () => (xs: readonly Tensor[], from: readonly Tensor[], side: readonly Tensor[]) =>
        this.combine(custom, multipliersOf(problem.score, xs, from, side, this.eps), xs, from),
    );
    // Two rows for each example: itself and its baseline.
    const rows = Math.max(1, Math.floor(rowsAtOnce(internalBatchSize, inputs) / 2));
    const attributions = await this.inBlocks(problem, rows, (rowsOf, side) =>
      run(rowsOf(inputs), rowsOf(baselines), side),
    );
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
    const [given, baselines, target, additional, returnConvergenceDelta, custom, internalBatchSize] = bindArguments(
      'attribute',
      PARAMETERS,
      2,
      args,
    ) as Parameters<BaselineDistribution>;
    const inputs = formatInputs(given);
    const distribution = formatDistribution(baselines!, given, inputs);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const [delta, ...attributions] = await this.overBaselines(problem, inputs, distribution, custom, internalBatchSize);
    const result = likeInputs(given, attributions);
    return returnConvergenceDelta ? [result, ops.reshape(delta!, [-1])] : result;
  }

  /** Deltas [examples, baselines], then attributions for each input. */
  async overBaselines(
    problem: Problem,
    inputs: readonly Tensor[],
    distribution: readonly Tensor[],
    custom: CustomAttributionFunc | null | undefined,
    internalBatchSize: number | null | undefined,
  ): Promise<Tensor[]> {
    requireFloats(inputs);
    const count = distribution[0]!.shape[0]!;
    if (count < 2) {
      throw new ValueError('DeepLiftShap needs a distribution of baselines.', {
        expected: 'two rows or more',
        received: `${count}`,
        hint: 'DeepLift takes one baseline.',
      });
    }
    const rows = Math.max(1, Math.floor(rowsAtOnce(internalBatchSize, inputs) / 2));
    const { score, side: sides } = problem;
    const run = this.compiled(
      problem,
      [custom, rows],
      () => (xs: readonly Tensor[], from: readonly Tensor[], side: readonly Tensor[]) => {
        const examples = xs[0]!.shape[0]!;
        const atOnce = samplesAtOnce(count, examples, rows);
        const { sums, kept } = sumOverSamples(
          count,
          atOnce,
          xs.map(({ shape }) => shape),
          (indices, live) => {
            const points = xs.map((x) => expandRows(x, atOnce, 'examples'));
            const references = from.map((all) => expandRows(ops.take(all, indices, { axis: 0 }), examples, 'samples'));
            const expanded = expandSide(sides, side, atOnce, 'examples');
            const multipliers = multipliersOf(score, points, references, expanded, this.eps);
            const parts = this.combine(custom, multipliers, points, references);
            const change = score(points, expanded).sub(score(references, expanded));
            return {
              sums: parts.map((part) => meanOfSamples(part, atOnce, count, live)),
              kept: [ops.reshape(sumRows(parts).sub(change), [-1, atOnce])],
            };
          },
        );
        return [...kept, ...sums];
      },
    );
    return this.inBlocks(problem, rows, (rowsOf, side) => run(rowsOf(inputs), distribution, side));
  }
}
