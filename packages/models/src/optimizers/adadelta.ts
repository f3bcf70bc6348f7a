import type { Tensor, TensorLike, Variable } from '@org/core';
import { bindOpenOptions } from '@org/core/internal';
import { kerasOptimizer } from './keras-optimizer.js';
import { movingAverage } from './moving-average.js';
import { Optimizer } from './optimizer.js';
import type { OptimizerOptions } from './optimizer-options.js';
import { addMovingAverages, type BuildArguments, type Slots, variablesToBuild } from './optimizer-state.js';
import { ADADELTA_PARAMETERS, type AdadeltaArguments } from './signatures.js';

export interface AdadeltaOptions extends OptimizerOptions {
  rho?: number;
  /** Added to what is divided by, so that it is not 0. */
  epsilon?: number;
}

/**
 * Scales the gradient by the ratio of the recent steps' magnitude to the recent gradients' (Zeiler, arXiv:1212.5701).
 *
 * @example
 * model.compile({ optimizer: new Adadelta(1), loss: 'mse' });
 */
export class Adadelta extends Optimizer {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'Adadelta');

  readonly rho: number;
  readonly epsilon: number;
  #gradients: Slots = [];
  #steps: Slots = [];

  constructor(...args: AdadeltaArguments) {
    const options = bindOpenOptions(ADADELTA_PARAMETERS, args);
    const { learningRate = 0.001, rho = 0.95, epsilon = 1e-7, ...shared } = options;
    super({ learningRate, ...shared });
    this.rho = rho;
    this.epsilon = epsilon;
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    super.build(variables);
    [this.#gradients = [], this.#steps = []] = addMovingAverages(this, variables, {
      accumulated_grad: this.rho,
      accumulated_delta_var: this.rho,
    });
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: TensorLike): void {
    const i = this._getVariableIndex(variable);
    const gradients = this.#gradients[i]!;
    const steps = this.#steps[i]!;
    this.assign(gradients, movingAverage(gradients, gradient.square(), this.rho));
    const root = (average: Variable): Tensor => average.uncast.add(this.epsilon).sqrt();
    const step = gradient.mul(root(steps)).div(root(gradients));
    this.assign(steps, movingAverage(steps, step.square(), this.rho));
    this.assignSub(variable, step.mul(learningRate));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), rho: this.rho, epsilon: this.epsilon };
  }
}
