import { evaluate, ops, type Tensor, ValueError } from '@org/core';
import { entered } from '@org/core/internal';
import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from './arguments.js';
import { PerturbationAttribution } from './attribution.js';
import { boundedRows } from './feature-ablation.js';
import { featuresOf, spreadOver } from './features.js';
import type { ForwardFunction } from './forward.js';
import { type Baselines, type FeatureMask, formatBaselines, formatInputs, type Inputs, likeInputs } from './inputs.js';
import { type InterpretableModel, SkLearnLasso } from './linear-models.js';
import { perturbedScores, scoresOf } from './perturbed-scores.js';
import { problemOf } from './problem.js';
import { type AttributionSeed, keyOf, uniforms } from './randomness.js';
import type { Attributions } from './result.js';
import { withFeatures } from './shapley-values.js';
import type { Target } from './target.js';

/** How much a sample counts. @param present which features it has, 1 or 0 */
export type SimilarityFunc = (original: Float32Array, perturbed: Float32Array, present: Float32Array) => number;

const PARAMETERS = [
  'inputs',
  'baselines',
  'target',
  'additionalForwardArgs',
  'featureMask',
  'nSamples',
  'perturbationsPerEval',
  'returnInputShape',
  'showProgress',
  'internalBatchSize',
  'seed',
] as const;
type Parameters = [
  inputs: Inputs,
  baselines?: Baselines,
  target?: Target,
  additionalForwardArgs?: unknown,
  featureMask?: FeatureMask,
  nSamples?: number,
  perturbationsPerEval?: number,
  returnInputShape?: boolean,
  showProgress?: boolean,
  internalBatchSize?: number | null,
  seed?: AttributionSeed,
];
export type LimeArguments = PythonArguments<typeof PARAMETERS, Parameters>;

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/**
 * LIME's similarity: exp(-d² / (2 width²)) of a distance between the input and the changed one.
 *
 * @param distanceMode 'cosine' or 'euclidean'
 * @throws ValueError for another distance
 */
export function getExpKernelSimilarityFunction(distanceMode = 'cosine', kernelWidth = 1): SimilarityFunc {
  if (distanceMode !== 'cosine' && distanceMode !== 'euclidean')
    throw new ValueError('The distance is unknown.', { expected: 'cosine or euclidean', received: distanceMode });
  return entered((original: Float32Array, perturbed: Float32Array) => {
    const distance =
      distanceMode === 'cosine'
        ? 1 - dot(original, perturbed) / Math.max(1e-8, Math.sqrt(dot(original, original) * dot(perturbed, perturbed)))
        : Math.sqrt(original.reduce((sum, value, i) => sum + (value - perturbed[i]!) ** 2, 0));
    return Math.exp(-(distance ** 2) / (2 * kernelWidth ** 2));
  });
}

/** Rows of a matrix. */
const rowsOfMatrix = (values: Float32Array, size: number): Float32Array[] =>
  Array.from({ length: values.length / size }, (_, i) => values.subarray(i * size, (i + 1) * size));

/** What both methods do: evaluate the function on samples that have some of the features, and fit a linear model to that. */
export abstract class SurrogateAttribution extends PerturbationAttribution {
  override get takesBaselines(): boolean {
    return true;
  }

  protected abstract readonly model: InterpretableModel;

  /** Which features the samples of an example have, [samples, features] of ones and zeros. */
  protected abstract presence(samples: number, features: number, key: Tensor): Promise<Tensor>;

  protected abstract similarity(original: Float32Array, perturbed: Float32Array, present: Float32Array): number;

  override get multipliesByInputs(): boolean {
    return false;
  }

