import type { Layer } from '@org/layers';
import { bindAttribute } from '../arguments.js';
import { NeuronAttribution } from '../attribution.js';
import type { ForwardFunction } from '../forward.js';
import { Deconvolution, GuidedBackprop, type ModifiedReluGradientAttribution } from '../guided-backprop.js';
import { formatInputs, likeInputs } from '../inputs.js';
import { problemOf } from '../problem.js';
import type { Attributions } from '../result.js';
import { NEURON_PARAMETERS, type NeuronArguments, type NeuronParameters } from './neuron-gradient.js';

/** A neuron by derivatives with another rule for relu. */
abstract class NeuronModifiedRelu extends NeuronAttribution {
  protected abstract readonly method: ModifiedReluGradientAttribution;

  constructor(model: ForwardFunction, layer: Layer) {
    super(model, layer);
  }

  /** @throws ValueError where the function does not call the layer, or the selector does not choose one number */
  async attribute<const Args extends NeuronArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: NeuronArguments): Promise<unknown> {
    const [given, selector, additional, atInput, internalBatchSize] = bindAttribute(
      NEURON_PARAMETERS,
      2,
      args,
    ) as NeuronParameters;
    const inputs = formatInputs(given);
    const problem = this.neuronProblem(problemOf(this.forwardFunc, inputs, null, additional), selector, atInput);
    return likeInputs(given, await this.method.gradientsFor(problem, inputs, internalBatchSize));
  }
}

/**
 * {@link GuidedBackprop} of one number of what a layer gives.
 *
 * @example
 * const attributions = await new NeuronGuidedBackprop(model, model.layers[0]!).attribute(x, 0);
 */
export class NeuronGuidedBackprop extends NeuronModifiedRelu {
  protected readonly method = new GuidedBackprop(this.forwardFunc);
}

/**
 * {@link Deconvolution} of one number of what a layer gives.
 *
 * @example
 * const attributions = await new NeuronDeconvolution(model, model.layers[0]!).attribute(x, 0);
 */
export class NeuronDeconvolution extends NeuronModifiedRelu {
  protected readonly method = new Deconvolution(this.forwardFunc);
}
