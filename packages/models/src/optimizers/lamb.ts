import { ops, type Tensor, type TensorLike, type Variable } from '@org/core';
import { bindOpenOptions } from '@org/core/internal';
import { AdaptiveMoments, type AdaptiveMomentsOptions } from './adaptive-moments.js';
import { kerasOptimizer } from './keras-optimizer.js';
import { movingAverage } from './moving-average.js';
import { localStep } from './optimizer.js';
import { addMovingAverages, type BuildArguments, type Slots, variablesToBuild } from './optimizer-state.js';
import { LAMB_PARAMETERS, type LambArguments } from './signatures.js';

export type LambOptions = AdaptiveMomentsOptions;

const norm = (x: Tensor): Tensor => x.square().sum().sqrt();

/**
 * Adam whose step in each variable is scaled to the norm of that variable, for very large batches (You et al.,
 * arXiv:1904.00962).
 *
 * @example
 * model.compile({ optimizer: new Lamb(0.001), loss: 'mse' });
 */
export class Lamb extends AdaptiveMoments {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'Lamb');

  #momentums: Slots = [];
  #velocities: Slots = [];

  constructor(...args: LambArguments) {
    super(bindOpenOptions(LAMB_PARAMETERS, args));
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    super.build(variables);
    [this.#momentums = [], this.#velocities = []] = addMovingAverages(this, variables, {
      momentum: this.beta1,
      velocity: this.beta2,
    });
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: TensorLike): void {
    const i = this._getVariableIndex(variable);
    const momentum = this.#momentums[i]!;
    const velocity = this.#velocities[i]!;
    const step = localStep(this, variable.dtype);
    const first = movingAverage(momentum, gradient, this.beta1);
    const second = movingAverage(velocity, gradient.square(), this.beta2);
    this.assign(momentum, first);
    this.assign(velocity, second);
    const mean = ops.divide(1, ops.subtract(1, ops.power(this.beta1, step)));
    const root = ops.divide(1, ops.subtract(1, ops.power(this.beta2, step))).sqrt();
    const update = first.mul(mean).div(second.sqrt().mul(root).add(this.epsilon));

    const ofVariable = norm(variable.uncast);
    const ofUpdate = norm(update);
    const trusted = ofVariable.greater(0).logicalAnd(ofUpdate.greater(0));
    const ratio = ops.where(trusted, ofVariable.div(ofUpdate), 1);
    this.assignSub(variable, update.mul(ratio.mul(learningRate)));
  }
}
