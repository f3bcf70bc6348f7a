import { Optimizer } from './optimizer.js';
import type { OptimizerOptions } from './optimizer-options.js';

export interface AdaptiveMomentsOptions extends OptimizerOptions {
  /** How much of the mean of the gradients each step keeps. */
  beta1?: number;
  /** How much of the mean of their magnitudes each step keeps. */
  beta2?: number;
  /** Added to what is divided by. */
  epsilon?: number;
}

/** Base of Adam and its relatives, which follow the mean of the gradients, divided by their magnitude. */
export abstract class AdaptiveMoments extends Optimizer {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  constructor(options: AdaptiveMomentsOptions) {
    const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, ...shared } = options;
    super({ learningRate, ...shared });
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), beta_1: this.beta1, beta_2: this.beta2, epsilon: this.epsilon };
  }
}
