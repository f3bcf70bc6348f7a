import { type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { bindOpenOptions } from '@org/core/internal';
import { kerasOptimizer } from './keras-optimizer.js';
import { Optimizer } from './optimizer.js';
import type { OptimizerOptions } from './optimizer-options.js';
import type { Slots } from './optimizer-state.js';
import { type BuildArguments, variablesToBuild } from './optimizer-state.js';
import { LION_PARAMETERS, type LionArguments } from './signatures.js';

export interface LionOptions extends OptimizerOptions {
  /** How much of the momentum, and not of the gradient, decides about the sign of a step. */
  beta1?: number;
  /** The decay of the momentum. */
  beta2?: number;
}

/**
 * Steps of one size, along the sign of the momentum (Chen et al., arXiv:2302.06675). Wants a learning rate 3 to 10 times
 * smaller than Adam's.
 *
 * @example
 * model.compile({ optimizer: new Lion(0.0001, { weightDecay: 0.01 }), loss: 'mse' });
 */
export class Lion extends Optimizer {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'Lion');

  readonly beta1: number;
  readonly beta2: number;
  #momentums: Slots = [];

  /** @throws ValueError unless 0 < beta1 <= 1 */
  constructor(...args: LionArguments) {
    const options = bindOpenOptions(LION_PARAMETERS, args);
    const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.99, ...shared } = options;
    if (!(beta1 > 0 && beta1 <= 1)) {
      throw new ValueError('`beta1` must be in the range (0, 1]; without momentum, Lion is SignSGD.', {
        received: String(beta1),
      });
    }
    super({ learningRate, ...shared });
    this.beta1 = beta1;
    this.beta2 = beta2;
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    super.build(variables);
    this.#momentums = this.addOptimizerVariables(variables, 'momentum');
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: TensorLike): void {
    const momentum = this.#momentums[this._getVariableIndex(variable)]!;
    const mixed = (beta: number): Tensor => momentum.uncast.mul(beta).add(gradient.mul(1 - Math.fround(beta)));
    this.assignSub(variable, mixed(this.beta1).sign().mul(learningRate));
    this.assign(momentum, mixed(this.beta2));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), beta_1: this.beta1, beta_2: this.beta2 };
  }
}
