import { ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { movingAverages } from '../optimizers/optimizer.js';
import { Callback } from './callback.js';
import { SWAP_EMA_WEIGHTS_PARAMETERS, type SwapEMAWeightsArguments } from './signatures.js';

export interface SwapEMAWeightsOptions {
  /** Whether the model has the averages also between epochs, so that callbacks that save it save them. */
  swapOnEpoch?: boolean;
}

/**
 * Evaluates and predicts with the moving averages of the weights, which the optimizer keeps with `useEma: true`.
 *
 * @throws ValueError where the optimizer keeps no averages
 * @example
 * model.compile({ optimizer: new SGD({ useEma: true }), loss: 'mse' });
 * await model.fit(x, y, { callbacks: [new SwapEMAWeights()] });
 */
export class SwapEMAWeights extends Callback {
  readonly swapOnEpoch: boolean;
  #isSwapped = false;

  constructor(...args: SwapEMAWeightsArguments) {
    super();
    const options = bindOptions(SWAP_EMA_WEIGHTS_PARAMETERS, args);
    this.swapOnEpoch = options.swapOnEpoch ?? false;
  }

  override onEpochBegin(): void {
    if (this.swapOnEpoch) this.#swap(false);
  }

  override onEpochEnd(epoch: number): void {
    if (!this.swapOnEpoch || this.#isSwapped) return;
    this.#swap(true);
    // The optimizer gives the variables their averages once more at the end of training.
    if (epoch === this.params.epochs - 1)
      for (const [variable, average] of this.#pairs()) average.assign(variable.uncast);
  }

  override onTestBegin(): void {
    this.#swap(true);
  }

  override onTestEnd(): void {
    this.#swap(false);
  }

  override onPredictBegin(): void {
    this.#swap(true);
  }

  override onPredictEnd(): void {
    this.#swap(false);
  }

  /** Puts the averages into the model, or takes them out. */
  #swap(intoModel: boolean): void {
    if (this.#isSwapped === intoModel) return;
    for (const [variable, average] of this.#pairs()) {
      const value = variable.uncast;
      variable.assign(average.uncast);
      average.assign(value);
    }
    this.#isSwapped = intoModel;
  }

  #pairs(): readonly (readonly [Variable, Variable])[] {
    const pairs = this.model.optimizer?.[movingAverages] ?? [];
    if (pairs.length > 0) return pairs;
    throw new ValueError('SwapEMAWeights needs an optimizer that keeps moving averages of the weights.', {
      hint: 'pass useEma: true to the optimizer, and train before evaluating.',
    });
  }
}
