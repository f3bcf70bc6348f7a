import { ops, ValueError } from '@org/core';
import { eachMetric } from '../trainer/compile-metrics.js';
import { Callback } from './callback.js';

export type MonitorMode = 'auto' | 'min' | 'max';

export interface MonitorOptions {
  /** The name of the monitored value in the logs. */
  monitor?: string;
  /** Whether smaller ('min') or larger ('max') values are better; 'auto' asks the metric of that name. */
  mode?: MonitorMode;
}

/** What callbacks share that look for the best value of a metric. */
export abstract class MonitorCallback extends Callback {
  readonly monitor: string;
  readonly mode: MonitorMode;
  /** The best value so far; null before the first one. */
  best: number | null;
  readonly #minDelta: number;
  /** `ops.less` or `ops.greater`, whichever finds the better value; null until the model's metrics are known. */
  monitorOp: typeof ops.less | typeof ops.greater | null = null;

  /** @param minDelta the least change that counts as an improvement */
  constructor({ monitor = 'val_loss', mode = 'auto' }: MonitorOptions, best: number | null, minDelta: number) {
    super();
    const isKnown = ['auto', 'min', 'max'].includes(mode);
    if (!isKnown) console.warn(`${this.constructor.name} mode '${mode}' is unknown, fallback to auto mode.`);
    this.monitor = monitor;
    this.mode = isKnown ? mode : 'auto';
    this.best = best;
    this.#minDelta = Math.abs(minDelta);
  }

  /** Whether `value` is better than `reference`; anything is better than null. */
  protected isImprovement(value: number, reference: number | null): boolean {
    this.chooseMonitorOp();
    if (reference === null) return true;
    // As Keras, which compares in single precision.
    return this.monitorOp === ops.greater
      ? Math.fround(value - this.#minDelta) > Math.fround(reference)
      : Math.fround(value + this.#minDelta) < Math.fround(reference);
  }

  /**
   * Decides whether larger values are better or smaller ones.
   *
   * @throws ValueError in mode 'auto', for a metric that does not tell
   */
  protected chooseMonitorOp(): void {
    this.monitorOp ??= this.#largerIsBetter() ? ops.greater : ops.less;
  }

  #largerIsBetter(): boolean {
    if (this.mode !== 'auto') return this.mode === 'max';
    const name = this.monitor.replace(/^val_/, '');
    if (name === 'loss') return false;
    const metric = eachMetric(this.model.metrics).find((each) => each.name === name && each._direction !== null);
    if (metric) return metric._direction === 'up';
    throw new ValueError(
      `${this.constructor.name} cannot tell whether '${this.monitor}' should become larger or smaller.`,
      { hint: "pass mode: 'max' if larger values are better, mode: 'min' if smaller ones are." },
    );
  }
}
