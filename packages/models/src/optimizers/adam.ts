import { ops, type Tensor, type TensorLike, type Variable } from '@org/core';
import { bindOpenOptions } from '@org/core/internal';
import { AdaptiveMoments, type AdaptiveMomentsOptions } from './adaptive-moments.js';
import { kerasOptimizer } from './keras-optimizer.js';
import { movingAverage } from './moving-average.js';
import { localStep } from './optimizer.js';
import { addMovingAverages, type BuildArguments, type Slots, variablesToBuild } from './optimizer-state.js';
import { ADAM_PARAMETERS, type AdamArguments } from './signatures.js';

export interface AdamOptions extends AdaptiveMomentsOptions {
  /** Divides by the largest second moment so far (Reddi et al., "On the Convergence of Adam and Beyond"). */
  amsgrad?: boolean;
}

/** The moments' decays, as they are named in the options. */
export interface Decays {
  readonly beta1: number;
  readonly beta2: number;
}

/** sqrt(1 - β2^t) / (1 - β1^t): corrects the moments for having started at zero. */
export const biasCorrection = ({ beta1, beta2 }: Decays, step: Tensor): Tensor =>
  ops.divide(ops.sqrt(ops.subtract(1, ops.power(beta2, step))), ops.subtract(1, ops.power(beta1, step)));

/** `rate · m / (sqrt(v) + epsilon)`. */
export const adamStep = (rate: Tensor, m: Variable, v: Variable, epsilon: number): Tensor =>
  m.uncast.mul(rate).div(v.uncast.sqrt().add(epsilon));

/**
 * Adam: steps along a moving average of the gradients, divided by one of their magnitudes (Kingma and Ba, arXiv:1412.6980).
 *
 * @example
 * model.compile({ optimizer: new Adam({ learningRate: 0.001 }), loss: 'mse' });
 */
export class Adam extends AdaptiveMoments {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'Adam');

  readonly amsgrad: boolean;
  #momentums: Slots = [];
  #velocities: Slots = [];
  #velocityHats: Slots = [];

  constructor(...args: AdamArguments) {
    const { amsgrad = false, ...options } = bindOpenOptions(ADAM_PARAMETERS, args);
    super(options);
    this.amsgrad = amsgrad;
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    super.build(variables);
    [this.#momentums = [], this.#velocities = []] = addMovingAverages(this, variables, {
      momentum: this.beta1,
      velocity: this.beta2,
    });
    if (this.amsgrad) [this.#velocityHats = []] = addMovingAverages(this, variables, { velocity_hat: this.beta2 });
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: TensorLike): void {
    const i = this._getVariableIndex(variable);
    const momentum = this.#momentums[i]!;
    const velocity = this.#velocities[i]!;
    const largest = this.#velocityHats[i];
    this.assign(momentum, movingAverage(momentum, gradient, this.beta1));
    this.assign(velocity, movingAverage(velocity, gradient.square(), this.beta2));
    if (largest) this.assign(largest, largest.uncast.maximum(velocity));
    const rate = ops.multiply(learningRate, biasCorrection(this, localStep(this, variable.dtype)));
    this.assignSub(variable, adamStep(rate, momentum, largest ?? velocity, this.epsilon));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), amsgrad: this.amsgrad };
  }
}
