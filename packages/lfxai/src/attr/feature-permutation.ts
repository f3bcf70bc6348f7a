import { evaluate, ops, random, type Tensor, ValueError, vmap } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from './arguments.js';
import { PerturbationAttribution } from './attribution.js';
import { boundedRows } from './feature-ablation.js';
import { type Features, featuresOf, spreadOver } from './features.js';
import type { ForwardFunction } from './forward.js';
import { type FeatureMask, formatInputs, type Inputs, likeInputs } from './inputs.js';
import { perturbedScores, scoresOf } from './perturbed-scores.js';
import { type Problem, problemOf } from './problem.js';
import { type AttributionSeed, keyOf } from './randomness.js';
import type { Attributions } from './result.js';
import type { Target } from './target.js';

/** Moves the cells of a feature between the examples. @param mask which cells those are */
export type PermFunc = (x: Tensor, mask: Tensor) => Tensor;

const PARAMETERS = [
  'inputs',
  'target',
  'additionalForwardArgs',
  'featureMask',
  'perturbationsPerEval',
  'showProgress',
  'internalBatchSize',
  'seed',
] as const;
type Parameters = [
  inputs: Inputs,
  target?: Target,
  additionalForwardArgs?: unknown,
  featureMask?: FeatureMask,
  perturbationsPerEval?: number,
  showProgress?: boolean,
  internalBatchSize?: number | null,
  seed?: AttributionSeed,
];
export type FeaturePermutationArguments = PythonArguments<typeof PARAMETERS, Parameters>;

/**
 * What the output loses when a feature is shuffled between the examples of the batch.
 *
 * @example
 * const attributions = await new FeaturePermutation(model).attribute(x, { target: 0, seed: 1 });
 */
export class FeaturePermutation extends PerturbationAttribution {
  /** @param permFunc moves the cells of a feature between the examples; by default at random */
  constructor(
    forwardFunc: ForwardFunction,
    readonly permFunc: PermFunc | null = null,
  ) {
    super(forwardFunc);
  }

  override get multipliesByInputs(): boolean {
    return true;
  }

  /** @throws ValueError for masks or targets that do not fit */
  async attribute<const Args extends FeaturePermutationArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: FeaturePermutationArguments): Promise<unknown> {
    const [given, target, additional, featureMask, perturbationsPerEval, , internalBatchSize, seed] = bindAttribute(
      PARAMETERS,
      1,
      args,
    ) as Parameters;
    const inputs = formatInputs(given);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const features = await featuresOf(featureMask, inputs);
    const rows = boundedRows(internalBatchSize, perturbationsPerEval, inputs);
    return likeInputs(given, await this.withFeatures(problem, inputs, features, { rows, seed }));
  }

  /** What the output loses, at the cells of each feature. */
  async withFeatures(
    problem: Problem,
    inputs: readonly Tensor[],
    features: Features,
    { rows, seed }: { readonly rows: number; readonly seed?: AttributionSeed },
  ): Promise<Tensor[]> {
    const whole = await scoresOf(this, problem, inputs, rows);
    const { permFunc } = this;
    if (!permFunc && problem.examples === 1)
      throw new ValueError('A feature of one example cannot be shuffled.', { expected: 'several examples' });
    const shuffle = (x: Tensor, mask: Tensor, key: Tensor): Tensor => {
      if (permFunc) return permFunc(x, mask);
      const order = ops.argsort(random.uniform(key as never, [problem.examples]) as Tensor);
      return ops.where(mask, ops.take(x, order, { axis: 0 }), x);
    };
    const scores = await perturbedScores(
      this,
      problem,
      inputs,
      {
        count: features.count,
        rows: features.masks,
        shared: [keyOf(seed)],
        key: ['permute', permFunc],
        acrossExamples: true,
        change: (xs, indices, masks, [key]) =>
          vmap((feature: Tensor) =>
            xs.map((x, i) =>
              shuffle(x, ops.equal(masks[i]!, feature), random.foldIn(key as never, feature as never) as Tensor),
            ),
          )(indices) as unknown as Tensor[],
      },
      { rows, aggregates: whole.size < problem.examples },
    );
    const attributions = spreadOver(features, ops.expandDims(whole, 1).sub(scores));
    await evaluate(attributions);
    return attributions;
  }
}
