import { ops, type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { bindOpenOptions } from '@org/core/internal';
import { kerasOptimizer } from './keras-optimizer.js';
import { Optimizer } from './optimizer.js';
import type { OptimizerOptions } from './optimizer-options.js';
import type { Slots } from './optimizer-state.js';
import { type BuildArguments, variablesToBuild } from './optimizer-state.js';
import { FTRL_PARAMETERS, type FtrlArguments } from './signatures.js';

export interface FtrlOptions extends OptimizerOptions {
  /** At most 0: how the learning rate falls with the sum of squared gradients; 0 keeps it. */
  learningRatePower?: number;
  initialAccumulatorValue?: number;
  l1RegularizationStrength?: number;
  l2RegularizationStrength?: number;
  /** A penalty on the size of the variables that is part of the loss, unlike the stabilising one. */
  l2ShrinkageRegularizationStrength?: number;
  beta?: number;
}

/**
 * "Follow the regularized leader", made for large sparse linear models (McMahan et al., "Ad Click Prediction: a View from the
 * Trenches", 2013).
 *
 * @example
 * model.compile({ optimizer: new Ftrl(0.01, { l1RegularizationStrength: 0.001 }), loss: 'binary_crossentropy' });
 */
export class Ftrl extends Optimizer {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'Ftrl');

  readonly learningRatePower: number;
  readonly initialAccumulatorValue: number;
  readonly l1RegularizationStrength: number;
  readonly l2RegularizationStrength: number;
  readonly l2ShrinkageRegularizationStrength: number;
  readonly beta: number;
  #accumulators: Slots = [];
  #linears: Slots = [];

  /** @throws ValueError for a positive learningRatePower or negative strengths */
  constructor(...args: FtrlArguments) {
    const options = bindOpenOptions(FTRL_PARAMETERS, args);
    const {
      learningRate = 0.001,
      learningRatePower = -0.5,
      initialAccumulatorValue = 0.1,
      l1RegularizationStrength = 0,
      l2RegularizationStrength = 0,
      l2ShrinkageRegularizationStrength = 0,
      beta = 0,
      ...shared
    } = options;
    if (learningRatePower > 0) {
      throw new ValueError('`learningRatePower` must be negative or zero.', { received: String(learningRatePower) });
    }
    const strengths = {
      initialAccumulatorValue,
      l1RegularizationStrength,
      l2RegularizationStrength,
      l2ShrinkageRegularizationStrength,
    };
    for (const [name, value] of Object.entries(strengths)) {
      if (value < 0) throw new ValueError(`\`${name}\` must be positive or zero.`, { received: String(value) });
    }
    super({ learningRate, ...shared });
    this.learningRatePower = learningRatePower;
    this.initialAccumulatorValue = initialAccumulatorValue;
    this.l1RegularizationStrength = l1RegularizationStrength;
    this.l2RegularizationStrength = l2RegularizationStrength;
    this.l2ShrinkageRegularizationStrength = l2ShrinkageRegularizationStrength;
    this.beta = beta;
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    super.build(variables);
    [this.#accumulators = [], this.#linears = []] = this.addOptimizerVariables(
      variables,
      ['accumulator', 'linear'],
      [(shape, { dtype }) => ops.full(shape, this.initialAccumulatorValue, dtype), 'zeros'],
    );
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: TensorLike): void {
    const i = this._getVariableIndex(variable);
    const accumulator = this.#accumulators[i]!;
    const linear = this.#linears[i]!;
    const { l1RegularizationStrength: l1, l2ShrinkageRegularizationStrength: shrinkage } = this;
    const scaled = (sum: Tensor): Tensor => sum.pow(-this.learningRatePower).div(learningRate);

    const before = scaled(accumulator.uncast);
    this.assignAdd(accumulator, gradient.square());
    const after = scaled(accumulator.uncast);
    const shrunk = shrinkage === 0 ? gradient : gradient.add(variable.uncast.mul(2 * shrinkage));
    this.assignAdd(linear, shrunk.sub(after.sub(before).mul(variable)));

    const l2 = ops.divide(this.beta / 2, learningRate).add(this.l2RegularizationStrength);
    const quadratic = after.add(l2.mul(2));
    const clipped = ops.clip(linear, -l1, l1);
    this.assign(variable, clipped.sub(linear).div(quadratic));
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      learning_rate_power: this.learningRatePower,
      initial_accumulator_value: this.initialAccumulatorValue,
      l1_regularization_strength: this.l1RegularizationStrength,
      l2_regularization_strength: this.l2RegularizationStrength,
      l2_shrinkage_regularization_strength: this.l2ShrinkageRegularizationStrength,
      beta: this.beta,
    };
  }
}
