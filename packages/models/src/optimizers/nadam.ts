import { floatx, ops, type Tensor, type TensorLike, Variable } from '@org/core';
import { bindOpenOptions } from '@org/core/internal';
import { AdaptiveMoments, type AdaptiveMomentsOptions } from './adaptive-moments.js';
import { kerasOptimizer } from './keras-optimizer.js';
import { movingAverage } from './moving-average.js';
import { localStep, updateVariables } from './optimizer.js';
import { addMovingAverages, type BuildArguments, recordOf, type Slots, variablesToBuild } from './optimizer-state.js';
import { NADAM_PARAMETERS, type NadamArguments } from './signatures.js';
import type { Update } from './update.js';

export type NadamOptions = AdaptiveMomentsOptions;

const MOMENTUM_DECAY = 0.96;

/**
 * Adam with Nesterov's momentum (Dozat, "Incorporating Nesterov Momentum into Adam").
 *
 * @example
 * model.compile({ optimizer: new Nadam(0.001), loss: 'mse' });
 */
export class Nadam extends AdaptiveMoments {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'Nadam');

  #momentums: Slots = [];
  #velocities: Slots = [];
  /** Product of the momentum schedule up to now. */
  #product: Variable | null = null;

  constructor(...args: NadamArguments) {
    super(bindOpenOptions(NADAM_PARAMETERS, args));
  }

  /** Unlike Adam's, these decays are rounded before they are subtracted from 1, which shows in the fifth digit. */
  get #averageDecays(): { momentum: number; velocity: number } {
    return { momentum: Math.fround(this.beta1), velocity: Math.fround(this.beta2) };
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    super.build(variables);
    [this.#momentums = [], this.#velocities = []] = addMovingAverages(this, variables, this.#averageDecays);
    // Saved last, under a name of its own.
    this.#product = new Variable(1, { dtype: variables[0]?.dtype ?? floatx(), trainable: false });
    recordOf(this).variables.push(this.#product);
  }

  /** The momentum at a step: β1 (1 - 0.96^step / 2). */
  #momentumAt(step: Tensor): Tensor {
    return ops.subtract(1, ops.power(MOMENTUM_DECAY, step).mul(0.5)).mul(this.beta1);
  }

  override [updateVariables](updates: readonly Update[]): void {
    const product = this.#product!;
    this.assign(product, product.uncast.mul(this.#momentumAt(localStep(this, product.dtype))));
    super[updateVariables](updates);
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: TensorLike): void {
    const i = this._getVariableIndex(variable);
    const momentum = this.#momentums[i]!;
    const velocity = this.#velocities[i]!;
    const step = localStep(this, variable.dtype);
    const now = this.#momentumAt(step);
    const next = this.#momentumAt(step.add(1));
    const product = this.#product!.uncast.cast(variable.dtype);

    const first = movingAverage(momentum, gradient, this.#averageDecays.momentum);
    const second = movingAverage(velocity, gradient.square(), this.#averageDecays.velocity);
    this.assign(momentum, first);
    this.assign(velocity, second);
    // sqrt(v̂) = correction · sqrt(v); both sides of the division are divided by the correction.
    const correction = ops.divide(1, ops.subtract(1, ops.power(this.beta2, step))).sqrt();
    const rate = ops.divide(learningRate, correction);
    const ofMomentum = next.div(ops.subtract(1, product.mul(next)));
    const ofGradient = ops.subtract(1, now).div(ops.subtract(1, product));
    const numerator = first.mul(ofMomentum.mul(rate)).add(gradient.mul(ofGradient.mul(rate)));
    this.assignSub(variable, numerator.div(second.sqrt().add(ops.divide(this.epsilon, correction))));
  }
}
