import { ops, type Tensor, type TensorLike, type Variable } from '@org/core';
import { bindOpenOptions } from '@org/core/internal';
import { AdaptiveMoments, type AdaptiveMomentsOptions } from './adaptive-moments.js';
import { kerasOptimizer } from './keras-optimizer.js';
import { localStep } from './optimizer.js';
import type { Slots } from './optimizer-state.js';
import { type BuildArguments, variablesToBuild } from './optimizer-state.js';
import { ADAMAX_PARAMETERS, type AdamaxArguments } from './signatures.js';

export type AdamaxOptions = AdaptiveMomentsOptions;

/**
 * Adam with the infinity norm in place of the second moment (Kingma and Ba, arXiv:1412.6980, section 7.1).
 *
 * @example
 * model.compile({ optimizer: new Adamax(0.002), loss: 'mse' });
 */
export class Adamax extends AdaptiveMoments {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'Adamax');

  #momentums: Slots = [];
  #norms: Slots = [];

  constructor(...args: AdamaxArguments) {
    super(bindOpenOptions(ADAMAX_PARAMETERS, args));
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    super.build(variables);
    [this.#momentums = [], this.#norms = []] = this.addOptimizerVariables(variables, ['momentum', 'norm']);
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: TensorLike): void {
    const i = this._getVariableIndex(variable);
    const momentum = this.#momentums[i]!;
    const norm = this.#norms[i]!;
    this.assignAdd(momentum, gradient.sub(momentum).mul(1 - this.beta1));
    this.assign(norm, norm.uncast.mul(this.beta2).maximum(gradient.abs()));
    const correction = ops.subtract(1, ops.power(this.beta1, localStep(this, variable.dtype)));
    const step = momentum.uncast.mul(ops.divide(learningRate, correction));
    this.assignSub(variable, step.div(norm.uncast.add(this.epsilon)));
  }
}
