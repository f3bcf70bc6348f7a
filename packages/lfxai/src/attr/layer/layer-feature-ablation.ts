import type { Tensor } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from '../arguments.js';
import { LayerAttribution, type LayerOrLayers } from '../attribution.js';
import { boundedRows, FeatureAblation } from '../feature-ablation.js';
import { FeaturePermutation, type PermFunc } from '../feature-permutation.js';
import { featuresOf } from '../features.js';
import type { ForwardFunction } from '../forward.js';
import { type Baselines, type FeatureMask, formatBaselines, formatInputs, type Inputs } from '../inputs.js';
import { problemOf } from '../problem.js';
import type { AttributionSeed } from '../randomness.js';
import type { LayerResult } from '../result.js';
import { rowsAtOnce } from '../samples.js';
import type { Target } from '../target.js';
import { problemAtLayer } from './layer-integrated-gradients.js';

const ABLATION = [
  'inputs',
  'layerBaselines',
  'target',
  'additionalForwardArgs',
  'layerMask',
  'attributeToLayerInput',
  'perturbationsPerEval',
  'internalBatchSize',
] as const;
type AblationParameters = [
  inputs: Inputs,
  layerBaselines?: Baselines,
  target?: Target,
  additionalForwardArgs?: unknown,
  layerMask?: FeatureMask,
  attributeToLayerInput?: boolean,
  perturbationsPerEval?: number,
  internalBatchSize?: number | null,
];
export type LayerFeatureAblationArguments = PythonArguments<typeof ABLATION, AblationParameters>;

const PERMUTATION = [
  'inputs',
  'target',
  'additionalForwardArgs',
  'layerMask',
  'perturbationsPerEval',
  'internalBatchSize',
  'seed',
] as const;
type PermutationParameters = [
  inputs: Inputs,
  target?: Target,
  additionalForwardArgs?: unknown,
  layerMask?: FeatureMask,
  perturbationsPerEval?: number,
  internalBatchSize?: number | null,
  seed?: AttributionSeed,
];
export type LayerFeaturePermutationArguments = PythonArguments<typeof PERMUTATION, PermutationParameters>;

/** What is at the layer for the inputs. */
abstract class LayerPerturbation extends LayerAttribution {
  override get multipliesByInputs(): boolean {
    return true;
  }

  protected async prepared(
    inputs: readonly Tensor[],
    [target, additional]: readonly [Target | undefined, unknown],
    atInput: boolean | undefined,
    internalBatchSize: number | null | undefined,
  ) {
    const place = this.placeAt(atInput);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const run = this.compiled(
      problem,
      ['values', place],
      () => (xs: readonly Tensor[], side: readonly Tensor[]) => place.values(problem, xs, side),
    );
    const values = await this.inBlocks(problem, rowsAtOnce(internalBatchSize, inputs), (rowsOf, side) =>
      run(rowsOf(inputs), side),
    );
    return { place, values, problem: problemAtLayer(problem, place, inputs) };
  }
}

/**
 * {@link FeatureAblation} of what a layer gives: what the output loses when a part of it is replaced.
 *
 * @example
 * const attributions = await new LayerFeatureAblation(model, model.layers[0]!).attribute(x, { target: 0 });
 */
export class LayerFeatureAblation extends LayerPerturbation {
  readonly #ablation: FeatureAblation;

  constructor(forwardFunc: ForwardFunction, layer: LayerOrLayers) {
    super(forwardFunc, layer);
    this.#ablation = new FeatureAblation(forwardFunc);
  }

  /** @throws ValueError where the function does not call the layer, or for baselines or masks that do not fit what it gives */
  async attribute<Value = Tensor>(...args: LayerFeatureAblationArguments): LayerResult<Value>;
  async attribute(...args: LayerFeatureAblationArguments): Promise<unknown> {
    const [given, from, target, additional, mask, atInput, perEval, internalBatchSize] = bindAttribute(
      ABLATION,
      1,
      args,
    ) as AblationParameters;
    const inputs = formatInputs(given);
    const { place, values, problem } = await this.prepared(inputs, [target, additional], atInput, internalBatchSize);
    const features = await featuresOf(mask, values);
    const rows = boundedRows(internalBatchSize, perEval, inputs);
    const baselines = formatBaselines(from, values);
    return this.packed(place, await this.#ablation.withFeatures(problem, values, baselines, features, rows));
  }
}

/**
 * {@link FeaturePermutation} of what a layer gives: what the output loses when a part of it is shuffled between the examples.
 *
 * @example
 * const attributions = await new LayerFeaturePermutation(model, model.layers[0]!).attribute(x, { target: 0, seed: 1 });
 */
export class LayerFeaturePermutation extends LayerPerturbation {
  readonly #permutation: FeaturePermutation;

  /** @param permFunc moves a part between the examples; by default at random */
  constructor(forwardFunc: ForwardFunction, layer: LayerOrLayers, permFunc: PermFunc | null = null) {
    super(forwardFunc, layer);
    this.#permutation = new FeaturePermutation(forwardFunc, permFunc);
  }

  /** @throws ValueError where the function does not call the layer, or for masks that do not fit what it gives */
  async attribute<Value = Tensor>(...args: LayerFeaturePermutationArguments): LayerResult<Value>;
  async attribute(...args: LayerFeaturePermutationArguments): Promise<unknown> {
    const [given, target, additional, mask, perEval, internalBatchSize, seed] = bindAttribute(
      PERMUTATION,
      1,
      args,
    ) as PermutationParameters;
    const inputs = formatInputs(given);
    const { place, values, problem } = await this.prepared(inputs, [target, additional], false, internalBatchSize);
    const rows = boundedRows(internalBatchSize, perEval, inputs);
    const features = await featuresOf(mask, values);
    return this.packed(place, await this.#permutation.withFeatures(problem, values, features, { rows, seed }));
  }
}
