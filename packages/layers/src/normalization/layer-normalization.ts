import { ops, type SymbolicShape, type Tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
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
import { type Axes, assertAxesExist, axisList, integerAxes, sizeAlong } from './axes.js';
import { LAYER_NORMALIZATION_PARAMETERS, type LayerNormalizationArguments } from './signatures.js';

export interface LayerNormalizationOptions extends LayerOptions, BetaIdentifiers, GammaIdentifiers {
  /** The axes normalized together. */
  axis?: Axes;
  /** Added to the variance. */
  epsilon?: number;
  /** Whether to add beta. */
  center?: boolean;
  /** Whether to multiply by gamma. */
  scale?: boolean;
  /** Deprecated in Keras: scales by the variance alone, without a mean. */
  rmsScaling?: boolean;
}

export interface LayerNormalization extends WeightSettings<'beta' | 'gamma'> {}

/**
 * Normalizes each sample to mean 0 and variance 1 along `axis`, then applies a learned scale and offset (Ba et al., 2016).
 *
 * @throws TypeError unless the axis is an integer or a list of them
 * @example
 * new LayerNormalization({ epsilon: 1e-6 })(x);
 */
export class LayerNormalization extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'LayerNormalization');

  static override readonly parameters = /* @__PURE__ */ configNames(LAYER_NORMALIZATION_PARAMETERS, {
    first: ['axis', 'epsilon', 'center', 'scale', 'rmsScaling'],
  });

  /** A list from the build on. */
  axis: Axes;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly rmsScaling: boolean;
  gamma: Variable | null = null;
  beta: Variable | null = null;

  constructor(...args: LayerNormalizationArguments) {
    const options = bindOptions(LAYER_NORMALIZATION_PARAMETERS, args);
    super(options);
    this.axis = integerAxes(options.axis ?? -1);
    this.epsilon = options.epsilon ?? 1e-3;
    this.center = options.center ?? true;
    this.scale = options.scale ?? true;
    this.rmsScaling = options.rmsScaling ?? false;
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
    this.axis = [...axisList(this.axis)].sort((a, b) => a - b);
    const shape = this.axis.map((axis) => sizeAlong(axis, inputShape));
    const weight = (name: 'beta' | 'gamma') =>
      this.addWeight({ name, shape, autocast: false, ...settingsOf(this, name) });
    if (this.scale || this.rmsScaling) this.gamma = weight('gamma');
    if (this.center && !this.rmsScaling) this.beta = weight('beta');
  }

  override call(inputs: Tensor): Tensor {
    const { gamma, beta, axis, epsilon, rmsScaling } = this;
    const outputs = ops.layerNormalization(inputs, { gamma, beta, axis, epsilon, rmsScaling });
    return ops.cast(outputs, this.computeDtype);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    assertAxesExist(this.axis, inputShape);
    return inputShape;
  }
}
