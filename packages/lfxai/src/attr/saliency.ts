import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from './arguments.js';
import { GradientAttribution } from './attribution.js';
import { formatInputs, type Inputs, likeInputs, requireFloats } from './inputs.js';
import { gradientsOf, problemOf } from './problem.js';
import type { Attributions } from './result.js';
import { rowsAtOnce } from './samples.js';
import type { Target } from './target.js';

const PARAMETERS = ['inputs', 'target', 'abs', 'additionalForwardArgs', 'internalBatchSize'] as const;
type Parameters = [
  inputs: Inputs,
  target?: Target,
  abs?: boolean,
  additionalForwardArgs?: unknown,
  internalBatchSize?: number | null,
];
export type SaliencyArguments = PythonArguments<typeof PARAMETERS, Parameters>;

/**
 * The derivative of the output by each input, without its sign (Simonyan et al., arXiv:1312.6034).
 *
 * @example
 * const attributions = await new Saliency(model).attribute(x, { target: 0 });
 */
export class Saliency extends GradientAttribution {
  /** @throws ValueError for inputs of integers, or without a target where the output has several numbers for an example */
  async attribute<const Args extends SaliencyArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: SaliencyArguments): Promise<unknown> {
    const [given, target, abs = true, additional, internalBatchSize] = bindAttribute(PARAMETERS, 1, args) as Parameters;
    const inputs = formatInputs(given);
    requireFloats(inputs);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const run = this.compiled(problem, [abs], () => (xs: ReturnType<typeof formatInputs>, side: typeof xs) => {
      const gradients = gradientsOf(problem.score, xs, side);
      return abs ? gradients.map((gradient) => gradient.abs()) : gradients;
    });
    const attributions = await this.inBlocks(problem, rowsAtOnce(internalBatchSize, inputs), (rowsOf, side) =>
      run(rowsOf(inputs), side),
    );
    return likeInputs(given, attributions);
  }
}
