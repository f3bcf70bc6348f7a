import { ops, type Tensor, type TensorLike, Variable } from '@org/core';
import { bindOpenOptions } from '@org/core/internal';
import { kerasOptimizer } from './keras-optimizer.js';
import { localStep, Optimizer } from './optimizer.js';
import type { OptimizerOptions } from './optimizer-options.js';
import { type BuildArguments, recordOf, type Slots, variablesToBuild } from './optimizer-state.js';
import { ADAFACTOR_PARAMETERS, type AdafactorArguments } from './signatures.js';

export interface AdafactorOptions extends OptimizerOptions {
  /** The decay of the second moment at step t is 1 - t ^ this. */
  beta2Decay?: number;
  epsilon1?: number;
  /** The step is at least this part of a variable's root mean square. */
  epsilon2?: number;
  clipThreshold?: number;
  /** Bounds the learning rate by 1 / sqrt(step). */
  relativeStep?: boolean;
}

const rms = (x: Tensor): Tensor => x.square().mean().sqrt();

/**
 * Keeps the second moment of a matrix as its row and column means only (Shazeer and Stern, arXiv:1804.04235).
 *
 * @example
 * model.compile({ optimizer: new Adafactor(0.001), loss: 'mse' });
 */
export class Adafactor extends Optimizer {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'Adafactor');

  readonly beta2Decay: number;
  readonly epsilon1: number;
  readonly epsilon2: number;
  readonly clipThreshold: number;
  readonly relativeStep: boolean;
  #rows: Slots = [];
  #columns: Slots = [];
  #velocities: Slots = [];

  constructor(...args: AdafactorArguments) {
    const options = bindOpenOptions(ADAFACTOR_PARAMETERS, args);
    const {
      learningRate = 0.001,
      beta2Decay = -0.8,
      epsilon1 = 1e-30,
      epsilon2 = 1e-3,
      clipThreshold = 1,
      relativeStep = true,
      ...shared
    } = options;
    super({ learningRate, ...shared });
    this.beta2Decay = beta2Decay;
    this.epsilon1 = epsilon1;
    this.epsilon2 = epsilon2;
    this.clipThreshold = clipThreshold;
    this.relativeStep = relativeStep;
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    super.build(variables);
    for (const variable of variables) {
      this.#rows.push(this.#meanSlot(variable, -1));
      this.#columns.push(this.#meanSlot(variable, -2));
      this.#velocities.push(
        variable.overwriteWithGradient ? null : this.addVariableFromReference(variable, { name: 'velocity' }),
      );
    }
  }

  /** Holds the means over one axis of a matrix; vectors have none, but files have a place for it. */
  #meanSlot(variable: Variable, axis: number): Variable | null {
    const { shape, dtype, name } = variable;
    if (shape.length < 2) {
      const unused = new Variable(0, { name, trainable: false });
      recordOf(this).variables.push(unused);
      return unused;
    }
    if (variable.overwriteWithGradient) return null;
    const others = shape.filter((_, i) => i !== shape.length + axis);
    return this.addVariable({ shape: others, dtype, name });
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: TensorLike): void {
    const step = localStep(this, variable.dtype);
    const remembered = ops.subtract(1, step.pow(this.beta2Decay));
    const average = (slot: Variable, value: Tensor): void => {
      this.assign(slot, slot.uncast.mul(remembered).add(value.mul(ops.subtract(1, remembered))));
    };

    const i = this._getVariableIndex(variable);
    const velocity = this.#velocities[i]!;
    const squared = gradient.square().add(this.epsilon1);
    if (variable.ndim < 2) {
      average(velocity, squared);
    } else {
      const row = this.#rows[i]!;
      const column = this.#columns[i]!;
      average(row, squared.mean(-1));
      average(column, squared.mean(-2));
      const relative = row.uncast.div(row.uncast.mean(-1, true));
      this.assign(velocity, relative.expandDims(-1).mul(column.uncast.expandDims(-2)));
    }

    // The bound holds whether or not relativeStep asks for it, as in Keras.
    const bounded = ops.minimum(learningRate, ops.divide(1, step.sqrt()));
    const rate = rms(variable.uncast).maximum(this.epsilon2).mul(bounded);
    const update = gradient.div(velocity.uncast.sqrt());
    const clipped = rms(update).div(this.clipThreshold).maximum(1);
    this.assignSub(variable, update.mul(rate.div(clipped)));
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      beta_2_decay: this.beta2Decay,
      epsilon_1: this.epsilon1,
      epsilon_2: this.epsilon2,
      clip_threshold: this.clipThreshold,
      relative_step: this.relativeStep,
    };
  }
}
