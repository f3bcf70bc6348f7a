import { ops, type Tensor, Variable } from '@org/core';
import { decayed, Optimizer } from './optimizer.js';

export interface SGDOptions {
  lr?: number;
  momentum?: number;
  nesterov?: boolean;
  weightDecay?: number;
}

/**
 * torch's gradient descent, with momentum of the gradients (not of the steps, as in Keras).
 *
 * @example
 * import { nn } from '@org/lfxai';
 * new SGD(new nn.Linear(4, 1).parameters(), { lr: 0.6, momentum: 0.9, nesterov: true });
 */
export class SGD extends Optimizer {
  readonly #momentum: number;
  readonly #nesterov: boolean;
  readonly #weightDecay: number;
  readonly #velocities: readonly Variable[];

  constructor(parameters: readonly Variable[], options: SGDOptions = {}) {
    super(parameters, options.lr ?? 1e-3);
    this.#momentum = options.momentum ?? 0;
    this.#nesterov = options.nesterov ?? false;
    this.#weightDecay = options.weightDecay ?? 0;
    this.#velocities =
      this.#momentum === 0 ? [] : parameters.map(({ shape }) => new Variable(ops.zeros(shape), { trainable: false }));
  }

  protected settings() {
    return { momentum: this.#momentum, dampening: 0, nesterov: this.#nesterov, weight_decay: this.#weightDecay };
  }

  protected memory(): Record<string, readonly Variable[]> {
    return this.#momentum === 0 ? {} : { momentum_buffer: this.#velocities };
  }

  protected row(): number[] {
    return [this.lr];
  }

  update(gradients: readonly Tensor[], row: Tensor): void {
    this.parameters.forEach((parameter, i) => {
      const direction = this.#direction(decayed(gradients[i]!, parameter, this.#weightDecay), i);
      parameter.assignSub(direction.mul(row.at(0)));
    });
  }

  #direction(gradient: Tensor, i: number): Tensor {
    const velocity = this.#velocities[i];
    if (!velocity) return gradient;
    const next = velocity.mul(this.#momentum).add(gradient);
    velocity.assign(next);
    return this.#nesterov ? gradient.add(next.mul(this.#momentum)) : next;
  }
}
