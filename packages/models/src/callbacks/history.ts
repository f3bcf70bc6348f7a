import { Callback, type Logs } from './callback.js';

/** Records the logs of every epoch; `fit` returns it. */
export class History extends Callback {
  epoch: number[] = [];
  /** For each name, the values of all epochs. */
  history: Record<string, number[]> = {};

  override onTrainBegin(): void {
    this.epoch = [];
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      this.history[name] ??= [];
      this.history[name].push(value);
    }
    this.model.history = this;
  }
}
