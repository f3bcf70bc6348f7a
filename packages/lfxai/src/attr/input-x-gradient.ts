import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from './arguments.js';
import { GradientAttribution } from './attribution.js';
import { formatInputs, type Inputs, likeInputs, requireFloats } from './inputs.js';
import { gradientsOf, problemOf } from './problem.js';
import type { Attributions } from './result.js';
import { rowsAtOnce } from './samples.js';
import type { Target } from './target.js';

const PARAMETERS = ['inputs', 'target', 'additionalForwardArgs', 'internalBatchSize'] as const;
type Parameters = [inputs: Inputs, target?: Target, additionalForwardArgs?: unknown, internalBatchSize?: number | null];
export type InputXGradientArguments = PythonArguments<typeof PARAMETERS, Parameters>;

/**
 * Each input times the derivative of the output by it (Shrikumar et al., arXiv:1605.01713).
 *
 * @example
 * const attributions = await new InputXGradient(model).attribute(x, { target: 0 });
 */
export class InputXGradient extends GradientAttribution {
  override get multipliesByInputs(): boolean {
    return true;
  }

  /** @throws ValueError for inputs of integers, or without a target where the output has several numbers for an example */
  async attribute<const Args extends InputXGradientArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: InputXGradientArguments): Promise<unknown> {
    const [given, target, additional, internalBatchSize] = bindAttribute(PARAMETERS, 1, args) as Parameters;
    const inputs = formatInputs(given);
    requireFloats(inputs);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const run = this.compiled(problem, [], () => (xs: ReturnType<typeof formatInputs>, side: typeof xs) => {
      return gradientsOf(problem.score, xs, side).map((gradient, i) => gradient.mul(xs[i]!));
    });
    const attributions = await this.inBlocks(problem, rowsAtOnce(internalBatchSize, inputs), (rowsOf, side) =>
      run(rowsOf(inputs), side),
    );
    return likeInputs(given, attributions);
  }
}
