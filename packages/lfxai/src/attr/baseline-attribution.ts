import { GradientAttribution } from './attribution.js';
import type { ForwardFunction } from './forward.js';
import { type MultiplyByInputs, multiplyByInputsOf } from './multiply-by-inputs.js';

/** A method of derivatives that compares inputs with baselines, and knows by how much its attributions miss what the two differ in. */
export abstract class BaselineAttribution extends GradientAttribution {
  readonly #multiplyByInputs: boolean;

  /** @param multiplyByInputs whether the difference between input and baseline is a factor */
  constructor(forwardFunc: ForwardFunction, multiplyByInputs: MultiplyByInputs = true) {
    super(forwardFunc);
    this.#multiplyByInputs = multiplyByInputsOf(multiplyByInputs);
  }

  override get takesBaselines(): boolean {
    return true;
  }

  override get multipliesByInputs(): boolean {
    return this.#multiplyByInputs;
  }

  override hasConvergenceDelta(): boolean {
    return true;
  }
}
