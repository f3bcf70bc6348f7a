import { gradients, type Tensor, tensor, ValueError, type Variable } from '@org/core';

/**
 * torch's optimizers over a list of parameters. Variables keep no gradients here, so `step` takes them; what differs from step to
 * step comes in a row of numbers, computed in double precision outside of the graph, so that many steps may be one compiled loop.
 */
export abstract class Optimizer {
  /** The learning rate of the next step. */
  lr: number;
  /** Steps done. */
  protected steps = 0;

  constructor(
    readonly parameters: readonly Variable[],
    lr: number,
  ) {
    if (parameters.length === 0) throw new ValueError('The optimizer got an empty list of parameters.');
    this.lr = lr;
  }

  /** The numbers of the next step. */
  protected abstract row(): number[];

  /** Assigns the parameters, and what the optimizer remembers, by the gradients and the row of this step. */
  abstract update(gradients: readonly Tensor[], row: Tensor): void;

  /**
   * The rows of the next `count` steps, which then count as done.
   *
   * @param afterEach called after every step: where a schedule moves on
   */
  advance(count: number, afterEach: () => void = () => {}): number[][] {
    return Array.from({ length: count }, () => {
      this.steps++;
      const row = this.row();
      afterEach();
      return row;
    });
  }

  /** One step, by gradients in the order of the parameters. */
  step(gradients: readonly Tensor[]): void {
    const [row] = this.advance(1) as [number[]];
    this.update(gradients, tensor(Float32Array.from(row), [row.length], 'float32'));
  }

  /** One step down the gradients of a loss: torch's `zero_grad`, `backward` and `step`. */
  minimize(loss: Tensor): void {
    this.step(gradients(loss, [...this.parameters]) as Tensor[]);
  }
}

/** What weight decay is in torch: part of the gradient. */
export const decayed = (gradient: Tensor, parameter: Variable, weightDecay: number): Tensor =>
  weightDecay === 0 ? gradient : gradient.add(parameter.mul(weightDecay));
