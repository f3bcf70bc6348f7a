import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasSchedule } from './keras-schedule.js';
import { LearningRateSchedule, requirePositive, stepAsFloat } from './learning-rate-schedule.js';
import { POLYNOMIAL_DECAY_PARAMETERS, type PolynomialDecayArguments } from './signatures.js';

export interface PolynomialDecayOptions {
  /** The rate at step 0. */
  initialLearningRate: number;
  /** Over how many steps the rate decays. */
  decaySteps: number;
  endLearningRate?: number;
  power?: number;
  /** Starts again, with more steps, instead of staying at the end. */
  cycle?: boolean;
  /** The name; by default one made from that of the class. */
  name?: string;
}

/**
 * `(initialLearningRate - endLearningRate) · (1 - step / decaySteps) ^ power + endLearningRate`, and `endLearningRate` after
 * `decaySteps`; with `cycle`, `decaySteps` is the next multiple of itself instead.
 *
 * @example
 * const schedule = new PolynomialDecay(0.1, 10000, { endLearningRate: 0.01, power: 0.5 });
 * const optimizer = new SGD(schedule);
 */
export class PolynomialDecay extends LearningRateSchedule {
  static override readonly kerasName = /* @__PURE__ */ kerasSchedule(this, 'PolynomialDecay');

  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly endLearningRate: number;
  readonly power: number;
  readonly cycle: boolean;
  override readonly name: string;

  /** @throws ValueError unless decaySteps > 0 */
  constructor(...args: PolynomialDecayArguments) {
    super();
    const options = bindOptions(POLYNOMIAL_DECAY_PARAMETERS, args);
    requirePositive('decay_steps', options.decaySteps);
    this.initialLearningRate = options.initialLearningRate;
    this.decaySteps = options.decaySteps;
    this.endLearningRate = options.endLearningRate ?? 0.0001;
    this.power = options.power ?? 1;
    this.cycle = options.cycle ?? false;
    this.name = options.name ?? 'PolynomialDecay';
  }

  override call(step: Tensor): Tensor {
    const remaining = ops.subtract(1, this.#progress(stepAsFloat(step)));
    return remaining
      .pow(this.power)
      .mul(this.initialLearningRate - this.endLearningRate)
      .add(this.endLearningRate);
  }

  /** From 0 to 1. */
  #progress(step: Tensor): Tensor {
    if (!this.cycle) return step.minimum(this.decaySteps).div(this.decaySteps);
    const cycles = step.div(this.decaySteps).ceil().maximum(1);
    return step.div(cycles.mul(this.decaySteps));
  }

  override getConfig(): Record<string, unknown> {
    return {
      initial_learning_rate: this.initialLearningRate,
      decay_steps: this.decaySteps,
      end_learning_rate: this.endLearningRate,
      power: this.power,
      cycle: this.cycle,
      name: this.name,
    };
  }
}
