import { floatx, ops, type Tensor, type Variable } from '@org/core';
import { Constraint } from '@org/layers';
import { FLOW_LAYERS, registered } from '../../register.js';
import { range } from '../../utilities/numbers.js';
import { expandAxes } from '../../utilities/tensors.js';
import { FlowLayer, type FlowLayerOptions, type FlowOutputs } from './flow-layer.js';
import type { FlowLayerArguments } from './signatures.js';

export type ActivationNormalizationOptions = FlowLayerOptions;

const SMALLEST_SCALE = 1e-6;

/** Keeps scales positive. */
class PositiveConstraint extends Constraint {
  override call(w: Tensor): Tensor {
    return ops.maximum(w, SMALLEST_SCALE);
  }

  override getConfig(): Record<string, unknown> {
    return {};
  }
}

/**
 * y = (x - location) / scale with a trained location and scale for each element along the axes, the same along the others. Scales stay
 * positive. They begin at 0 and 1; {@link initialize} takes them from data instead, as Glow does.
 *
 * @example
 * const layer = new ActivationNormalization([4], [1]);
 * const [y, logDeterminant] = layer(x);
 */
export class ActivationNormalization extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(
    this,
    'ActivationNormalization',
    FLOW_LAYERS,
  );
  static readonly _PositiveConstraint_ = PositiveConstraint;

  readonly _location_: Variable;
  readonly _scale_: Variable;

  constructor(...args: FlowLayerArguments) {
    super(...args);
    const weight = { shape: [...this._shape_], dtype: floatx() };
    this._location_ = this.addWeight({ ...weight, initializer: 'zeros', name: '_location_' });
    this._scale_ = this.addWeight({
      ...weight,
      initializer: 'ones',
      name: '_scale_',
      constraint: new PositiveConstraint(),
    });
  }

  /** Location and scale in the rank of `x`. */
  _prepareVariablesForComputation_(x: Tensor): [location: Tensor, scale: Tensor] {
    const others = range(x.rank).filter((axis) => !this._axes_.includes(axis));
    return [expandAxes(this._location_, others), expandAxes(this._scale_, others)];
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    const [location, scale] = this._prepareVariablesForComputation_(inputs);
    return [inputs.sub(location).div(scale), this._determinant_(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    const [location, scale] = this._prepareVariablesForComputation_(outputs);
    return outputs.mul(scale).add(location);
  }

  protected override _determinant_(x: Tensor): Tensor {
    const repeated = x.shape.reduce<number>((n, size, i) => (i === 0 || this._axes_.includes(i) ? n : n * size), 1);
    const single = ops.log(this._scale_).sum().mul(-repeated);
    return ops.broadcastTo(ops.cast(single, x.dtype), [x.shape[0]!]);
  }

  /**
   * Sets location and scale so that the outputs for a batch have mean 0 and variance 1 (Glow; Kingma & Dhariwal, arXiv:1807.03039).
   */
  protected override _initialize_(inputs: Tensor): Tensor {
    const others = range(inputs.rank).filter((axis) => !this._axes_.includes(axis));
    this._location_.assign(ops.mean(inputs, others));
    this._scale_.assign(ops.maximum(ops.std(inputs, others), SMALLEST_SCALE));
    return this(inputs)[0];
  }
}
