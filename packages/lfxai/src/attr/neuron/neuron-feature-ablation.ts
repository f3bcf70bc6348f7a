import type { Layer } from '@org/layers';
import { type AttributeArguments, bindAttribute } from '../arguments.js';
import { NeuronAttribution } from '../attribution.js';
import { boundedRows, FeatureAblation } from '../feature-ablation.js';
import { featuresOf } from '../features.js';
import type { ForwardFunction } from '../forward.js';
import { type Baselines, type FeatureMask, formatBaselines, formatInputs, type Inputs, likeInputs } from '../inputs.js';
import type { NeuronSelector } from '../neuron-problem.js';
import { problemOf } from '../problem.js';
import type { Attributions } from '../result.js';

const PARAMETERS = [
  'inputs',
  'neuronSelector',
  'baselines',
  'additionalForwardArgs',
  'featureMask',
  'attributeToNeuronInput',
  'perturbationsPerEval',
  'internalBatchSize',
] as const;
type Parameters = [
  inputs: Inputs,
  neuronSelector: NeuronSelector,
  baselines?: Baselines,
  additionalForwardArgs?: unknown,
  featureMask?: FeatureMask,
  attributeToNeuronInput?: boolean,
  perturbationsPerEval?: number,
  internalBatchSize?: number | null,
];
export type NeuronFeatureAblationArguments = AttributeArguments<typeof PARAMETERS, Parameters>;

/**
 * {@link FeatureAblation} of one number of what a layer gives.
 *
 * @example
 * const attributions = await new NeuronFeatureAblation(model, model.layers[0]!).attribute(x, 0);
 */
export class NeuronFeatureAblation extends NeuronAttribution {
  readonly #ablation: FeatureAblation;

  constructor(forwardFunc: ForwardFunction, layer: Layer) {
    super(forwardFunc, layer);
    this.#ablation = new FeatureAblation(forwardFunc);
  }

  override get multipliesByInputs(): boolean {
    return true;
  }

  /** @throws ValueError where the function does not call the layer, or the selector does not choose one number */
  async attribute<const Args extends NeuronFeatureAblationArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: NeuronFeatureAblationArguments): Promise<unknown> {
    const [given, selector, from, additional, featureMask, atInput, perEval, internalBatchSize] = bindAttribute(
      PARAMETERS,
      2,
      args,
    ) as Parameters;
    const inputs = formatInputs(given);
    const problem = this.neuronProblem(problemOf(this.forwardFunc, inputs, null, additional), selector, atInput);
    const features = await featuresOf(featureMask, inputs);
    const rows = boundedRows(internalBatchSize, perEval, inputs);
    return likeInputs(
      given,
      await this.#ablation.withFeatures(problem, inputs, formatBaselines(from, inputs), features, rows),
    );
  }
}
