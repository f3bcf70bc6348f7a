import { bindOptions, ops, type PythonOptions, type Tensor, type Variable } from '@org/core';
import { kerasOptimizer } from './keras-optimizer.js';
import type { MovingAverage } from './moving-average.js';
import { Optimizer } from './optimizer.js';
import { type OptimizerOptions, sharedParameters } from './optimizer-options.js';
import type { Slots } from './optimizer-state.js';

export interface LambOptions extends OptimizerOptions {
  beta1?: number;
  beta2?: number;
  epsilon?: number;
}

const parameters = ['learningRate', 'beta1', 'beta2', 'epsilon', ...sharedParameters] as const;

const norm = (x: Tensor): Tensor => x.square().sum().sqrt();

/**
 * Adam whose step in each variable is scaled to the norm of that variable, for very large batches (You et al.,
 * arXiv:1904.00962).
 *
 * @example
 * model.compile({ optimizer: new Lamb(0.001), loss: 'mse' });
 */
@kerasOptimizer('Lamb')
export class Lamb extends Optimizer {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  private momentums: Slots<MovingAverage> = [];
  private velocities: Slots<MovingAverage> = [];

  constructor(...args: PythonOptions<typeof parameters, LambOptions>) {
    const options = bindOptions<LambOptions>('Lamb', parameters, 0, args);
    const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, ...shared } = options;
    super({ learningRate, ...shared });
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  override build(variables: readonly Variable[]): void {
    super.build(variables);
    [this.momentums = [], this.velocities = []] = this.addMovingAverages(variables, {
      momentum: this.beta1,
      velocity: this.beta2,
    });
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: Tensor): void {
    const i = this.indexOf(variable);
    const momentum = this.momentums[i]!;
    const velocity = this.velocities[i]!;
    const step = this.localStep(variable.dtype);
    const first = momentum.update(gradient);
    const second = velocity.update(gradient.square());
    const mean = ops.divide(momentum.factor, ops.subtract(1, ops.power(this.beta1, step)));
    const root = ops.divide(velocity.factor, ops.subtract(1, ops.power(this.beta2, step))).sqrt();
    const update = first.mul(mean).div(second.sqrt().mul(root).add(this.epsilon));

    const ofVariable = norm(variable.uncast);
    const ofUpdate = norm(update);
    const trusted = ofVariable.greater(0).logicalAnd(ofUpdate.greater(0));
    const ratio = ops.where(trusted, ofVariable.div(ofUpdate), 1);
    this.assignSub(variable, update.mul(ratio.mul(learningRate)));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), beta_1: this.beta1, beta_2: this.beta2, epsilon: this.epsilon };
  }
}
