import type { Tensor } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { type AttributeArguments, bindAttribute } from '../arguments.js';
import { LayerAttribution, type LayerOrLayers } from '../attribution.js';
import { type BaselineDistribution, formatDistribution } from '../baseline-distribution.js';
import { type CustomAttributionFunc, DeepLift, type DeepLiftOptions, DeepLiftShap } from '../deep-lift.js';
import type { ForwardFunction } from '../forward.js';
import { flatDelta } from '../gradient-shap.js';
import { type Baselines, formatBaselines, formatInputs, type Inputs } from '../inputs.js';
import { problemOf } from '../problem.js';
import type { LayerDeltaResult } from '../result.js';
import type { Target } from '../target.js';

const PARAMETERS = [
  'inputs',
  'baselines',
  'target',
  'additionalForwardArgs',
  'returnConvergenceDelta',
  'attributeToLayerInput',
  'customAttributionFunc',
  'internalBatchSize',
] as const;
type Others = [
  target?: Target,
  additionalForwardArgs?: unknown,
  returnConvergenceDelta?: boolean,
  attributeToLayerInput?: boolean,
  customAttributionFunc?: CustomAttributionFunc | null,
  internalBatchSize?: number | null,
];
type Parameters = [inputs: Inputs, baselines?: Baselines, ...Others];
type ShapParameters = [inputs: Inputs, baselines: BaselineDistribution, ...Others];
export type LayerDeepLiftArguments = PythonArguments<typeof PARAMETERS, Parameters>;
export type LayerDeepLiftShapArguments = AttributeArguments<typeof PARAMETERS, ShapParameters>;

/**
 * DeepLift for what a layer gives: multipliers by it, times what it differs from what it gives for the baseline.
 *
 * @example
 * const attributions = await new LayerDeepLift(model, model.layers[0]!).attribute(x, { target: 0 });
 */
export class LayerDeepLift extends LayerAttribution {
  readonly #deepLift: DeepLift;

  constructor(model: ForwardFunction, layer: LayerOrLayers, multiplyByInputs: boolean | DeepLiftOptions = true) {
    super(model, layer);
    this.#deepLift = new DeepLift(model, multiplyByInputs);
  }

  override get multipliesByInputs(): boolean {
    return this.#deepLift.multipliesByInputs;
  }

  override hasConvergenceDelta(): boolean {
    return true;
  }

  /** @throws ValueError where the function does not call the layer, or more than once */
  async attribute<Value = Tensor, const Args extends LayerDeepLiftArguments = LayerDeepLiftArguments>(
    ...args: Args
  ): LayerDeltaResult<Args, '4', Value>;
  async attribute(...args: LayerDeepLiftArguments): Promise<unknown> {
    const [given, from, target, additional, wantsDelta, atInput, custom, internalBatchSize] = bindAttribute(
      PARAMETERS,
      1,
      args,
    ) as Parameters;
    const inputs = formatInputs(given);
    const baselines = formatBaselines(from, inputs);
    const place = this.placeAt(atInput);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const settings = { custom, internalBatchSize, place };
    const attributions = await this.#deepLift.withBaselines(problem, inputs, baselines, settings);
    const result = this.packed(place, attributions);
    if (!wantsDelta) return result;
    return [result, await this.deltaOf(attributions, { problem, inputs, baselines }, internalBatchSize)];
  }
}

/**
 * The mean of {@link LayerDeepLift} over a distribution of baselines.
 *
 * @example
 * const method = new LayerDeepLiftShap(model, model.layers[0]!);
 * const attributions = await method.attribute(x, ops.stack([ops.zeros([4]), ops.ones([4])]), { target: 0 });
 */
export class LayerDeepLiftShap extends LayerAttribution {
  readonly #deepLift: DeepLiftShap;

  constructor(model: ForwardFunction, layer: LayerOrLayers, multiplyByInputs: boolean | DeepLiftOptions = true) {
    super(model, layer);
    this.#deepLift = new DeepLiftShap(model, multiplyByInputs);
  }

  override get multipliesByInputs(): boolean {
    return this.#deepLift.multipliesByInputs;
  }

  override hasConvergenceDelta(): boolean {
    return true;
  }

  /** The convergence delta has one number for each baseline of each example. @throws ValueError for less than two baselines */
  async attribute<Value = Tensor, const Args extends LayerDeepLiftShapArguments = LayerDeepLiftShapArguments>(
    ...args: Args
  ): LayerDeltaResult<Args, '4', Value>;
  async attribute(...args: LayerDeepLiftShapArguments): Promise<unknown> {
    const [given, from, target, additional, wantsDelta, atInput, custom, internalBatchSize] = bindAttribute(
      PARAMETERS,
      2,
      args,
    ) as ShapParameters;
    const inputs = formatInputs(given);
    const distribution = formatDistribution(from, given, inputs);
    const place = this.placeAt(atInput);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const settings = { custom, internalBatchSize, place, withDelta: wantsDelta };
    const values = await this.#deepLift.overBaselines(problem, inputs, distribution, settings);
    const result = this.packed(place, values);
    return wantsDelta ? [result, await flatDelta(values)] : result;
  }
}
