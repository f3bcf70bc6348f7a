import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { printLine } from '../display/output.js';
import type { Logs } from './callback.js';
import { MonitorCallback, type MonitorOptions } from './monitor-callback.js';
import { EARLY_STOPPING_PARAMETERS, type EarlyStoppingArguments } from './signatures.js';

export interface EarlyStoppingOptions extends MonitorOptions {
  /** The least change that counts as an improvement. */
  minDelta?: number;
  /** For how many epochs the value may fail to improve. */
  patience?: number;
  /** 1 prints when training is stopped. */
  verbose?: number;
  /** Only values that are better than this one count. */
  baseline?: number | null;
  /** Whether the model gets the weights of its best epoch back. */
  restoreBestWeights?: boolean;
  /** Epochs before this one are not looked at. */
  startFromEpoch?: number;
}

/**
 * Stops training when a value has stopped to improve.
 *
 * @example
 * const callback = new EarlyStopping({ monitor: 'val_loss', patience: 3, restoreBestWeights: true });
 * await model.fit(x, y, { epochs: 100, validationSplit: 0.2, callbacks: [callback] });
 */
export class EarlyStopping extends MonitorCallback {
  readonly patience: number;
  readonly verbose: number;
  readonly baseline: number | null;
  readonly restoreBestWeights: boolean;
  readonly startFromEpoch: number;
  /** Epochs since the last improvement. */
  wait = 0;
  /** The epoch after which training was stopped; 0 if it was not. */
  stoppedEpoch = 0;
  bestEpoch = 0;
  bestWeights: readonly Tensor[] | null = null;

  constructor(...args: EarlyStoppingArguments) {
    const options = bindOptions(EARLY_STOPPING_PARAMETERS, args);
    super(options, null, options.minDelta ?? 0);
    this.patience = options.patience ?? 0;
    this.verbose = options.verbose ?? 0;
    this.baseline = options.baseline ?? null;
    this.restoreBestWeights = options.restoreBestWeights ?? false;
    this.startFromEpoch = options.startFromEpoch ?? 0;
  }

  override onTrainBegin(): void {
    this.wait = 0;
    this.stoppedEpoch = 0;
    this.best = null;
    this.bestWeights = null;
    this.bestEpoch = 0;
  }

  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    this.chooseMonitorOp();
    const current = this.getMonitorValue(logs);
    if (current === null || epoch < this.startFromEpoch) return;
    // If no value ever improves, there are weights to restore all the same.
    if (this.restoreBestWeights && this.bestWeights === null) await this.#remember(epoch);
    this.wait += 1;
    if (this.isImprovement(current, this.best)) {
      this.best = current;
      await this.#remember(epoch);
      if (this.isImprovement(current, this.baseline)) this.wait = 0;
      return;
    }
    if (this.wait >= this.patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      this.model.stopTraining = true;
    }
  }

  override onTrainEnd(): void {
    if (this.stoppedEpoch > 0 && this.verbose > 0) printLine(`Epoch ${this.stoppedEpoch + 1}: early stopping`);
    if (this.bestWeights === null) return;
    if (this.verbose > 0) {
      printLine(`Restoring model weights from the end of the best epoch: ${this.bestEpoch + 1}.`);
    }
    this.model.setWeights(this.bestWeights);
  }

  async #remember(epoch: number): Promise<void> {
    this.bestEpoch = epoch;
    if (this.restoreBestWeights) this.bestWeights = await this.model.getWeights();
  }

  /** The monitored value; null, with a warning, where the logs lack it. Subclasses may compute one of their own. */
  getMonitorValue(logs: Logs = {}): number | null {
    const value = logs[this.monitor];
    if (value !== undefined) return value;
    console.warn(
      `Early stopping conditioned on metric \`${this.monitor}\` which is not available. ` +
        `Available metrics are: ${Object.keys(logs).join(',')}`,
    );
    return null;
  }
}
