import { Progbar } from '../display/progress-bar.js';
import { Callback, type CallbackParams, type Logs, watchesBatches } from './callback.js';

/**
 * Prints the progress line of fit, evaluate and predict.
 *
 * @example
 * await model.fit(x, y, { verbose: 0, callbacks: [new ProgbarLogger()] });
 */
export class ProgbarLogger extends Callback {
  #bar: Progbar | null = null;
  #seen = 0;
  /** Steps of an epoch: those of the first, where nobody knew them before. */
  #steps: number | null = null;
  /** Validation inside `fit` is silent. */
  #inFit = false;

  override setParams(params: CallbackParams): void {
    super.setParams(params);
    this.#steps = params.steps;
  }

  override onTrainBegin(): void {
    this.#inFit = true;
  }

  override onEpochBegin(epoch: number): void {
    this.#start();
    if (this.params.verbose && this.params.epochs > 1) this.#bar?.print(`Epoch ${epoch + 1}/${this.params.epochs}\n`);
  }

  override onTrainBatchEnd(batch: number, logs: Logs = {}): void {
    this.#update(batch, logs);
  }

  override onEpochEnd(_epoch: number, logs: Logs = {}): void {
    this.#finish(logs);
  }

  override onTestBegin(): void {
    if (!this.#inFit) this.#start();
  }

  override onTestBatchEnd(batch: number, logs: Logs = {}): void {
    if (!this.#inFit) this.#update(batch, logs);
  }

  override onTestEnd(logs: Logs = {}): void {
    if (!this.#inFit) this.#finish(logs);
  }

  override onPredictBegin(): void {
    this.#start();
  }

  override onPredictBatchEnd(batch: number): void {
    this.#update(batch, {});
  }

  override onPredictEnd(): void {
    this.#finish({});
  }

  #start(): void {
    this.#seen = 0;
    this.#bar = new Progbar(this.#steps, { verbose: this.params.verbose, unitName: 'step' });
  }

  #update(batch: number, logs: Logs): void {
    this.#seen = batch + 1;
    if (this.params.verbose === 1) this.#bar?.update(this.#seen, Object.entries(logs), false);
  }

  #finish(logs: Logs): void {
    this.#steps ??= this.#seen;
    if (this.#bar) this.#bar.target = this.#steps;
    this.#bar?.update(this.#steps, Object.entries(logs), true);
  }

  /** A bar moves as well in larger steps. */
  override [watchesBatches](): boolean {
    return false;
  }
}
