import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasSchedule } from './keras-schedule.js';
import { RateDecay, type RateDecayOptions } from './rate-decay.js';
import { INVERSE_TIME_DECAY_PARAMETERS, type InverseTimeDecayArguments } from './signatures.js';

export type InverseTimeDecayOptions = RateDecayOptions;

/**
 * `initialLearningRate / (1 + decayRate · step / decaySteps)`.
 *
 * @throws ValueError unless decaySteps > 0
 * @example
 * const schedule = new InverseTimeDecay(0.1, 1, 0.5);
 * await schedule(2).item(); // 0.05
 */
export class InverseTimeDecay extends RateDecay {
  static override readonly kerasName = /* @__PURE__ */ kerasSchedule(this, 'InverseTimeDecay');

  constructor(...args: InverseTimeDecayArguments) {
    super('InverseTimeDecay', bindOptions(INVERSE_TIME_DECAY_PARAMETERS, args));
  }

  override call(step: Tensor): Tensor {
    return ops.divide(this.initialLearningRate, this.periods(step).mul(this.decayRate).add(1));
  }
}
