import type { Layer } from '@org/layers';
import { type AttributeArguments, bindAttribute } from '../arguments.js';
import { NeuronAttribution } from '../attribution.js';
import type { ForwardFunction } from '../forward.js';
import { type Baselines, formatBaselines, formatInputs, type Inputs, likeInputs } from '../inputs.js';
import { IntegratedGradients } from '../integrated-gradients.js';
import { type MultiplyByInputs, multiplyByInputsOf } from '../multiply-by-inputs.js';
import type { NeuronSelector } from '../neuron-problem.js';
import { problemOf } from '../problem.js';
import type { QuadratureMethod } from '../quadrature.js';
import type { Attributions } from '../result.js';

const PARAMETERS = [
  'inputs',
  'neuronSelector',
  'baselines',
  'additionalForwardArgs',
  'nSteps',
  'method',
  'internalBatchSize',
  'attributeToNeuronInput',
] as const;
type Parameters = [
  inputs: Inputs,
  neuronSelector: NeuronSelector,
  baselines?: Baselines,
  additionalForwardArgs?: unknown,
  nSteps?: number,
  method?: QuadratureMethod,
  internalBatchSize?: number | null,
  attributeToNeuronInput?: boolean,
];
export type NeuronIntegratedGradientsArguments = AttributeArguments<typeof PARAMETERS, Parameters>;

/**
 * {@link IntegratedGradients} of one number of what a layer gives.
 *
 * @example
 * const attributions = await new NeuronIntegratedGradients(model, model.layers[0]!).attribute(x, 0);
 */
export class NeuronIntegratedGradients extends NeuronAttribution {
  readonly #ig: IntegratedGradients;

  /** @param multiplyByInputs whether the difference between input and baseline is a factor */
  constructor(forwardFunc: ForwardFunction, layer: Layer, multiplyByInputs: MultiplyByInputs = true) {
    super(forwardFunc, layer);
    this.#ig = new IntegratedGradients(forwardFunc, multiplyByInputsOf(multiplyByInputs));
  }

  override get multipliesByInputs(): boolean {
    return this.#ig.multipliesByInputs;
  }

  /** @throws ValueError where the function does not call the layer, or the selector does not choose one number */
  async attribute<const Args extends NeuronIntegratedGradientsArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: NeuronIntegratedGradientsArguments): Promise<unknown> {
    const [given, selector, from, additional, nSteps, method, internalBatchSize, atInput] = bindAttribute(
      PARAMETERS,
      2,
      args,
    ) as Parameters;
    const inputs = formatInputs(given);
    const problem = this.neuronProblem(problemOf(this.forwardFunc, inputs, null, additional), selector, atInput);
    const settings = { nSteps, method, internalBatchSize };
    return likeInputs(given, await this.#ig.alongPath(problem, inputs, formatBaselines(from, inputs), settings));
  }
}
