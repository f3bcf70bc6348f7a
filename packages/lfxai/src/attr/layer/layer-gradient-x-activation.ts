import type { Tensor } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from '../arguments.js';
import { LayerAttribution, type LayerOrLayers } from '../attribution.js';
import type { ForwardFunction } from '../forward.js';
import { formatInputs, type Inputs } from '../inputs.js';
import { type MultiplyByInputs, multiplyByInputsOf } from '../multiply-by-inputs.js';
import { problemOf } from '../problem.js';
import type { LayerResult } from '../result.js';
import { rowsAtOnce } from '../samples.js';
import type { Target } from '../target.js';

const PARAMETERS = ['inputs', 'target', 'additionalForwardArgs', 'attributeToLayerInput', 'internalBatchSize'] as const;
type Parameters = [
  inputs: Inputs,
  target?: Target,
  additionalForwardArgs?: unknown,
  attributeToLayerInput?: boolean,
  internalBatchSize?: number | null,
];

/**
 * What a layer gives times the derivative by it. Several layers may be given as a list; the result is a list then.
 *
 * @example
 * const attributions = await new LayerGradientXActivation(model, model.layers[0]!).attribute(x, { target: 0 });
 */
export class LayerGradientXActivation extends LayerAttribution {
  readonly #multiplyByInputs: boolean;

  /** @param multiplyByInputs whether what the layer gives is a factor */
  constructor(forwardFunc: ForwardFunction, layer: LayerOrLayers, multiplyByInputs: MultiplyByInputs = true) {
    super(forwardFunc, layer);
    this.#multiplyByInputs = multiplyByInputsOf(multiplyByInputs);
  }

  override get multipliesByInputs(): boolean {
    return this.#multiplyByInputs;
  }

  /** @throws ValueError where the function does not call the layer, or more than once */
  async attribute<Value = Tensor>(...args: PythonArguments<typeof PARAMETERS, Parameters>): LayerResult<Value>;
  async attribute(...args: PythonArguments<typeof PARAMETERS, Parameters>): Promise<unknown> {
    const [given, target, additional, atInput, internalBatchSize] = bindAttribute(PARAMETERS, 1, args) as Parameters;
    const inputs = formatInputs(given);
    const place = this.placeAt(atInput);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const run = this.compiled(problem, [place], () => (xs: readonly Tensor[], side: readonly Tensor[]) => {
      const gradients = place.gradients(problem, xs, side);
      if (!this.multipliesByInputs) return gradients;
      const values = place.values(problem, xs, side);
      return gradients.map((gradient, i) => gradient.mul(values[i]!));
    });
    const rows = rowsAtOnce(internalBatchSize, inputs);
    return this.packed(place, await this.inBlocks(problem, rows, (rowsOf, side) => run(rowsOf(inputs), side)));
  }
}
