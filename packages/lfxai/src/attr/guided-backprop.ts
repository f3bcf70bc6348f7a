import { type GradientRule, type GradientRules, type Tensor, withGradientRules } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from './arguments.js';
import { GradientAttribution } from './attribution.js';
import type { ForwardFunction } from './forward.js';
import { formatInputs, type Inputs, likeInputs, requireFloats } from './inputs.js';
import { gradientsOf, type Problem, problemOf } from './problem.js';
import type { Attributions } from './result.js';
import { rowsAtOnce } from './samples.js';
import type { Target } from './target.js';

const PARAMETERS = ['inputs', 'target', 'additionalForwardArgs', 'internalBatchSize'] as const;
type Parameters = [inputs: Inputs, target?: Target, additionalForwardArgs?: unknown, internalBatchSize?: number | null];
export type ModifiedReluArguments = PythonArguments<typeof PARAMETERS, Parameters>;

/** Only what is positive goes back, and only to where the input was. */
const guided: GradientRule = ([g], _op, own) => own([g!.relu()]);
/** Only what is positive goes back, wherever to. */
const deconvolution: GradientRule = ([g]) => [g!.relu()];

/** Derivatives with another rule for relu, wherever a relu is computed: in layers, inside of `Dense`, or by ops. */
export abstract class ModifiedReluGradientAttribution extends GradientAttribution {
  protected abstract readonly rules: GradientRules;

  constructor(model: ForwardFunction) {
    super(model);
  }

  /** The function that is explained. */
  get model(): ForwardFunction {
    return this.forwardFunc;
  }

  /** @throws ValueError for inputs of integers, or without a target where the output has several numbers for an example */
  async attribute<const Args extends ModifiedReluArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: ModifiedReluArguments): Promise<unknown> {
    const [given, target, additional, internalBatchSize] = bindAttribute(PARAMETERS, 1, args) as Parameters;
    const inputs = formatInputs(given);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const attributions = await this.gradientsFor(problem, inputs, internalBatchSize);
    return likeInputs(given, attributions);
  }

  /** What goes back to the inputs of a problem. */
  gradientsFor(
    problem: Problem,
    inputs: readonly Tensor[],
    internalBatchSize: number | null | undefined,
  ): Promise<Tensor[]> {
    requireFloats(inputs);
    const run = this.compiled(
      problem,
      [],
      () => (xs: readonly Tensor[], side: readonly Tensor[]) =>
        withGradientRules(this.rules, () => gradientsOf(problem.score, xs, side)),
    );
    return this.inBlocks(problem, rowsAtOnce(internalBatchSize, inputs), (rowsOf, side) => run(rowsOf(inputs), side));
  }
}

/**
 * Derivatives in which only positive ones go back through a relu, to where it let something pass (Springenberg et al., arXiv:1412.6806).
 *
 * @example
 * const attributions = await new GuidedBackprop(model).attribute(x, { target: 0 });
 */
export class GuidedBackprop extends ModifiedReluGradientAttribution {
  protected readonly rules: GradientRules = { relu: guided };
}

/**
 * Derivatives in which a relu goes back as a relu: what is positive passes, wherever to (Zeiler & Fergus, arXiv:1311.2901).
 *
 * @example
 * const attributions = await new Deconvolution(model).attribute(x, { target: 0 });
 */
export class Deconvolution extends ModifiedReluGradientAttribution {
  protected readonly rules: GradientRules = { relu: deconvolution };
}
