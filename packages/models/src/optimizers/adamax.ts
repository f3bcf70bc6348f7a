import { bindOptions, ops, type PythonOptions, type Tensor, type Variable } from '@org/core';
import { kerasOptimizer } from './keras-optimizer.js';
import { Optimizer } from './optimizer.js';
import { type OptimizerOptions, sharedParameters } from './optimizer-options.js';
import type { Slots } from './optimizer-state.js';

export interface AdamaxOptions extends OptimizerOptions {
  beta1?: number;
  beta2?: number;
  epsilon?: number;
}

const parameters = ['learningRate', 'beta1', 'beta2', 'epsilon', ...sharedParameters] as const;

/**
 * Adam with the infinity norm in place of the second moment (Kingma and Ba, arXiv:1412.6980, section 7.1).
 *
 * @example
 * model.compile({ optimizer: new Adamax(0.002), loss: 'mse' });
 */
@kerasOptimizer('Adamax')
export class Adamax extends Optimizer {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  private momentums: Slots = [];
  private norms: Slots = [];

  constructor(...args: PythonOptions<typeof parameters, AdamaxOptions>) {
    const options = bindOptions<AdamaxOptions>('Adamax', parameters, 0, args);
    const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, ...shared } = options;
    super({ learningRate, ...shared });
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  override build(variables: readonly Variable[]): void {
    super.build(variables);
    [this.momentums = [], this.norms = []] = this.addOptimizerVariables(variables, ['momentum', 'norm']);
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: Tensor): void {
    const i = this.indexOf(variable);
    const momentum = this.momentums[i]!;
    const norm = this.norms[i]!;
    this.assignAdd(momentum, gradient.sub(momentum).mul(1 - this.beta1));
    this.assign(norm, norm.uncast.mul(this.beta2).maximum(gradient.abs()));
    const correction = ops.subtract(1, ops.power(this.beta1, this.localStep(variable.dtype)));
    const step = momentum.uncast.mul(learningRate.div(correction));
    this.assignSub(variable, step.div(norm.uncast.add(this.epsilon)));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), beta_1: this.beta1, beta_2: this.beta2, epsilon: this.epsilon };
  }
}
