import { ops, type Tensor, type TensorLike, type Variable } from '@org/core';
import { bindOpenOptions } from '@org/core/internal';
import { kerasOptimizer } from './keras-optimizer.js';
import { Optimizer } from './optimizer.js';
import type { OptimizerOptions } from './optimizer-options.js';
import type { Slots } from './optimizer-state.js';
import { type BuildArguments, variablesToBuild } from './optimizer-state.js';
import { ADAGRAD_PARAMETERS, type AdagradArguments } from './signatures.js';

export interface AdagradOptions extends OptimizerOptions {
  /** Where the sum of squares starts. */
  initialAccumulatorValue?: number;
  /** Added to what is divided by, so that it is not 0. */
  epsilon?: number;
}

/**
 * Divides the gradient by the root of the sum of all squared gradients so far (Duchi et al., JMLR 12, 2011).
 *
 * @example
 * model.compile({ optimizer: new Adagrad(0.01), loss: 'mse' });
 */
export class Adagrad extends Optimizer {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'Adagrad');

  readonly initialAccumulatorValue: number;
  readonly epsilon: number;
  #accumulators: Slots = [];

  constructor(...args: AdagradArguments) {
    const options = bindOpenOptions(ADAGRAD_PARAMETERS, args);
    const { learningRate = 0.001, initialAccumulatorValue = 0.1, epsilon = 1e-7, ...shared } = options;
    super({ learningRate, ...shared });
    this.initialAccumulatorValue = initialAccumulatorValue;
    this.epsilon = epsilon;
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    super.build(variables);
    this.#accumulators = this.addOptimizerVariables(variables, 'accumulator', (shape, { dtype }) =>
      ops.full(shape, this.initialAccumulatorValue, dtype),
    );
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: TensorLike): void {
    const accumulator = this.#accumulators[this._getVariableIndex(variable)]!;
    this.assignAdd(accumulator, gradient.square());
    this.assignSub(variable, gradient.mul(learningRate).div(accumulator.uncast.add(this.epsilon).sqrt()));
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      initial_accumulator_value: this.initialAccumulatorValue,
      epsilon: this.epsilon,
    };
  }
}
