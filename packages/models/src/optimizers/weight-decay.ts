import { ops, type Tensor, type Variable } from '@org/core';

/** Which variables weight decay leaves alone. */
export class WeightDecayExclusion {
  private readonly variables: ReadonlySet<Variable>;
  private readonly names: RegExp | null;

  /** @param names regular expressions, looked for in the variables' names */
  constructor(variables: readonly Variable[] | null = null, names: readonly string[] | null = null) {
    this.variables = new Set(variables);
    this.names = names && names.length > 0 ? new RegExp(names.join('|')) : null;
  }

  excludes(variable: Variable): boolean {
    return this.variables.has(variable) || (this.names?.test(variable.name) ?? false);
  }
}

/** One step of decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101). */
export function decay(variable: Variable, weightDecay: number, learningRate: Tensor): void {
  const rest = ops.subtract(1, learningRate.cast(variable.dtype).mul(weightDecay));
  variable.assign(variable.uncast.mul(rest));
}
