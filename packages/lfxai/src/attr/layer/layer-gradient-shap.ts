import type { Tensor } from '@org/core';
import { type AttributeArguments, bindAttribute } from '../arguments.js';
import { LayerAttribution, type LayerOrLayers } from '../attribution.js';
import { type BaselineDistribution, formatDistribution } from '../baseline-distribution.js';
import type { ForwardFunction } from '../forward.js';
import { flatDelta, GradientShap, type GradientShapDraws } from '../gradient-shap.js';
import { formatInputs, type Inputs } from '../inputs.js';
import { type MultiplyByInputs, multiplyByInputsOf } from '../multiply-by-inputs.js';
import { problemOf } from '../problem.js';
import type { AttributionSeed } from '../randomness.js';
import type { LayerDeltaResult } from '../result.js';
import type { Target } from '../target.js';

const PARAMETERS = [
  'inputs',
  'baselines',
  'nSamples',
  'stdevs',
  'target',
  'additionalForwardArgs',
  'returnConvergenceDelta',
  'attributeToLayerInput',
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
  attributeToLayerInput?: boolean,
  internalBatchSize?: number | null,
  seed?: AttributionSeed,
  draws?: GradientShapDraws,
];
export type LayerGradientShapArguments = AttributeArguments<typeof PARAMETERS, Parameters>;

/**
 * {@link GradientShap} for what a layer gives.
 *
 * @example
 * const method = new LayerGradientShap(model, model.layers[0]!);
 * const attributions = await method.attribute(x, ops.zeros([1, 4]), { target: 0, seed: 1 });
 */
export class LayerGradientShap extends LayerAttribution {
  readonly #shap: GradientShap;

  /** @param multiplyByInputs whether the difference between both ends is a factor */
  constructor(forwardFunc: ForwardFunction, layer: LayerOrLayers, multiplyByInputs: MultiplyByInputs = true) {
    super(forwardFunc, layer);
    this.#shap = new GradientShap(forwardFunc, multiplyByInputsOf(multiplyByInputs));
  }

  override get multipliesByInputs(): boolean {
    return this.#shap.multipliesByInputs;
  }

  override hasConvergenceDelta(): boolean {
    return true;
  }

  /** The convergence delta has one number for each sample of each example. @throws ValueError where the function does not call the layer */
  async attribute<Value = Tensor, const Args extends LayerGradientShapArguments = LayerGradientShapArguments>(
    ...args: Args
  ): LayerDeltaResult<Args, '6', Value>;
  async attribute(...args: LayerGradientShapArguments): Promise<unknown> {
    const [given, baselines, nSamples, stdevs, target, additional, withDelta, atInput, internalBatchSize, seed, draws] =
      bindAttribute(PARAMETERS, 2, args) as Parameters;
    const inputs = formatInputs(given);
    const distribution = formatDistribution(baselines, given, inputs);
    const place = this.placeAt(atInput);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const settings = { nSamples, stdevs, internalBatchSize, seed, draws, withDelta };
    const values = await this.#shap.overSamples(problem, inputs, distribution, settings, place);
    const result = this.packed(place, values);
    return withDelta ? [result, await flatDelta(values)] : result;
  }
}
