import { evaluate, ops, type Tensor } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from './arguments.js';
import { PerturbationAttribution } from './attribution.js';
import { type Features, featuresOf, spreadOver } from './features.js';
import { type Baselines, type FeatureMask, formatBaselines, formatInputs, type Inputs, likeInputs } from './inputs.js';
import { perturbedScores, scoresOf } from './perturbed-scores.js';
import { type Problem, problemOf } from './problem.js';
import type { Attributions } from './result.js';
import { rowsAtOnce } from './samples.js';
import type { Target } from './target.js';

const PARAMETERS = [
  'inputs',
  'baselines',
  'target',
  'additionalForwardArgs',
  'featureMask',
  'perturbationsPerEval',
  'showProgress',
  'internalBatchSize',
] as const;
type Parameters = [
  inputs: Inputs,
  baselines?: Baselines,
  target?: Target,
  additionalForwardArgs?: unknown,
  featureMask?: FeatureMask,
  perturbationsPerEval?: number,
  showProgress?: boolean,
  internalBatchSize?: number | null,
];
export type FeatureAblationArguments = PythonArguments<typeof PARAMETERS, Parameters>;

/** Rows at once, where captum's number of perturbations for an evaluation bounds them, too. */
export const boundedRows = (
  internalBatchSize: number | null | undefined,
  perturbationsPerEval: number | undefined,
  inputs: readonly Tensor[],
): number =>
  rowsAtOnce(internalBatchSize ?? (perturbationsPerEval && perturbationsPerEval * inputs[0]!.shape[0]!), inputs);

/** Inputs of which the cells of some features are the baselines': [features, examples, ...]. */
export const ablate = (
  inputs: readonly Tensor[],
  baselines: readonly Tensor[],
  masks: readonly Tensor[],
  features: Tensor,
): Tensor[] =>
  inputs.map((x, i) => {
    const chosen = ops.reshape(features, [-1, ...x.shape.map(() => 1)]);
    const isAblated = ops.equal(ops.expandDims(masks[i]!, 0), chosen);
    const ablated = ops.where(isAblated, ops.expandDims(baselines[i]!, 0), ops.expandDims(x, 0));
    return ops.broadcastTo(ablated, [features.shape[0]!, ...x.shape] as number[]);
  });

/**
 * What the output loses when a feature is replaced by its baseline. Features are single numbers of the inputs, or groups of them that
 * `featureMask` numbers alike, which are replaced together. A function may give one number for a whole batch; so do attributions then.
 *
 * @example
 * const attributions = await new FeatureAblation(model).attribute(x, { target: 0, featureMask: [[0, 0, 1, 1]] });
 */
export class FeatureAblation extends PerturbationAttribution {
  override get takesBaselines(): boolean {
    return true;
  }

  /** @throws ValueError for baselines, masks or targets that do not fit */
  async attribute<const Args extends FeatureAblationArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: FeatureAblationArguments): Promise<unknown> {
    const [given, from, target, additional, featureMask, perturbationsPerEval, , internalBatchSize] = bindAttribute(
      PARAMETERS,
      1,
      args,
    ) as Parameters;
    const inputs = formatInputs(given);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const features = await featuresOf(featureMask, inputs);
    const rows = boundedRows(internalBatchSize, perturbationsPerEval, inputs);
    return likeInputs(given, await this.withFeatures(problem, inputs, formatBaselines(from, inputs), features, rows));
  }

  /** What the output loses, at the cells of each feature. */
  async withFeatures(
    problem: Problem,
    inputs: readonly Tensor[],
    baselines: readonly Tensor[],
    features: Features,
    rows: number,
  ): Promise<Tensor[]> {
    const whole = await scoresOf(this, problem, inputs, rows);
    const k = inputs.length;
    const scores = await perturbedScores(
      this,
      problem,
      inputs,
      {
        count: features.count,
        rows: [...baselines, ...features.masks],
        key: ['ablate', k],
        change: (xs, indices, own) => ablate(xs, own.slice(0, k), own.slice(k), indices),
      },
      { rows, aggregates: whole.size < problem.examples },
    );
    const attributions = spreadOver(features, ops.expandDims(whole, 1).sub(scores));
    await evaluate(attributions);
    return attributions;
  }
}
