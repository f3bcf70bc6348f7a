import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasSchedule } from './keras-schedule.js';
import { LearningRateSchedule, requirePositive, stepAsFloat } from './learning-rate-schedule.js';
import { COSINE_DECAY_PARAMETERS, type CosineDecayArguments } from './signatures.js';

export interface CosineDecayOptions {
  /** The rate at step 0. */
  initialLearningRate: number;
  /** Over how many steps the rate decays. */
  decaySteps: number;
  /** The last learning rate, as a fraction of that at which the decay starts. */
  alpha?: number;
  /** The name; by default one made from that of the class. */
  name?: string;
  /** Where a linear warmup from `initialLearningRate` leads; null for none. */
  warmupTarget?: number | null;
  warmupSteps?: number;
}

/**
 * Half a period of a cosine in `decaySteps` steps (Loshchilov and Hutter, arXiv:1608.03983), optionally after a linear warmup
 * (Goyal et al., arXiv:1706.02677).
 *
 * @example
 * const schedule = new CosineDecay(0, 1000, { warmupTarget: 0.1, warmupSteps: 100 });
 * const optimizer = new SGD(schedule);
 */
export class CosineDecay extends LearningRateSchedule {
  static override readonly kerasName = /* @__PURE__ */ kerasSchedule(this, 'CosineDecay');

  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly alpha: number;
  override readonly name: string;
  readonly warmupTarget: number | null;
  readonly warmupSteps: number;

  /** @throws ValueError unless decaySteps > 0 */
  constructor(...args: CosineDecayArguments) {
    super();
    const options = bindOptions(COSINE_DECAY_PARAMETERS, args);
    requirePositive('decay_steps', options.decaySteps);
    this.initialLearningRate = options.initialLearningRate;
    this.decaySteps = options.decaySteps;
    this.alpha = options.alpha ?? 0;
    this.name = options.name ?? 'CosineDecay';
    this.warmupTarget = options.warmupTarget ?? null;
    this.warmupSteps = options.warmupSteps ?? 0;
  }

  override call(step: Tensor): Tensor {
    const { initialLearningRate, warmupTarget, warmupSteps } = this;
    const now = stepAsFloat(step);
    if (warmupTarget === null) return this.#decayed(now, initialLearningRate);
    const warmingUp = now
      .div(warmupSteps)
      .mul(warmupTarget - initialLearningRate)
      .add(initialLearningRate);
    return ops.where(now.less(warmupSteps), warmingUp, this.#decayed(now.sub(warmupSteps), warmupTarget));
  }

  #decayed(step: Tensor, from: number): Tensor {
    const fraction = step.minimum(this.decaySteps).div(this.decaySteps);
    const cosine = fraction.mul(Math.PI).cos().add(1).mul(0.5);
    return cosine
      .mul(1 - this.alpha)
      .add(this.alpha)
      .mul(from);
  }

  override getConfig(): Record<string, unknown> {
    return {
      initial_learning_rate: this.initialLearningRate,
      decay_steps: this.decaySteps,
      alpha: this.alpha,
      name: this.name,
      warmup_target: this.warmupTarget,
      warmup_steps: this.warmupSteps,
    };
  }
}
