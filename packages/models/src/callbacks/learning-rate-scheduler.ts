import { ValueError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { printLine } from '../display/output.js';
import { formatFloat } from '../display/python-format.js';
import { Callback, type Logs } from './callback.js';
import { learningRateOf, logLearningRates, optimizersOf } from './learning-rate.js';
import { LEARNING_RATE_SCHEDULER_PARAMETERS, type LearningRateSchedulerArguments } from './signatures.js';

export interface LearningRateSchedulerOptions {
  /** The learning rate of an epoch (counted from 0), from the present one. */
  schedule: (epoch: number, learningRate: number) => number;
  /** 1 prints each learning rate. */
  verbose?: number;
}

/**
 * Sets the learning rate at the beginning of each epoch, and adds it to the logs.
 *
 * @throws ValueError when the schedule returns no number
 * @example
 * const halve = new LearningRateScheduler((epoch, rate) => (epoch < 10 ? rate : rate / 2));
 */
export class LearningRateScheduler extends Callback {
  readonly schedule: LearningRateSchedulerOptions['schedule'];
  readonly verbose: number;

  constructor(...args: LearningRateSchedulerArguments) {
    super();
    const options = bindOptions(LEARNING_RATE_SCHEDULER_PARAMETERS, args);
    this.schedule = options.schedule;
    this.verbose = options.verbose ?? 0;
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    for (const { optimizer, name } of optimizersOf(this.model)) {
      const rate: unknown = this.schedule(epoch, await learningRateOf(optimizer));
      if (typeof rate !== 'number') {
        throw new ValueError('The schedule of a LearningRateScheduler must return a number.', {
          received: String(rate),
        });
      }
      optimizer.learningRate = rate;
      if (this.verbose > 0) {
        const which = name ? `${name} learning rate` : 'learning rate';
        printLine(`\nEpoch ${epoch + 1}: LearningRateScheduler setting ${which} to ${formatFloat(rate)}.`);
      }
    }
  }

  override async onEpochEnd(_epoch: number, logs: Logs = {}): Promise<void> {
    await logLearningRates(this.model, logs);
  }
}
