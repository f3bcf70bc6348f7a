import type { Tensor } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from '../arguments.js';
import { LayerAttribution } from '../attribution.js';
import { formatInputs, type Inputs } from '../inputs.js';
import { problemOf } from '../problem.js';
import type { LayerResult } from '../result.js';
import { rowsAtOnce } from '../samples.js';

const PARAMETERS = ['inputs', 'additionalForwardArgs', 'attributeToLayerInput', 'internalBatchSize'] as const;
type Parameters = [
  inputs: Inputs,
  additionalForwardArgs?: unknown,
  attributeToLayerInput?: boolean,
  internalBatchSize?: number | null,
];

/**
 * What a layer gives, or with `attributeToLayerInput` gets. Several layers may be given as a list; the result is a list then.
 *
 * @example
 * const values = await new LayerActivation(model, model.layers[0]!).attribute(x);
 */
export class LayerActivation extends LayerAttribution {
  /** @throws ValueError where the function does not call the layer, or more than once */
  async attribute<Value = Tensor>(...args: PythonArguments<typeof PARAMETERS, Parameters>): LayerResult<Value>;
  async attribute(...args: PythonArguments<typeof PARAMETERS, Parameters>): Promise<unknown> {
    const [given, additional, atInput, internalBatchSize] = bindAttribute(PARAMETERS, 1, args) as Parameters;
    const inputs = formatInputs(given);
    const place = this.placeAt(atInput);
    const problem = problemOf(this.forwardFunc, inputs, null, additional);
    const run = this.compiled(
      problem,
      [place],
      () => (xs: readonly Tensor[], side: readonly Tensor[]) => place.values(problem, xs, side),
    );
    const rows = rowsAtOnce(internalBatchSize, inputs);
    return this.packed(place, await this.inBlocks(problem, rows, (rowsOf, side) => run(rowsOf(inputs), side)));
  }
}
