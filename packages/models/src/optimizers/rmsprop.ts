import type { Tensor, TensorLike, Variable } from '@org/core';
import { bindOpenOptions } from '@org/core/internal';
import { kerasOptimizer } from './keras-optimizer.js';
import { movingAverage } from './moving-average.js';
import { Optimizer } from './optimizer.js';
import type { OptimizerOptions } from './optimizer-options.js';
import { addMovingAverages, type BuildArguments, type Slots, variablesToBuild } from './optimizer-state.js';
import { RM_SPROP_PARAMETERS, type RMSpropArguments } from './signatures.js';

export interface RMSpropOptions extends OptimizerOptions {
  rho?: number;
  /** How much of the last step, or of the moving value, stays. */
  momentum?: number;
  /** Added to what is divided by, so that it is not 0. */
  epsilon?: number;
  /** Divides by the standard deviation of the gradients instead of their root mean square. */
  centered?: boolean;
}

/**
 * Divides the gradient by a moving average of its magnitude (Tieleman and Hinton, lecture 6.5 of Neural Networks for Machine
 * Learning).
 *
 * @example
 * model.compile({ optimizer: new RMSprop(0.001, { momentum: 0.9 }), loss: 'mse' });
 */
export class RMSprop extends Optimizer {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'RMSprop');

  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
  #velocities: Slots = [];
  #momentums: Slots = [];
  #averageGradients: Slots = [];

  constructor(...args: RMSpropArguments) {
    const options = bindOpenOptions(RM_SPROP_PARAMETERS, args);
    const { learningRate = 0.001, rho = 0.9, momentum = 0, epsilon = 1e-7, centered = false, ...shared } = options;
    super({ learningRate, ...shared });
    this.rho = rho;
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.centered = centered;
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    super.build(variables);
    [this.#velocities = []] = addMovingAverages(this, variables, { velocity: this.rho });
    if (this.momentum > 0) this.#momentums = this.addOptimizerVariables(variables, 'momentum');
    if (this.centered) {
      [this.#averageGradients = []] = addMovingAverages(this, variables, { average_gradient: this.rho });
    }
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: TensorLike): void {
    const i = this._getVariableIndex(variable);
    const velocity = this.#velocities[i]!;
    const meanSquare = movingAverage(velocity, gradient.square(), this.rho);
    this.assign(velocity, meanSquare);
    const averageGradient = this.#averageGradients[i];
    const mean = averageGradient && movingAverage(averageGradient, gradient, this.rho);
    if (mean) this.assign(averageGradient, mean);
    const spread = mean ? meanSquare.sub(mean.square()) : meanSquare;
    const increment = gradient.mul(learningRate).div(spread.add(this.epsilon).sqrt());
    const momentum = this.#momentums[i];
    if (!momentum) {
      this.assignSub(variable, increment);
      return;
    }
    const step = momentum.uncast.mul(this.momentum).add(increment);
    this.assign(momentum, step);
    this.assignSub(variable, step);
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      rho: this.rho,
      momentum: this.momentum,
      epsilon: this.epsilon,
      centered: this.centered,
    };
  }
}
