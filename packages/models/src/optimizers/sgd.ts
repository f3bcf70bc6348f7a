import { type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { bindOpenOptions } from '@org/core/internal';
import { kerasOptimizer } from './keras-optimizer.js';
import { Optimizer } from './optimizer.js';
import type { OptimizerOptions } from './optimizer-options.js';
import type { Slots } from './optimizer-state.js';
import { type BuildArguments, variablesToBuild } from './optimizer-state.js';
import { SGD_PARAMETERS, type SGDArguments } from './signatures.js';

export interface SGDOptions extends OptimizerOptions {
  /** How much of the last step, or of the moving value, stays. */
  momentum?: number;
  /** Whether the momentum is that of Nesterov. */
  nesterov?: boolean;
}

/**
 * Gradient descent, with momentum if asked for: `v ← momentum · v - learningRate · g`, `w ← w + v`.
 *
 * @example
 * model.compile({ optimizer: new SGD(0.01, { momentum: 0.9 }), loss: 'mse' });
 */
export class SGD extends Optimizer {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'SGD');

  readonly momentum: number;
  readonly nesterov: boolean;
  #momentums: Slots = [];

  /** @throws ValueError unless 0 <= momentum <= 1 */
  constructor(...args: SGDArguments) {
    const options = bindOpenOptions(SGD_PARAMETERS, args);
    const { learningRate = 0.01, momentum = 0, nesterov = false, ...shared } = options;
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new ValueError('`momentum` must be a number in [0, 1].', { received: String(momentum) });
    }
    super({ learningRate, ...shared });
    this.momentum = momentum;
    this.nesterov = nesterov;
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    super.build(variables);
    if (this.momentum !== 0) this.#momentums = this.addOptimizerVariables(variables, 'momentum');
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: TensorLike): void {
    const step = gradient.mul(learningRate);
    const momentum = this.#momentums[this._getVariableIndex(variable)];
    if (!momentum) {
      this.assignSub(variable, step);
      return;
    }
    const velocity = momentum.uncast.mul(this.momentum).sub(step);
    this.assign(momentum, velocity);
    this.assignAdd(variable, this.nesterov ? velocity.mul(this.momentum).sub(step) : velocity);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), momentum: this.momentum, nesterov: this.nesterov };
  }
}
