import { ops, type Shape, type Tensor, type TensorLike, Variable, type VariableOptions } from '@org/core';

export interface MovingAverageOptions extends VariableOptions {
  shape: Shape;
  /** How much of the average a new value leaves: the β of Adam's moments. */
  decay: number;
}

/**
 * An exponential moving average, `a ← β a + (1 - β) x`. What is stored is `s = a / (1 - β)`: its update, `s ← β s + x`, is one
 * elementwise pass less, and large models spend much of a step on these passes. `value` is the average all the same. Half types
 * have no range to spare and store the average itself.
 */
export class MovingAverage extends Variable {
  readonly decay: number;
  /** The average is the stored sum times this. */
  readonly factor: number;

  constructor({ decay, ...options }: MovingAverageOptions) {
    super((shape, { dtype }) => ops.zeros(shape, dtype), options);
    const isWide = this.dtype === 'float32' || this.dtype === 'float64';
    this.decay = decay;
    this.factor = isWide && decay < 1 ? 1 - decay : 1;
  }

  /** The stored sum. */
  get sum(): Tensor {
    return super.uncast;
  }

  set sum(value: Tensor) {
    super.assign(value);
  }

  override get uncast(): Tensor {
    return this.factor === 1 ? this.sum : this.sum.mul(this.factor);
  }

  override assign(value: TensorLike): Tensor {
    this.sum = ops.divide(value, this.factor);
    return this.uncast;
  }

  /** Takes in a new value; returns the new sum. */
  update(value: Tensor): Tensor {
    const share = this.factor === 1 ? value.mul(1 - this.decay) : value;
    this.sum = this.sum.mul(this.decay).add(share);
    return this.sum;
  }
}

/** What a variable stores, which for a moving average is its sum. */
export const storedValue = (variable: Variable): Tensor =>
  variable instanceof MovingAverage ? variable.sum : variable.uncast;

function store(variable: Variable, value: Tensor): void {
  if (variable instanceof MovingAverage) variable.sum = value;
  else variable.assign(value);
}

/** Runs `update`; what it assigns to `variables` holds only where `condition` (a scalar) does. */
export function assignWhere(condition: Tensor, variables: readonly Variable[], update: () => void): void {
  const before = variables.map(storedValue);
  update();
  variables.forEach((variable, i) => {
    const after = storedValue(variable);
    if (after !== before[i]) store(variable, ops.where(condition, after, before[i]!));
  });
}
