import { ops, type Tensor, type TensorLike, type Variable } from '@org/core';
import { bindOpenOptions } from '@org/core/internal';
import { AdaptiveMoments, type AdaptiveMomentsOptions } from './adaptive-moments.js';
import { kerasOptimizer } from './keras-optimizer.js';
import { movingAverage } from './moving-average.js';
import { localStep } from './optimizer.js';
import { addMovingAverages, type BuildArguments, type Slots, variablesToBuild } from './optimizer-state.js';
import { SCHEDULE_FREE_ADAM_W_PARAMETERS, type ScheduleFreeAdamWArguments } from './signatures.js';

export interface ScheduleFreeAdamWOptions extends AdaptiveMomentsOptions {
  /** Where between the iterates (0) and their average (1) gradients are taken. */
  beta1?: number;
  /** Steps in which the learning rate rises from 0. */
  warmupSteps?: number;
}

/**
 * AdamW that averages its iterates in place of a learning rate schedule (Defazio et al., "The Road Less Scheduled",
 * arXiv:2405.15682). The model's variables are y of the paper, the slot `momentum` is z.
 *
 * @example
 * model.compile({ optimizer: new ScheduleFreeAdamW(0.0025, { warmupSteps: 100 }), loss: 'mse' });
 */
export class ScheduleFreeAdamW extends AdaptiveMoments {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'ScheduleFreeAdamW');

  readonly warmupSteps: number;
  #momentums: Slots = [];
  #velocities: Slots = [];

  constructor(...args: ScheduleFreeAdamWArguments) {
    const options = bindOpenOptions(SCHEDULE_FREE_ADAM_W_PARAMETERS, args);
    const { warmupSteps = 0, ...others } = options;
    super({ learningRate: 0.0025, epsilon: 1e-8, ...others });
    this.warmupSteps = warmupSteps;
  }

  /** Rounded before it is subtracted from 1, as in Nadam. */
  get #decay(): number {
    return Math.fround(this.beta2);
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    super.build(variables);
    for (const variable of variables) {
      const start = (): Tensor => variable.uncast;
      this.#momentums.push(this.addOptimizerVariables([variable], 'momentum', start)[0]!);
      const [velocities = []] = addMovingAverages(this, [variable], { velocity: this.#decay });
      this.#velocities.push(velocities[0]!);
    }
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: TensorLike): void {
    const { beta1, warmupSteps } = this;
    const i = this._getVariableIndex(variable);
    const momentum = this.#momentums[i]!;
    const velocity = this.#velocities[i]!;
    const step = localStep(this, variable.dtype);
    const rate =
      warmupSteps > 0
        ? ops.multiply(learningRate, step.div(warmupSteps).minimum(1))
        : ops.cast(learningRate, variable.dtype);

    const before = momentum.uncast;
    // sqrt(v̂) = correction · sqrt(v); both sides of the division are divided by the correction.
    const correction = ops.divide(1, ops.subtract(1, ops.power(this.beta2, step))).sqrt();
    const second = movingAverage(velocity, gradient.square(), this.#decay);
    this.assign(velocity, second);
    const root = second.sqrt();
    const iterate = before.sub(gradient.mul(rate.div(correction)).div(root.add(ops.divide(this.epsilon, correction))));
    this.assign(momentum, iterate);

    const weight = ops.divide(1, step);
    const average = variable.uncast.sub(before.mul(1 - beta1)).div(beta1);
    const nextAverage = average.mul(ops.subtract(1, weight)).add(iterate.mul(weight));
    this.assign(variable, iterate.mul(1 - beta1).add(nextAverage.mul(beta1)));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), warmup_steps: this.warmupSteps };
  }
}
