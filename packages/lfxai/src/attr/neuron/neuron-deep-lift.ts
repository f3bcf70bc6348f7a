import type { Layer } from '@org/layers';
import { type AttributeArguments, bindAttribute } from '../arguments.js';
import { NeuronAttribution } from '../attribution.js';
import { type BaselineDistribution, formatDistribution } from '../baseline-distribution.js';
import { type CustomAttributionFunc, DeepLift, type DeepLiftOptions, DeepLiftShap } from '../deep-lift.js';
import type { ForwardFunction } from '../forward.js';
import { type Baselines, formatBaselines, formatInputs, type Inputs, likeInputs } from '../inputs.js';
import type { NeuronSelector } from '../neuron-problem.js';
import { problemOf } from '../problem.js';
import type { Attributions } from '../result.js';

const PARAMETERS = [
  'inputs',
  'neuronSelector',
  'baselines',
  'additionalForwardArgs',
  'attributeToNeuronInput',
  'customAttributionFunc',
  'internalBatchSize',
] as const;
type Others = [
  additionalForwardArgs?: unknown,
  attributeToNeuronInput?: boolean,
  customAttributionFunc?: CustomAttributionFunc | null,
  internalBatchSize?: number | null,
];
type Parameters = [inputs: Inputs, neuronSelector: NeuronSelector, baselines?: Baselines, ...Others];
type ShapParameters = [inputs: Inputs, neuronSelector: NeuronSelector, baselines: BaselineDistribution, ...Others];
export type NeuronDeepLiftArguments = AttributeArguments<typeof PARAMETERS, Parameters>;
export type NeuronDeepLiftShapArguments = AttributeArguments<typeof PARAMETERS, ShapParameters>;

/**
 * {@link DeepLift} of one number of what a layer gives.
 *
 * @example
 * const attributions = await new NeuronDeepLift(model, model.layers[0]!).attribute(x, 0);
 */
export class NeuronDeepLift extends NeuronAttribution {
  readonly #deepLift: DeepLift;

  constructor(model: ForwardFunction, layer: Layer, multiplyByInputs: boolean | DeepLiftOptions = true) {
    super(model, layer);
    this.#deepLift = new DeepLift(model, multiplyByInputs);
  }

  override get multipliesByInputs(): boolean {
    return this.#deepLift.multipliesByInputs;
  }

  /** @throws ValueError where the function does not call the layer, or the selector does not choose one number */
  async attribute<const Args extends NeuronDeepLiftArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: NeuronDeepLiftArguments): Promise<unknown> {
    const [given, selector, from, additional, atInput, custom, internalBatchSize] = bindAttribute(
      PARAMETERS,
      2,
      args,
    ) as Parameters;
    const inputs = formatInputs(given);
    const problem = this.neuronProblem(problemOf(this.forwardFunc, inputs, null, additional), selector, atInput);
    const settings = { custom, internalBatchSize };
    const baselines = formatBaselines(from, inputs);
    return likeInputs(given, await this.#deepLift.withBaselines(problem, inputs, baselines, settings));
  }
}

/**
 * {@link DeepLiftShap} of one number of what a layer gives.
 *
 * @example
 * const method = new NeuronDeepLiftShap(model, model.layers[0]!);
 * const attributions = await method.attribute(x, 0, ops.stack([ops.zeros([4]), ops.ones([4])]));
 */
export class NeuronDeepLiftShap extends NeuronAttribution {
  readonly #deepLift: DeepLiftShap;

  constructor(model: ForwardFunction, layer: Layer, multiplyByInputs: boolean | DeepLiftOptions = true) {
    super(model, layer);
    this.#deepLift = new DeepLiftShap(model, multiplyByInputs);
  }

  override get multipliesByInputs(): boolean {
    return this.#deepLift.multipliesByInputs;
  }

  /** @throws ValueError where the function does not call the layer, or for less than two baselines */
  async attribute<const Args extends NeuronDeepLiftShapArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: NeuronDeepLiftShapArguments): Promise<unknown> {
    const [given, selector, from, additional, atInput, custom, internalBatchSize] = bindAttribute(
      PARAMETERS,
      3,
      args,
    ) as ShapParameters;
    const inputs = formatInputs(given);
    const problem = this.neuronProblem(problemOf(this.forwardFunc, inputs, null, additional), selector, atInput);
    const settings = { custom, internalBatchSize };
    const distribution = formatDistribution(from, given, inputs);
    return likeInputs(given, await this.#deepLift.overBaselines(problem, inputs, distribution, settings));
  }
}
