import { bindOptions, ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasSchedule } from './keras-schedule.js';
import { LearningRateSchedule, requirePositive, stepAsFloat } from './learning-rate-schedule.js';

export interface InverseTimeDecayOptions {
  initialLearningRate: number;
  decaySteps: number;
  decayRate: number;
  /** Decays once every `decaySteps` steps. */
  staircase?: boolean;
  name?: string;
}

const parameters = ['initialLearningRate', 'decaySteps', 'decayRate', 'staircase', 'name'] as const;

/**
 * `initialLearningRate / (1 + decayRate · step / decaySteps)`.
 *
 * @example
 * const schedule = new InverseTimeDecay(0.1, 1, 0.5);
 * await schedule(2).item(); // 0.05
 */
@kerasSchedule
export class InverseTimeDecay extends LearningRateSchedule {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
  readonly staircase: boolean;
  override readonly name: string;

  /** @throws ValueError unless decaySteps > 0 */
  constructor(...args: PythonOptions<typeof parameters, InverseTimeDecayOptions>) {
    super();
    const options = bindOptions<InverseTimeDecayOptions>('InverseTimeDecay', parameters, 3, args);
    requirePositive('decay_steps', options.decaySteps);
    this.initialLearningRate = options.initialLearningRate;
    this.decaySteps = options.decaySteps;
    this.decayRate = options.decayRate;
    this.staircase = options.staircase ?? false;
    this.name = options.name ?? 'InverseTimeDecay';
  }

  override call(step: Tensor): Tensor {
    const periods = stepAsFloat(step).div(this.decaySteps);
    const whole = this.staircase ? periods.floor() : periods;
    return ops.divide(this.initialLearningRate, whole.mul(this.decayRate).add(1));
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
