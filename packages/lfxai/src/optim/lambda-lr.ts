import type { Optimizer } from './optimizer.js';

/**
 * torch's schedule: the optimizer's first learning rate times a function of the number of steps.
 *
 * @example
 * import { nn, optim } from '@org/lfxai';
 * const optimizer = new optim.SGD(new nn.Linear(4, 1).parameters(), { lr: 0.1 });
 * const scheduler = new LambdaLR(optimizer, (step) => 0.95 ** step);
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
