import { ops, type Tensor, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { type Conditioned, FlowLayer, type FlowOutputs } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { range } from '../utilities/numbers.js';
import { expandAxes } from '../utilities/tensors.js';
import { expandPerSample } from './per-sample.js';
import { BATCH_NORM_PARAMETERS, type BatchNormArguments } from './signatures.js';

export interface BatchNormOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** The axes along which elements have statistics of their own: ascending, none of them the batch axis 0. */
  axes: readonly number[];
  /** How much of the moving statistics a batch replaces. */
  momentum?: number;
  /** Is added to variances. */
  epsilon?: number;
}

/** What BatchNorm takes besides its inputs. */
interface InTraining extends Conditioned {
  readonly training?: boolean | null;
}

/**
 * Batch normalization (RealNVP; Dinh et al., arXiv:1605.08803): in training by the mean and the variance of the batch, else by moving ones;
 * then a trained scale and shift. The way back takes the moving ones, so that it leads back from what a call without training gives, and
 * `{ reversible: true }` is not for it. {@link initialize} takes them from data. `ActivationNormalization` does without batches.
 *
 * @example
 * const [y, logDeterminant] = new BatchNorm([4], [1])(x);
 */
export class BatchNorm extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'BatchNorm', FLOWS);
  static override readonly callParameters: readonly string[] = ['inputs', '*', 'condition', 'training'];

  readonly momentum: number;
  readonly epsilon: number;
  readonly logScale: Variable;
  readonly shift: Variable;
  readonly movingMean: Variable;
  readonly movingVariance: Variable;

  constructor(...args: BatchNormArguments) {
    const { momentum = 0.1, epsilon = 1e-5, ...options } = bindOptions(BATCH_NORM_PARAMETERS, args);
    super(options);
    if (!(momentum > 0 && momentum <= 1 && epsilon > 0)) {
      throw new ValueError('BatchNorm has a momentum from 0 to 1 and a positive epsilon.', {
        received: `momentum ${momentum}, epsilon ${epsilon}`,
      });
    }
    this.momentum = momentum;
    this.epsilon = epsilon;
    const weight = (name: string, initializer: string, trainable = true) =>
      this.addWeight({ name, shape: this._shape_, initializer, trainable });
    this.logScale = weight('log_scale', 'zeros');
    this.shift = weight('shift', 'zeros');
    this.movingMean = weight('moving_mean', 'zeros', false);
    this.movingVariance = weight('moving_variance', 'ones', false);
  }

  #others(x: Tensor): number[] {
    return range(x.rank).filter((axis) => !this._axes_.includes(axis));
  }

  #statistics(x: Tensor): [mean: Tensor, variance: Tensor] {
    const others = this.#others(x);
    return [ops.mean(x, others), ops.var(x, others)];
  }

  override get _takesCondition_(): boolean {
    return false;
  }

  override call(inputs: Tensor, { training = false }: InTraining = {}): FlowOutputs {
    if (training !== true) return super.call(inputs);
    const [mean, variance] = this.#statistics(inputs);
    const move = (variable: Variable, to: Tensor) =>
      variable.assign(variable.value.add(ops.stopGradient(to).sub(variable.value).mul(this.momentum)));
    move(this.movingMean, mean);
    move(this.movingVariance, variance);
    return this.#normalized(inputs, mean, variance);
  }

  #normalized(x: Tensor, mean: Tensor, variance: Tensor): FlowOutputs {
    const others = this.#others(x);
    const logFactor = this.logScale.value.sub(ops.log(variance.add(this.epsilon)).div(2));
    const y = x
      .sub(expandAxes(mean, others))
      .mul(expandAxes(logFactor.exp(), others))
      .add(expandAxes(this.shift, others));
    return [y, this.#determinants(x, logFactor)];
  }

  #determinants(x: Tensor, logFactor: Tensor): Tensor {
    return expandPerSample(logFactor.sum().mul(x.size / (x.shape[0]! * logFactor.size)), x);
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    return this.#normalized(inputs, this.movingMean.value, this.movingVariance.value);
  }

  protected override _invert_(outputs: Tensor): Tensor {
    const others = this.#others(outputs);
    const logFactor = this.logScale.value.sub(ops.log(this.movingVariance.value.add(this.epsilon)).div(2));
    return outputs
      .sub(expandAxes(this.shift, others))
      .mul(expandAxes(logFactor.neg().exp(), others))
      .add(expandAxes(this.movingMean, others));
  }

  protected override _initialize_(x: Tensor): Tensor {
    const [mean, variance] = this.#statistics(x);
    this.movingMean.assign(mean);
    this.movingVariance.assign(variance);
    return this(x)[0];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), momentum: this.momentum, epsilon: this.epsilon };
  }
}
