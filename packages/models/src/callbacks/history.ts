import { Callback, type Logs } from './callback.js';

/**
 * Records the logs of every epoch; `fit` returns it.
 *
 * @example
 * const { epoch, history } = await model.fit(x, y, { epochs: 2, verbose: 0 });
 * epoch; // [0, 1]
 * history.loss!.length; // 2
 */
export class History extends Callback {
  epoch: number[] = [];
  /** For each name, the values of all epochs. */
  history: Record<string, number[]> = {};

  override onTrainBegin(): void {
    this.epoch = [];
  }

  override onEpochEnd(epoch: number, logs: Logs = {}): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      this.history[name] ??= [];
      this.history[name].push(value);
    }
    this.model.history = this;
  }
}
