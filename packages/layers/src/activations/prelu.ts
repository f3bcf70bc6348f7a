import { ops, type SymbolicShape, type Tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { integers } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { InputSpec } from '../input-spec.js';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';
import { configNames } from '../serialization/configuration.js';
import { type AlphaIdentifiers, settingsOf, type WeightSettings, weightSettings } from '../weight-settings.js';
import { P_RELU_PARAMETERS, type PReLUArguments } from './signatures.js';

export interface PReLUOptions extends LayerOptions, AlphaIdentifiers {
  /** Axes along which one slope is shared; the batch is axis 0. */
  sharedAxes?: number | readonly number[] | null;
}

export interface PReLU extends WeightSettings<'alpha'> {}

/**
 * Parametric rectified linear unit: `x` if positive, else `alpha * x` with a learned alpha (He et al., 2015).
 *
 * @example
 * new PReLU({ alphaInitializer: new Constant(0.25) })([[-4, 2]]); // [[-1, 2]]
 */
export class PReLU extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'PReLU');

  static override readonly parameters = /* @__PURE__ */ configNames(P_RELU_PARAMETERS);

  readonly sharedAxes: readonly number[] | null;
  declare alpha: Variable;

  constructor(...args: PReLUArguments) {
    const options = bindOptions(P_RELU_PARAMETERS, args);
    super(options);
    this.sharedAxes = integers(options.sharedAxes, 'sharedAxes');
    Object.assign(this, weightSettings(options, { alpha: 'zeros' }));
    this.supportsMasking = true;
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  override build(inputShape: SymbolicShape): void {
    const shared = (axis: number) => this.sharedAxes?.includes(axis) ?? false;
    const shape = inputShape.map((size, axis) => (shared(axis) ? 1 : (size as number))).slice(1);
    this.alpha = this.addWeight({ name: 'alpha', shape, ...settingsOf(this, 'alpha') });
    const own = inputShape.map((size, axis) => [axis, size] as const).filter(([axis]) => axis > 0 && !shared(axis));
    const axes = this.sharedAxes ? Object.fromEntries(own) : {};
    this.inputSpec = new InputSpec({ ndim: inputShape.length, axes });
  }

  override call(inputs: Tensor): Tensor {
    return ops.relu(inputs).sub(ops.relu(inputs.neg()).mul(this.alpha));
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return inputShape;
  }
}
