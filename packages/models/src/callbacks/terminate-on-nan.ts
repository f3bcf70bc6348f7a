import { RuntimeError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { printLine } from '../display/output.js';
import { formatFloat } from '../display/python-format.js';
import { Callback, type Logs, watchesBatches } from './callback.js';
import { TERMINATE_ON_NA_N_PARAMETERS, type TerminateOnNaNArguments } from './signatures.js';

export interface TerminateOnNaNOptions {
  /** Whether to throw rather than to end training quietly. */
  raiseError?: boolean;
}

/**
 * Ends training when the loss is NaN or infinite. Where several batches are one run, it looks once a run: the loss of an epoch
 * is a running mean, which stays invalid.
 *
 * @throws RuntimeError with `raiseError`, naming epoch and batch
 * @example
 * await model.fit(x, y, { callbacks: [new TerminateOnNaN()] });
 */
export class TerminateOnNaN extends Callback {
  readonly raiseError: boolean;
  #epoch = 0;

  constructor(...args: TerminateOnNaNArguments) {
    super();
    const options = bindOptions(TERMINATE_ON_NA_N_PARAMETERS, args);
    this.raiseError = options.raiseError ?? false;
  }

  override onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
  }

  override onTrainBatchEnd(batch: number, { loss }: Logs = {}): void {
    if (loss === undefined || Number.isFinite(loss)) return;
    if (this.raiseError) {
      throw new RuntimeError(`NaN or Inf loss encountered at batch ${batch} of epoch ${this.#epoch + 1}.`, {
        received: `loss ${formatFloat(loss)}`,
        hint: 'lower the learning rate, clip gradients, or look for invalid values in the data.',
      });
    }
    printLine(`Batch ${batch}: Invalid loss, terminating training`);
    this.model.stopTraining = true;
  }

  override [watchesBatches](): boolean {
    return false;
  }
}
