import type { Tensor } from '@org/core';
import { LearningRateSchedule, requirePositive, stepAsFloat } from './learning-rate-schedule.js';

export interface RateDecayOptions {
  /** The rate at step 0. */
  initialLearningRate: number;
  /** Over how many steps the rate decays. */
  decaySteps: number;
  /** The factor of the rate over `decaySteps`. */
  decayRate: number;
  /** Decays once every `decaySteps` steps. */
  staircase?: boolean;
  /** The name; by default one made from that of the class. */
  name?: string;
}

/** Base of the schedules that decay at a rate for every `decaySteps` steps. */
export abstract class RateDecay extends LearningRateSchedule {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
  readonly staircase: boolean;
  override readonly name: string;

  /** @throws ValueError unless decaySteps > 0 */
  constructor(className: string, options: RateDecayOptions) {
    super();
    requirePositive('decay_steps', options.decaySteps);
    this.initialLearningRate = options.initialLearningRate;
    this.decaySteps = options.decaySteps;
    this.decayRate = options.decayRate;
    this.staircase = options.staircase ?? false;
    this.name = options.name ?? className;
  }

  /** How many times `decaySteps` steps have passed; whole times of a staircase. */
  protected periods(step: Tensor): Tensor {
    const periods = stepAsFloat(step).div(this.decaySteps);
    return this.staircase ? periods.floor() : periods;
  }

  override getConfig(): Record<string, unknown> {
    return {
      initial_learning_rate: this.initialLearningRate,
      decay_steps: this.decaySteps,
      decay_rate: this.decayRate,
      staircase: this.staircase,
      name: this.name,
    };
  }
}
