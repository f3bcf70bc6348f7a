import { ops, type Tensor, Variable } from '@org/core';
import { decayed, Optimizer } from './optimizer.js';

export interface AdamOptions {
  lr?: number;
  betas?: readonly [number, number];
  eps?: number;
  /** Added to the gradient, times the parameter. */
  weightDecay?: number;
}

const zerosLike = ({ shape }: Variable): Variable => new Variable(ops.zeros(shape), { trainable: false });

/**
 * torch's Adam: weight decay is part of the gradient, and epsilon is added to the corrected root.
 *
 * @example
 * import { nn } from '@org/lfxai';
 * const model = new nn.Linear(4, 1);
 * const optimizer = new Adam(model.parameters(), { lr: 1e-3, weightDecay: 1e-5 });
 * optimizer.minimize(new nn.MSELoss()(model(x), y));
 */
export class Adam extends Optimizer {
  readonly #betas: readonly [number, number];
  readonly #eps: number;
  readonly #weightDecay: number;
  readonly #means: readonly Variable[];
  readonly #squares: readonly Variable[];

  constructor(parameters: readonly Variable[], options: AdamOptions = {}) {
    super(parameters, options.lr ?? 1e-3);
    this.#betas = options.betas ?? [0.9, 0.999];
    this.#eps = options.eps ?? 1e-8;
    this.#weightDecay = options.weightDecay ?? 0;
    this.#means = parameters.map(zerosLike);
    this.#squares = parameters.map(zerosLike);
  }

  protected settings() {
    return { betas: this.#betas, eps: this.#eps, weight_decay: this.#weightDecay, amsgrad: false };
  }

  protected memory() {
    return { exp_avg: this.#means, exp_avg_sq: this.#squares };
  }

  protected row(): number[] {
    const [first, second] = this.#betas;
    return [this.lr / (1 - first ** this.steps), Math.sqrt(1 - second ** this.steps)];
  }

  update(gradients: readonly Tensor[], row: Tensor): void {
    const [first, second] = this.#betas;
    const [size, correction] = [row.at(0), row.at(1)];
    this.parameters.forEach((parameter, i) => {
      const gradient = decayed(gradients[i]!, parameter, this.#weightDecay);
      const mean = this.#means[i]!.mul(first).add(gradient.mul(1 - first));
      const square = this.#squares[i]!.mul(second).add(gradient.mul(gradient).mul(1 - second));
      const root = ops.sqrt(square).div(correction).add(this.#eps);
      this.#means[i]!.assign(mean);
      this.#squares[i]!.assign(square);
      parameter.assignSub(mean.mul(size).div(root));
    });
  }
}
