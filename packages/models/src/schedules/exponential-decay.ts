import { bindOptions, ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasSchedule } from './keras-schedule.js';
import { LearningRateSchedule, requirePositive, stepAsFloat } from './learning-rate-schedule.js';

export interface ExponentialDecayOptions {
  initialLearningRate: number;
  decaySteps: number;
  decayRate: number;
  /** Decays once every `decaySteps` steps. */
  staircase?: boolean;
  name?: string;
}

const parameters = ['initialLearningRate', 'decaySteps', 'decayRate', 'staircase', 'name'] as const;

/**
 * `initialLearningRate · decayRate ^ (step / decaySteps)`.
 *
 * @example
 * const schedule = new ExponentialDecay(0.1, { decaySteps: 1000, decayRate: 0.96 });
 * const optimizer = new SGD(schedule);
 */
@kerasSchedule
export class ExponentialDecay extends LearningRateSchedule {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
  readonly staircase: boolean;
  override readonly name: string;

  /** @throws ValueError unless decaySteps > 0 */
  constructor(...args: PythonOptions<typeof parameters, ExponentialDecayOptions>) {
    super();
    const options = bindOptions<ExponentialDecayOptions>('ExponentialDecay', parameters, 3, args);
    requirePositive('decay_steps', options.decaySteps);
    this.initialLearningRate = options.initialLearningRate;
    this.decaySteps = options.decaySteps;
    this.decayRate = options.decayRate;
    this.staircase = options.staircase ?? false;
    this.name = options.name ?? 'ExponentialDecay';
  }

  override call(step: Tensor): Tensor {
    const periods = stepAsFloat(step).div(this.decaySteps);
    const exponent = this.staircase ? periods.floor() : periods;
    return ops.power(this.decayRate, exponent).mul(this.initialLearningRate);
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
