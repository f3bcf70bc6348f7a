import { evaluate, ops, type Tensor, ValueError } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from './arguments.js';
import { PerturbationAttribution } from './attribution.js';
import { boundedRows } from './feature-ablation.js';
import { type Features, featuresOf, spreadOver } from './features.js';
import { type Baselines, type FeatureMask, formatBaselines, formatInputs, type Inputs, likeInputs } from './inputs.js';
import { perturbedScores, scoresOf } from './perturbed-scores.js';
import { type Problem, problemOf } from './problem.js';
import { type AttributionSeed, keyOf, uniforms } from './randomness.js';
import type { Attributions } from './result.js';
import type { Target } from './target.js';

type Common = [
  inputs: Inputs,
  baselines?: Baselines,
  target?: Target,
  additionalForwardArgs?: unknown,
  featureMask?: FeatureMask,
];
const COMMON = ['inputs', 'baselines', 'target', 'additionalForwardArgs', 'featureMask'] as const;

const SAMPLING = [...COMMON, 'nSamples', 'perturbationsPerEval', 'showProgress', 'internalBatchSize', 'seed'] as const;
type SamplingParameters = [
  ...Common,
  nSamples?: number,
  perturbationsPerEval?: number,
  showProgress?: boolean,
  internalBatchSize?: number | null,
  seed?: AttributionSeed,
];
export type ShapleyValueSamplingArguments = PythonArguments<typeof SAMPLING, SamplingParameters>;

const EXACT = [...COMMON, 'perturbationsPerEval', 'showProgress', 'internalBatchSize'] as const;
type ExactParameters = [
  ...Common,
  perturbationsPerEval?: number,
  showProgress?: boolean,
  internalBatchSize?: number | null,
];
export type ShapleyValuesArguments = PythonArguments<typeof EXACT, ExactParameters>;

/** From the number of features and of samples to that many orders of the features. */
export type PermutationGenerator = (numFeatures: number, numSamples: number) => Iterable<readonly number[]>;

/** Inputs whose cells are given where `isPresent` has a one for their feature: `isPresent` is [samples, features]. */
export const withFeatures = (
  inputs: readonly Tensor[],
  baselines: readonly Tensor[],
  masks: readonly Tensor[],
  isPresent: Tensor,
): Tensor[] =>
  inputs.map((x, i) => {
    const [rows, ...shape] = masks[i]!.shape as number[];
    const cells = ops.take(isPresent, ops.reshape(masks[i]!, [-1]), { axis: 1 });
    const present = ops.reshape(cells, [isPresent.shape[0]!, rows!, ...shape]);
    const mixed = ops.where(ops.greater(present, 0.5), ops.expandDims(x, 0), ops.expandDims(baselines[i]!, 0));
    return ops.broadcastTo(mixed, [isPresent.shape[0]!, ...x.shape] as number[]);
  });

/**
 * Mean contribution of a feature when features are added to the baseline in random order (Castro et al., 2009). The order is that of
 * `permutationGenerator`, if one is set, else drawn from `seed`.
 *
 * @example
 * const attributions = await new ShapleyValueSampling(model).attribute(x, { target: 0, nSamples: 10, seed: 1 });
 */
export class ShapleyValueSampling extends PerturbationAttribution {
  override get takesBaselines(): boolean {
    return true;
  }

  /** Gives the orders in which features are added; null for random ones. */
  permutationGenerator: PermutationGenerator | null = null;

  /** @throws ValueError for baselines, masks or targets that do not fit */
  async attribute<const Args extends ShapleyValueSamplingArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: ShapleyValueSamplingArguments): Promise<unknown> {
    const [given, from, target, additional, featureMask, nSamples = 25, perEval, , internalBatchSize, seed] =
      bindAttribute(SAMPLING, 1, args) as SamplingParameters;
    const inputs = formatInputs(given);
    const baselines = formatBaselines(from, inputs);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const features = await featuresOf(featureMask, inputs);
    const rows = boundedRows(internalBatchSize, perEval, inputs);
    const ranks = await this.#ranks(features.count, nSamples, seed);
    const [samples, count] = ranks.shape as [number, number];
    const empty = await scoresOf(this, problem, broadcastRows(baselines, inputs), rows);
    const k = inputs.length;
    const scores = await perturbedScores(
      this,
      problem,
      inputs,
      {
        count: samples * count,
        rows: [...baselines, ...features.masks],
        shared: [ranks],
        key: ['shapley', k, count],
        change: (xs, indices, own, [places]) => {
          const order = ops.take(places!, ops.cast(ops.floorDivide(indices, count), 'int32'), { axis: 0 });
          const isPresent = ops.cast(ops.lessEqual(order, ops.expandDims(ops.mod(indices, count), 1)), 'float32');
          return withFeatures(xs, own.slice(0, k), own.slice(k), isPresent);
        },
      },
      { rows, aggregates: empty.size < problem.examples },
    );
    return likeInputs(given, await spread(features, contributions(scores, empty, ranks)));
  }

  /** For each sample the place of each feature in its order. */
  async #ranks(features: number, samples: number, seed: AttributionSeed | undefined): Promise<Tensor> {
    if (this.permutationGenerator) {
      const orders = [...this.permutationGenerator(features, samples)];
      const ranks = orders.map((order) => order.map((_, feature) => order.indexOf(feature)));
      if (ranks.length > 0 && ranks.every((rank) => rank.length === features && !rank.includes(-1)))
        return ops.convertToTensor(ranks, 'int32');
      throw new ValueError('The generator must give orders of all features.', {
        expected: `numbers below ${features}`,
      });
    }
    const ranks = ops.cast(ops.argsort(uniforms(keyOf(seed), [samples, features]), -1), 'int32');
    await evaluate([ranks]);
    return ranks;
  }
}

