import {
  asTensor,
  type DType,
  ops,
  type Shape,
  type Tensor,
  type TensorLike,
  Variable,
  type VariableOptions,
} from '@org/core';

export interface MovingAverageOptions extends VariableOptions {
  shape: Shape;
  /** How much of the average a new value leaves: the β of Adam's moments. */
  decay: number;
}

const zeros = (shape: Shape, { dtype }: { dtype: DType }): Tensor => ops.zeros(shape, dtype);

/**
 * An exponential moving average, `a ← β a + (1 - β) x`. What is stored is `s = a / (1 - β)`: its update, `s ← β s + x`, is one
 * elementwise pass less, and large models spend much of a step on these passes. The variable reads, and takes, the average all
 * the same. Half types have no range to spare and store the average itself.
 */
export class MovingAverage extends Variable {
  readonly decay: number;
  /** The average is the sum times this. */
  readonly factor: number;
  /** What is stored. */
  readonly sum: Variable;

  constructor({ decay, ...options }: MovingAverageOptions) {
    super(zeros, options);
    this.sum = new Variable(zeros, options);
    const isWide = this.dtype === 'float32' || this.dtype === 'float64';
    this.decay = decay;
    this.factor = isWide && decay < 1 ? 1 - decay : 1;
  }

  override get uncast(): Tensor {
    return this.average(this.sum.uncast);
  }

  override get state(): Tensor {
    return this.average(this.sum.state);
  }

  override set state(value: Tensor) {
    this.sum.state = this.sumOf(value);
  }

  override assign(value: TensorLike): Tensor {
    this.sum.assign(this.sumOf(asTensor(value)));
    return this.uncast;
  }

  /** Takes in a new value; returns the new sum. */
  update(value: Tensor): Tensor {
    const share = this.factor === 1 ? value.mul(1 - this.decay) : value;
    return this.sum.assign(this.sum.uncast.mul(this.decay).add(share));
  }

  private average(sum: Tensor): Tensor {
    return this.factor === 1 ? sum : sum.mul(this.factor);
  }

  private sumOf(average: Tensor): Tensor {
    return this.factor === 1 ? average : average.div(this.factor);
  }
}

/** Runs `update`; what it assigns to `variables` holds only where `condition` (a scalar) does. */
export function assignWhere(condition: Tensor, variables: readonly Variable[], update: () => void): void {
  const stored = variables.map((variable) => (variable instanceof MovingAverage ? variable.sum : variable));
  const before = stored.map(({ uncast }) => uncast);
  update();
  stored.forEach((variable, i) => {
    const after = variable.uncast;
    if (after !== before[i]) variable.assign(ops.where(condition, after, before[i]!));
  });
}
