import type { Tensor } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from './arguments.js';
import { BaselineAttribution } from './baseline-attribution.js';
import { type Baselines, formatBaselines, formatInputs, type Inputs, likeInputs, requireFloats } from './inputs.js';
import { pathGradients } from './path.js';
import { type Problem, problemOf } from './problem.js';
import { pathPoints, type QuadratureMethod } from './quadrature.js';
import type { AttributionsAndDelta } from './result.js';
import { rowsAtOnce } from './samples.js';
import type { Target } from './target.js';

const PARAMETERS = [
  'inputs',
  'baselines',
  'target',
  'additionalForwardArgs',
  'nSteps',
  'method',
  'internalBatchSize',
  'returnConvergenceDelta',
] as const;
type Parameters = [
  inputs: Inputs,
  baselines?: Baselines,
  target?: Target,
  additionalForwardArgs?: unknown,
  nSteps?: number,
  method?: QuadratureMethod,
  internalBatchSize?: number | null,
  returnConvergenceDelta?: boolean,
];
export type IntegratedGradientsArguments = PythonArguments<typeof PARAMETERS, Parameters>;

/** What integrated gradients go along. */
export interface PathSettings {
  readonly nSteps?: number;
  readonly method?: QuadratureMethod;
  readonly internalBatchSize?: number | null;
}

/**
 * What an input differs from its baseline, times the mean derivative on the straight path between the two (Sundararajan et al.,
 * arXiv:1703.01365). Attributions of an example add up to f(input) - f(baseline), up to the error of the sum over `nSteps` points, which
 * `returnConvergenceDelta` gives.
 *
 * @example
 * const [attributions, delta] = await new IntegratedGradients(model).attribute(x, { target: 0, returnConvergenceDelta: true });
 */
export class IntegratedGradients extends BaselineAttribution {
  /** @throws ValueError for inputs of integers, baselines or targets that do not fit, or an unknown method */
  async attribute<const Args extends IntegratedGradientsArguments>(...args: Args): AttributionsAndDelta<Args, '7'>;
  async attribute(...args: IntegratedGradientsArguments): Promise<unknown> {
    const [given, baselinesGiven, target, additional, nSteps, method, internalBatchSize, returnConvergenceDelta] =
      bindAttribute(PARAMETERS, 1, args) as Parameters;
    const inputs = formatInputs(given);
    const baselines = formatBaselines(baselinesGiven, inputs);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const attributions = await this.alongPath(problem, inputs, baselines, { nSteps, method, internalBatchSize });
    const result = likeInputs(given, attributions);
    if (!returnConvergenceDelta) return result;
    return [result, await this.deltaOf(attributions, { problem, inputs, baselines }, internalBatchSize)];
  }

  /** Integrated gradients of a problem, one tensor for each input. */
  async alongPath(
    problem: Problem,
    inputs: readonly Tensor[],
    baselines: readonly Tensor[],
    { nSteps = 50, method = 'gausslegendre', internalBatchSize }: PathSettings,
  ): Promise<Tensor[]> {
    requireFloats(inputs);
    const [at, weights] = await pathPoints(method, nSteps);
    const rows = rowsAtOnce(internalBatchSize, inputs);
    const run = this.compiled(
      problem,
      [rows, this.multipliesByInputs],
      () => (xs: readonly Tensor[], from: readonly Tensor[], side: readonly Tensor[], at: Tensor, weights: Tensor) => {
        const sums = pathGradients(
          problem.score,
          { inputs: xs, baselines: from, side, sides: problem.side },
          { alphas: at, weights, rows },
        );
        return this.multipliesByInputs ? sums.map((sum, i) => sum.mul(xs[i]!.sub(from[i]!))) : sums;
      },
    );
    return this.inBlocks(problem, rows, (rowsOf, side) => run(rowsOf(inputs), rowsOf(baselines), side, at, weights));
  }
}