const broadcastRows = (baselines: readonly Tensor[], inputs: readonly Tensor[]): Tensor[] =>
  baselines.map((baseline, i) => ops.broadcastTo(baseline, inputs[i]!.shape as number[]));

async function spread(features: Features, values: Tensor): Promise<Tensor[]> {
  const attributions = spreadOver(features, values);
  await evaluate(attributions);
  return attributions;
}

/** From the scores after each feature of each order, [examples, samples * features], to mean gains. */
function contributions(scores: Tensor, empty: Tensor, ranks: Tensor): Tensor {
  const [samples, count] = ranks.shape as [number, number];
  const examples = scores.shape[0]!;
  const after = ops.reshape(scores, [examples, samples, count]);
  const start = ops.broadcastTo(ops.reshape(empty, [examples, 1, 1]), [examples, samples, 1]);
  const before = ops.concatenate([start, ops.slice(after, [0, 0, 0], [examples, samples, count - 1])], 2);
  const places = ops.broadcastTo(ops.expandDims(ranks, 0), [examples, samples, count]);
  return ops.mean(ops.takeAlongAxis(after.sub(before), places, 2), 1);
}

/** Subsets are numbered by 32-bit integers, and all their outputs are kept. */
const MOST_FEATURES = 20;

/**
 * Exact Shapley values: the mean contribution of a feature over all orders, computed from all subsets of the features, of which there are
 * 2ⁿ. Attributions of an example add up to f(input) - f(baseline).
 *
 * @example
 * const attributions = await new ShapleyValues(model).attribute(x, { target: 0 });
 */
export class ShapleyValues extends PerturbationAttribution {
  override get takesBaselines(): boolean {
    return true;
  }

  /** @throws ValueError for more than 20 features, or for baselines, masks or targets that do not fit */
  async attribute<const Args extends ShapleyValuesArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: ShapleyValuesArguments): Promise<unknown> {
    const [given, from, target, additional, featureMask, perEval, , internalBatchSize] = bindAttribute(
      EXACT,
      1,
      args,
    ) as ExactParameters;
    const inputs = formatInputs(given);
    const baselines = formatBaselines(from, inputs);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const features = await featuresOf(featureMask, inputs);
    if (features.count > MOST_FEATURES) {
      throw new ValueError('ShapleyValues evaluates all subsets of the features, and there are too many.', {
        expected: `at most ${MOST_FEATURES} features`,
        received: `${features.count}`,
        hint: 'group them by featureMask, or use ShapleyValueSampling.',
      });
    }
    const rows = boundedRows(internalBatchSize, perEval, inputs);
    const scores = await this.#subsets(problem, inputs, baselines, features, rows);
    return likeInputs(given, await spread(features, ops.matmul(scores, shapleyWeights(features.count))));
  }

  /** Outputs for all subsets; feature i is in those whose number has bit i. */
  async #subsets(
    problem: Problem,
    inputs: readonly Tensor[],
    baselines: readonly Tensor[],
    features: Features,
    rows: number,
  ): Promise<Tensor> {
    const k = inputs.length;
    const whole = await scoresOf(this, problem, inputs, rows);
    const powers = ops.convertToTensor(
      Array.from({ length: features.count }, (_, i) => 2 ** i),
      'int32',
    );
    return perturbedScores(
      this,
      problem,
      inputs,
      {
        count: 2 ** features.count,
        rows: [...baselines, ...features.masks],
        shared: [powers],
        key: ['subsets', k],
        change: (xs, indices, own, [places]) => {
          const bits = ops.mod(ops.floorDivide(ops.expandDims(indices, 1), ops.expandDims(places!, 0)), 2);
          return withFeatures(xs, own.slice(0, k), own.slice(k), ops.cast(bits, 'float32'));
        },
      },
      { rows, aggregates: whole.size < problem.examples },
    );
  }
}

/** How much each subset's output counts for each feature, [subsets, features]. */
function shapleyWeights(count: number): Tensor {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const weights = new Float32Array(2 ** count * count);
  for (let subset = 0; subset < 2 ** count; subset++) {
    const size = subset.toString(2).replaceAll('0', '').length;
    for (let feature = 0; feature < count; feature++) {
      const others = (subset >> feature) & 1 ? size - 1 : size;
      const weight = (factorial(others) * factorial(count - others - 1)) / factorial(count);
      weights[subset * count + feature] = (subset >> feature) & 1 ? weight : -weight;
    }
  }
  return ops.reshape(ops.convertToTensor(weights), [2 ** count, count]);
}
