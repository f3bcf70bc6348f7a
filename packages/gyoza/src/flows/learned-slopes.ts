import { ops, type Tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import {
  FlowLayer,
  type FlowLayerOptions,
  type FlowOutputs,
  sumPerSample,
} from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { range } from '../utilities/numbers.js';
import { expandAxes } from '../utilities/tensors.js';
import { LEARNED_SLOPES_PARAMETERS, type LearnedSlopesArguments } from './signatures.js';

export interface LearnedSlopesOptions extends FlowLayerOptions {}

/**
 * A leaky ReLU whose two slopes are trained, for each element along the axes; 2 and ½ at first (FrEIA's InvAutoActTwoSided).
 *
 * @example
 * const [y, logDeterminant] = new LearnedSlopes([4], [1])(x);
 */
export class LearnedSlopes extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'LearnedSlopes', FLOWS);

  readonly logPositive: Variable;
  readonly logNegative: Variable;

  constructor(...args: LearnedSlopesArguments) {
    super(bindOptions(LEARNED_SLOPES_PARAMETERS, args));
    const weight = (name: string, value: number) =>
      this.addWeight({ name, shape: this._shape_, initializer: (shape: readonly number[]) => ops.full(shape, value) });
    this.logPositive = weight('log_positive', Math.LN2);
    this.logNegative = weight('log_negative', -Math.LN2);
  }

  #logSlopes(x: Tensor): Tensor {
    const others = range(x.rank).filter((axis) => !this._axes_.includes(axis));
    return ops.where(x.less(0), expandAxes(this.logNegative, others), expandAxes(this.logPositive, others));
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    const logSlopes = this.#logSlopes(inputs);
    return [inputs.mul(logSlopes.exp()), sumPerSample(logSlopes)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    return outputs.mul(this.#logSlopes(outputs).neg().exp());
  }
}
