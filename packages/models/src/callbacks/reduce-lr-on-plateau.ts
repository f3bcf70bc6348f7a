import { ValueError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { printLine } from '../display/output.js';
import { formatFloat } from '../display/python-format.js';
import type { Logs } from './callback.js';
import { learningRateOf, logLearningRates, type NamedOptimizer, optimizersOf } from './learning-rate.js';
import { MonitorCallback, type MonitorOptions } from './monitor-callback.js';
import { REDUCE_LR_ON_PLATEAU_PARAMETERS, type ReduceLROnPlateauArguments } from './signatures.js';

export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** The learning rate is multiplied by it; less than 1. */
  factor?: number;
  /** For how many epochs the value may fail to improve. */
  patience?: number;
  /** 1 prints when the learning rate is reduced. */
  verbose?: number;
  /** The least change that counts as an improvement. */
  minDelta?: number;
  /** How many epochs are waited after a reduction. */
  cooldown?: number;
  /** The learning rate stays at least that large. */
  minLr?: number;
}

/**
 * Reduces the learning rate when a value has stopped to improve, and adds the rate to the logs.
 *
 * @throws ValueError for a factor of 1 or more
 * @example
 * const callback = new ReduceLROnPlateau({ monitor: 'val_loss', factor: 0.2, patience: 5, minLr: 0.001 });
 */
export class ReduceLROnPlateau extends MonitorCallback {
  readonly factor: number;
  readonly patience: number;
  readonly verbose: number;
  readonly cooldown: number;
  readonly minLr: number;
  /** Epochs since the last improvement. */
  wait = 0;
  /** Epochs for which nothing is reduced. */
  cooldownCounter = 0;

  constructor(...args: ReduceLROnPlateauArguments) {
    const options = bindOptions(REDUCE_LR_ON_PLATEAU_PARAMETERS, args);
    super(options, null, options.minDelta ?? 1e-4);
    const { factor = 0.1, patience = 10, verbose = 0, cooldown = 0, minLr = 0 } = options;
    if (factor >= 1) {
      throw new ValueError('ReduceLROnPlateau does not support a factor >= 1.0.', { received: String(factor) });
    }
    this.factor = factor;
    this.patience = patience;
    this.verbose = verbose;
    this.cooldown = cooldown;
    this.minLr = minLr;
  }

  /** Whether the rate was lowered so lately that nothing is counted yet. */
  inCooldown(): boolean {
    return this.cooldownCounter > 0;
  }

  override onTrainBegin(): void {
    this.best = null;
    this.cooldownCounter = 0;
    this.wait = 0;
  }

  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    this.chooseMonitorOp();
    await logLearningRates(this.model, logs);
    const current = logs[this.monitor];
    if (current === undefined) {
      console.warn(
        `Learning rate reduction is conditioned on metric \`${this.monitor}\` which is not available. ` +
          `Available metrics are: ${Object.keys(logs).join(',')}.`,
      );
      return;
    }
    if (this.inCooldown()) {
      this.cooldownCounter -= 1;
      this.wait = 0;
    }
    if (this.isImprovement(current, this.best)) {
      this.best = current;
      this.wait = 0;
    } else if (!this.inCooldown()) {
      this.wait += 1;
      if (this.wait >= this.patience) await this.#reduceAll(epoch);
    }
  }

  async #reduceAll(epoch: number): Promise<void> {
    let isReduced = false;
    for (const each of optimizersOf(this.model)) isReduced = (await this.#reduce(each, epoch)) || isReduced;
    if (!isReduced) return;
    this.cooldownCounter = this.cooldown;
    this.wait = 0;
  }

  async #reduce({ optimizer, name }: NamedOptimizer, epoch: number): Promise<boolean> {
    const old = await learningRateOf(optimizer);
    if (old <= Math.fround(this.minLr)) return false;
    const rate = Math.max(old * this.factor, this.minLr);
    optimizer.learningRate = rate;
    if (this.verbose > 0) {
      const which = name ? `${name} learning rate` : 'learning rate';
      printLine(`\nEpoch ${epoch + 1}: ReduceLROnPlateau reducing ${which} to ${formatFloat(rate)}.`);
    }
    return true;
  }
}
