import { Callback, type Logs } from './callback.js';

/** Records the logs of every epoch; `fit` returns it. */
export class History extends Callback {
  epoch: number[] = [];
  /** Values by name, in alphabetical order of the names. */
  history: Record<string, number[]> = {};

  override onTrainBegin(): void {
    this.epoch = [];
    this.history = {};
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      this.history[name] ??= [];
      this.history[name].push(value);
    }
    this.history = Object.fromEntries(Object.entries(this.history).sort(([a], [b]) => (a < b ? -1 : 1)));
    this.model.history = this;
  }
}