  /** @throws ValueError for baselines, masks or targets that do not fit */
  async attribute<const Args extends LimeArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: LimeArguments): Promise<unknown> {
    const [given, from, target, additional, featureMask, nSamples = 25, perEval, inShape = true, , batch, seed] =
      bindAttribute(PARAMETERS, 1, args) as Parameters;
    const inputs = formatInputs(given);
    const baselines = formatBaselines(from, inputs);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const features = await featuresOf(featureMask, inputs);
    const rows = boundedRows(batch, perEval, inputs);
    const isPresent = await this.presence(nSamples, features.count, keyOf(seed));
    const whole = await scoresOf(this, problem, inputs, rows);
    const k = inputs.length;
    const scores = await perturbedScores(
      this,
      problem,
      inputs,
      {
        count: nSamples,
        rows: [...baselines, ...features.masks],
        shared: [isPresent],
        key: ['surrogate', k],
        change: (xs, indices, own, [present]) =>
          withFeatures(xs, own.slice(0, k), own.slice(k), ops.take(present!, indices, { axis: 0 })),
      },
      { rows, aggregates: whole.size < problem.examples },
    );
    const present = rowsOfMatrix((await isPresent.data()) as Float32Array, features.count);
    const outputs = rowsOfMatrix((await scores.data()) as Float32Array, nSamples);
    const flat = (x: Tensor) => ops.reshape(x, [outputs.length, -1]);
    const coefficients: Tensor[] = [];
    for (const [i, y] of outputs.entries()) {
      const rowOf = (x: Tensor) =>
        ops.slice(x, [x.shape[0] === 1 ? 0 : i, ...x.shape.slice(1).map(() => 0)], [
          1,
          ...x.shape.slice(1),
        ] as number[]);
      const single =
        outputs.length === 1
          ? [inputs, baselines, features.masks]
          : [inputs, baselines, features.masks].map((all) => all.map(rowOf));
      const changed = ops.concatenate(
        withFeatures(single[0]!, single[1]!, single[2]!, isPresent).map((x) => ops.reshape(x, [nSamples, -1])),
        1,
      );
      const original = ops.concatenate(
        single[0]!.map((x) => ops.reshape(x, [1, -1])),
        1,
      );
      await evaluate([changed, original]);
      const perturbed = rowsOfMatrix((await changed.data()) as Float32Array, original.size);
      const source = (await original.data()) as Float32Array;
      this.model.fit({ x: present, y, w: present.map((row, s) => this.similarity(source, perturbed[s]!, row)) });
      coefficients.push(flatRow(this.model.representation()));
    }
    const found = ops.concatenate(coefficients, 0);
    const result = inShape ? spreadOver(features, found) : [found];
    await evaluate(result);
    return inShape ? likeInputs(given, result) : flat(found);
  }
}

const flatRow = (x: Tensor): Tensor => ops.reshape(x, [1, -1]);

/** What of {@link Lime} may be replaced. */
export interface LimeOptions {
  readonly interpretableModel?: InterpretableModel | null;
  readonly similarityFunc?: SimilarityFunc | null;
  /** Which features the samples have, [samples, features] of ones and zeros. */
  readonly perturbFunc?: ((samples: number, features: number) => Tensor) | null;
}

/**
 * LIME (Ribeiro et al., arXiv:1602.04938): the coefficients of a sparse linear model that is fitted to the outputs for samples in which
 * random features are replaced by the baseline; samples that are more like the input count more. By default half of the features, the
 * cosine distance and a lasso with alpha 0.01, as in captum.
 *
 * @example
 * const attributions = await new Lime(model).attribute(x, { target: 0, nSamples: 50, seed: 1 });
 */
export class Lime extends SurrogateAttribution {
  protected readonly model: InterpretableModel;
  readonly #similarity: SimilarityFunc;
  readonly #perturb: LimeOptions['perturbFunc'];

  constructor(forwardFunc: ForwardFunction, { interpretableModel, similarityFunc, perturbFunc }: LimeOptions = {}) {
    super(forwardFunc);
    this.model = interpretableModel ?? new SkLearnLasso(0.01);
    this.#similarity = similarityFunc ?? getExpKernelSimilarityFunction();
    this.#perturb = perturbFunc;
  }

  protected async presence(samples: number, features: number, key: Tensor): Promise<Tensor> {
    const present =
      this.#perturb?.(samples, features) ?? ops.cast(ops.less(uniforms(key, [samples, features]), 0.5), 'float32');
    await evaluate([present]);
    return present;
  }

  protected similarity(original: Float32Array, perturbed: Float32Array, present: Float32Array): number {
    return this.#similarity(original, perturbed, present);
  }
}
