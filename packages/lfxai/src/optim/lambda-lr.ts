import type { Optimizer } from './optimizer.js';

/**
 * torch's schedule: the optimizer's first learning rate times a function of the number of steps.
 *
 * @example
 * const scheduler = new optim.LambdaLR(optimizer, (step) => 0.95 ** step);
 * scheduler.step(); // after each step of the optimizer
 */
export class LambdaLR {
  readonly #optimizer: Optimizer;
  readonly #lrLambda: (step: number) => number;
  readonly #base: number;
  #steps = 0;

  constructor(optimizer: Optimizer, lrLambda: (step: number) => number) {
    this.#optimizer = optimizer;
    this.#lrLambda = lrLambda;
    this.#base = optimizer.lr;
    optimizer.lr = this.#base * lrLambda(0);
  }

  step(): void {
    this.#steps++;
    this.#optimizer.lr = this.#base * this.#lrLambda(this.#steps);
  }

  getLastLr(): number {
    return this.#optimizer.lr;
  }
}
