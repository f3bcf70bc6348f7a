import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasSchedule } from './keras-schedule.js';
import { LearningRateSchedule, requirePositive, stepAsFloat } from './learning-rate-schedule.js';
import { COSINE_DECAY_RESTARTS_PARAMETERS, type CosineDecayRestartsArguments } from './signatures.js';

export interface CosineDecayRestartsOptions {
  /** The rate at step 0. */
  initialLearningRate: number;
  firstDecaySteps: number;
  /** How much longer each period is than the one before. */
  tMul?: number;
  /** How much of the learning rate each period starts with, compared to the one before. */
  mMul?: number;
  /** The lowest learning rate, as a fraction of the initial one. */
  alpha?: number;
  /** The name; by default one made from that of the class. */
  name?: string;
}

/**
 * Cosine decay with warm restarts (Loshchilov and Hutter, arXiv:1608.03983).
 *
 * @example
 * const schedule = new CosineDecayRestarts(0.1, 1000, { mMul: 0.5 });
 * const optimizer = new SGD(schedule);
 */
export class CosineDecayRestarts extends LearningRateSchedule {
  static override readonly kerasName = /* @__PURE__ */ kerasSchedule(this, 'CosineDecayRestarts');

  readonly initialLearningRate: number;
  readonly firstDecaySteps: number;
  readonly tMul: number;
  readonly mMul: number;
  readonly alpha: number;
  override readonly name: string;

  /** @throws ValueError unless firstDecaySteps > 0 */
  constructor(...args: CosineDecayRestartsArguments) {
    super();
    const options = bindOptions(COSINE_DECAY_RESTARTS_PARAMETERS, args);
    requirePositive('first_decay_steps', options.firstDecaySteps);
    this.initialLearningRate = options.initialLearningRate;
    this.firstDecaySteps = options.firstDecaySteps;
    this.tMul = options.tMul ?? 2;
    this.mMul = options.mMul ?? 1;
    this.alpha = options.alpha ?? 0;
    this.name = options.name ?? 'SGDRDecay';
  }

  override call(step: Tensor): Tensor {
    const { restarts, fraction } = this.#position(stepAsFloat(step).div(this.firstDecaySteps));
    const scale = ops.power(this.mMul, restarts).mul(0.5);
    const cosine = fraction.mul(Math.PI).cos().add(1).mul(scale);
    return cosine
      .mul(1 - this.alpha)
      .add(this.alpha)
      .mul(this.initialLearningRate);
  }

  /** How many restarts there were after a time counted in first periods, and how much of the present period is over. */
  #position(time: Tensor): { restarts: Tensor; fraction: Tensor } {
    const { tMul } = this;
    if (tMul === 1) {
      const restarts = time.floor();
      return { restarts, fraction: time.sub(restarts) };
    }
    // The first n periods take 1 + tMul + ... + tMul^(n-1) = (1 - tMul^n) / (1 - tMul).
    const restarts = ops
      .log(ops.subtract(1, time.mul(1 - tMul)))
      .div(Math.log(tMul))
      .floor();
    const period = ops.power(tMul, restarts);
    const start = ops.subtract(1, period).div(1 - tMul);
    return { restarts, fraction: time.sub(start).div(period) };
  }

  override getConfig(): Record<string, unknown> {
    return {
      initial_learning_rate: this.initialLearningRate,
      first_decay_steps: this.firstDecaySteps,
      t_mul: this.tMul,
      m_mul: this.mMul,
      alpha: this.alpha,
      name: this.name,
    };
  }
}
