import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasSchedule } from './keras-schedule.js';
import { RateDecay, type RateDecayOptions } from './rate-decay.js';
import { EXPONENTIAL_DECAY_PARAMETERS, type ExponentialDecayArguments } from './signatures.js';

export type ExponentialDecayOptions = RateDecayOptions;

/**
 * `initialLearningRate · decayRate ^ (step / decaySteps)`.
 *
 * @throws ValueError unless decaySteps > 0
 * @example
 * const schedule = new ExponentialDecay(0.1, { decaySteps: 1000, decayRate: 0.96 });
 * const optimizer = new SGD(schedule);
 */
export class ExponentialDecay extends RateDecay {
  static override readonly kerasName = /* @__PURE__ */ kerasSchedule(this, 'ExponentialDecay');

  constructor(...args: ExponentialDecayArguments) {
    super('ExponentialDecay', bindOptions(EXPONENTIAL_DECAY_PARAMETERS, args));
  }

  override call(step: Tensor): Tensor {
    return ops.power(this.decayRate, this.periods(step)).mul(this.initialLearningRate);
  }
}
