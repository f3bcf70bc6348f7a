import type { Tensor } from '@org/core';
import { type AttributeArguments, bindAttribute } from '../arguments.js';
import { NeuronAttribution } from '../attribution.js';
import { formatInputs, type Inputs, likeInputs, requireFloats } from '../inputs.js';
import type { NeuronSelector } from '../neuron-problem.js';
import { gradientsOf, problemOf } from '../problem.js';
import type { Attributions } from '../result.js';
import { rowsAtOnce } from '../samples.js';

export const NEURON_PARAMETERS = [
  'inputs',
  'neuronSelector',
  'additionalForwardArgs',
  'attributeToNeuronInput',
  'internalBatchSize',
] as const;
export type NeuronParameters = [
  inputs: Inputs,
  neuronSelector: NeuronSelector,
  additionalForwardArgs?: unknown,
  attributeToNeuronInput?: boolean,
  internalBatchSize?: number | null,
];
export type NeuronArguments = AttributeArguments<typeof NEURON_PARAMETERS, NeuronParameters>;

/**
 * The derivative of one number of what a layer gives, by each input.
 *
 * @example
 * const attributions = await new NeuronGradient(model, model.layers[0]!).attribute(x, 0);
 */
export class NeuronGradient extends NeuronAttribution {
  /** @throws ValueError where the function does not call the layer, or the selector does not choose one number */
  async attribute<const Args extends NeuronArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: NeuronArguments): Promise<unknown> {
    const [given, selector, additional, atInput, internalBatchSize] = bindAttribute(
      NEURON_PARAMETERS,
      2,
      args,
    ) as NeuronParameters;
    const inputs = formatInputs(given);
    requireFloats(inputs);
    const problem = this.neuronProblem(problemOf(this.forwardFunc, inputs, null, additional), selector, atInput);
    const run = this.compiled(
      problem,
      [],
      () => (xs: readonly Tensor[], side: readonly Tensor[]) => gradientsOf(problem.score, xs, side),
    );
    const rows = rowsAtOnce(internalBatchSize, inputs);
    return likeInputs(given, await this.inBlocks(problem, rows, (rowsOf, side) => run(rowsOf(inputs), side)));
  }
}
