import { ops, resultType, type SymbolicShape, type Tensor, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { InputSpec } from '../input-spec.js';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';
import { configNames } from '../serialization/configuration.js';
import {
  type BetaIdentifiers,
  type GammaIdentifiers,
  settingsOf,
  type WeightSettings,
  weightSettings,
} from '../weight-settings.js';
import { assertAxesExist, sizeAlong } from './axes.js';
import { GROUP_NORMALIZATION_PARAMETERS, type GroupNormalizationArguments } from './signatures.js';

export interface GroupNormalizationOptions extends LayerOptions, BetaIdentifiers, GammaIdentifiers {
  /** Into how many groups the channels are split; -1 for a group of each channel (instance normalization). */
  groups?: number;
  /** The axis of the channels. */
  axis?: number;
  /** Added to the variance. */
  epsilon?: number;
  /** Whether to add beta. */
  center?: boolean;
  /** Whether to multiply by gamma. */
  scale?: boolean;
}

export interface GroupNormalization extends WeightSettings<'beta' | 'gamma'> {}

/**
 * Normalizes groups of channels of each sample to mean 0 and variance 1, then applies a learned scale and offset for each channel
 * (Wu & He, 2018).
 *
 * @throws ValueError unless the number of channels is a multiple of the number of groups
 * @example
 * new GroupNormalization({ groups: 2 })(features);
 */
export class GroupNormalization extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'GroupNormalization');

  static override readonly parameters = /* @__PURE__ */ configNames(GROUP_NORMALIZATION_PARAMETERS);

  /** The number of channels instead of -1 from the build on. */
  groups: number;
  readonly axis: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  gamma: Variable | null = null;
  beta: Variable | null = null;

  constructor(...args: GroupNormalizationArguments) {
    const options = bindOptions(GROUP_NORMALIZATION_PARAMETERS, args);
    super(options);
    this.groups = options.groups ?? 32;
    if (!Number.isInteger(this.groups) || (this.groups <= 0 && this.groups !== -1)) {
      throw new ValueError('Invalid value for argument `groups`.', {
        expected: 'a positive integer, or -1 for instance normalization',
        received: `groups=${this.groups}`,
      });
    }
    this.axis = options.axis ?? -1;
    this.epsilon = options.epsilon ?? 1e-3;
    this.center = options.center ?? true;
    this.scale = options.scale ?? true;
    Object.assign(this, weightSettings(options, { beta: 'zeros', gamma: 'ones' }));
    this.supportsMasking = true;
    // Statistics of half types would lose too much.
    this.autocast = false;
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  override build(inputShape: SymbolicShape): void {
    assertAxesExist(this.axis, inputShape);
    const channels = sizeAlong(this.axis, inputShape);
    if (this.groups === -1) this.groups = channels;
    if (channels % this.groups !== 0) {
      throw new ValueError('The number of channels must be a multiple of the number of groups.', {
        received: `${channels} channels, groups=${this.groups}`,
      });
    }
    this.inputSpec = new InputSpec({ ndim: inputShape.length, axes: { [this.axis]: channels } });
    const weight = (name: 'beta' | 'gamma') =>
      this.addWeight({ name, shape: [channels], autocast: false, ...settingsOf(this, name) });
    if (this.scale) this.gamma = weight('gamma');
    if (this.center) this.beta = weight('beta');
  }

  override call(inputs: Tensor): Tensor {
    const axis = this.axis < 0 ? this.axis + inputs.rank : this.axis;
    const { groups } = this;
    const split = (size: number, i: number) => (i === axis ? [groups, size / groups] : [size]);
    const x = ops.cast(ops.reshape(inputs, inputs.shape.flatMap(split)), resultType(inputs.dtype, 'float32'));
    const reduced = x.shape.map((_, i) => i).filter((i) => i !== 0 && i !== axis);
    const perChannel = inputs.shape.flatMap((size, i) => split(i === axis ? size : 1, i));
    const weight = (variable: Variable) => ops.cast(ops.reshape(variable, perChannel), x.dtype);
    const [mean, variance] = ops.moments(x, reduced, { keepdims: true });
    let normalized = x.sub(mean).mul(ops.rsqrt(variance.add(this.epsilon)));
    if (this.gamma) normalized = normalized.mul(weight(this.gamma));
    if (this.beta) normalized = normalized.add(weight(this.beta));
    return ops.cast(ops.reshape(normalized, inputs.shape), this.computeDtype);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    assertAxesExist(this.axis, inputShape);
    return inputShape;
  }
}
