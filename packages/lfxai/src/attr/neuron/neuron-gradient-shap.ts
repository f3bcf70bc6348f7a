import type { Layer } from '@org/layers';
import { type AttributeArguments, bindAttribute } from '../arguments.js';
import { NeuronAttribution } from '../attribution.js';
import { type BaselineDistribution, formatDistribution } from '../baseline-distribution.js';
import type { ForwardFunction } from '../forward.js';
import { GradientShap, type GradientShapDraws } from '../gradient-shap.js';
import { formatInputs, type Inputs, likeInputs } from '../inputs.js';
import { type MultiplyByInputs, multiplyByInputsOf } from '../multiply-by-inputs.js';
import type { NeuronSelector } from '../neuron-problem.js';
import { problemOf } from '../problem.js';
import type { AttributionSeed } from '../randomness.js';
import type { Attributions } from '../result.js';

const PARAMETERS = [
  'inputs',
  'neuronSelector',
  'baselines',
  'nSamples',
  'stdevs',
  'additionalForwardArgs',
  'attributeToNeuronInput',
  'internalBatchSize',
  'seed',
  'draws',
] as const;
type Parameters = [
  inputs: Inputs,
  neuronSelector: NeuronSelector,
  baselines: BaselineDistribution,
  nSamples?: number,
  stdevs?: number | readonly number[],
  additionalForwardArgs?: unknown,
  attributeToNeuronInput?: boolean,
  internalBatchSize?: number | null,
  seed?: AttributionSeed,
  draws?: GradientShapDraws,
];
export type NeuronGradientShapArguments = AttributeArguments<typeof PARAMETERS, Parameters>;

/**
 * {@link GradientShap} of one number of what a layer gives.
 *
 * @example
 * const attributions = await new NeuronGradientShap(model, model.layers[0]!).attribute(x, 0, ops.zeros([1, 4]), { seed: 1 });
 */
export class NeuronGradientShap extends NeuronAttribution {
  readonly #shap: GradientShap;

  /** @param multiplyByInputs whether the difference between input and baseline is a factor */
  constructor(forwardFunc: ForwardFunction, layer: Layer, multiplyByInputs: MultiplyByInputs = true) {
    super(forwardFunc, layer);
    this.#shap = new GradientShap(forwardFunc, multiplyByInputsOf(multiplyByInputs));
  }

  override get multipliesByInputs(): boolean {
    return this.#shap.multipliesByInputs;
  }

  /** @throws ValueError where the function does not call the layer, or the selector does not choose one number */
  async attribute<const Args extends NeuronGradientShapArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: NeuronGradientShapArguments): Promise<unknown> {
    const [given, selector, baselines, nSamples, stdevs, additional, atInput, internalBatchSize, seed, draws] =
      bindAttribute(PARAMETERS, 3, args) as Parameters;
    const inputs = formatInputs(given);
    const problem = this.neuronProblem(problemOf(this.forwardFunc, inputs, null, additional), selector, atInput);
    const distribution = formatDistribution(baselines, given, inputs);
    const settings = { nSamples, stdevs, internalBatchSize, seed, draws };
    return likeInputs(given, await this.#shap.overSamples(problem, inputs, distribution, settings));
  }
}
