import {
  autoName,
  Callable,
  type DType,
  floatx,
  NotImplementedError,
  nameScope,
  ops,
  type Shape,
  standardizeDType,
  type Tensor,
  Variable,
} from '@org/core';
import { initializers } from '@org/layers';

export interface MetricOptions {
  name?: string | null;
  dtype?: string | null;
}

export interface MetricWeightOptions {
  shape?: Shape;
  initializer?: unknown;
  dtype?: string | null;
  name?: string | null;
}

export interface Metric {
  /** Updates the state and returns the result. */
  (...args: readonly unknown[]): Tensor;
}

/**
 * A running statistic. Subclasses make variables in the constructor, update them in `updateState` and compute the present value in
 * `result`; all three work eagerly and inside a compiled step.
 *
 * @example
 * const mean = new Mean();
 * mean.updateState([1, 3]);
 * await mean.result().item(); // 2
 */
export class Metric extends Callable {
  name: string;
  readonly dtype: DType;
  private readonly ownVariables: Variable[] = [];

  constructor({ name, dtype }: MetricOptions = {}) {
    super();
    this.name = name ?? autoName(new.target.name);
    this.dtype = standardizeDType(dtype, floatx());
  }

  /** The state, in the order in which it was made. */
  get variables(): Variable[] {
    return [...this.ownVariables];
  }

  /** Adds a non-trainable variable that `resetState` sets to zero. */
  addVariable(
    shape: Shape,
    initializer: unknown = 'zeros',
    dtype: string | null = null,
    name: string | null = null,
  ): Variable {
    const variable = nameScope(this.name, () => {
      const options = { shape, dtype: dtype ?? this.dtype, trainable: false, aggregation: 'sum' as const, name };
      return new Variable(initializers.get(initializer), options);
    });
    this.ownVariables.push(variable);
    return variable;
  }

  /** {@link addVariable} with keywords. */
  addWeight({ shape = [], initializer = 'zeros', dtype = null, name = null }: MetricWeightOptions = {}): Variable {
    return this.addVariable(shape, initializer, dtype, name);
  }

  updateState(..._args: readonly unknown[]): void {
    throw new NotImplementedError(`${this.constructor.name} must define updateState().`);
  }

  result(): Tensor {
    throw new NotImplementedError(`${this.constructor.name} must define result().`);
  }

  /** Starts anew. */
  resetState(): void {
    for (const variable of this.variables) variable.assign(ops.zeros(variable.shape, variable.dtype));
  }

  override invoke(...args: readonly unknown[]): Tensor {
    this.updateState(...args);
    return this.result();
  }

  getConfig(): Record<string, unknown> {
    return { name: this.name, dtype: this.dtype };
  }

  static fromConfig<T extends Metric>(this: new (options: never) => T, config: Record<string, unknown>): T {
    return new this(config as never);
  }

  override toString(): string {
    return `<${this.constructor.name} name=${this.name}>`;
  }
}
