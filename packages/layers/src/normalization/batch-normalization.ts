import { ops, resultType, type SymbolicShape, type Tensor, ValueError, type Variable } from '@org/core';
import { bindOptions, formatShape } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { get as getInitializer, type Initializer } from '../initializers/index.js';
import { InputSpec } from '../input-spec.js';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';
import { configNames } from '../serialization/configuration.js';
import {
  type BetaIdentifiers,
  type GammaIdentifiers,
  type InitializerIdentifier,
  settingsOf,
  type WeightSettings,
  weightSettings,
} from '../weight-settings.js';
import { assertAxesExist, sizeAlong } from './axes.js';
import { type Moments, maskedMoments } from './masked-moments.js';
import { movingAverage } from './moving-average.js';
import { Renormalization, type RenormClipping, standardizeClipping } from './renormalization.js';
import { BATCH_NORMALIZATION_PARAMETERS, type BatchNormalizationArguments } from './signatures.js';

export interface BatchNormalizationOptions extends LayerOptions, BetaIdentifiers, GammaIdentifiers {
  /** The axis that keeps its own statistics, usually that of the channels. */
  axis?: number;
  /** How much of the moving statistics a step keeps. */
  momentum?: number;
  /** Added to the variance. */
  epsilon?: number;
  /** Whether to add beta. */
  center?: boolean;
  /** Whether to multiply by gamma. */
  scale?: boolean;
  movingMeanInitializer?: InitializerIdentifier;
  movingVarianceInitializer?: InitializerIdentifier;
  /** Batch renormalization (Ioffe, 2017). */
  renorm?: boolean;
  renormClipping?: RenormClipping | null;
  renormMomentum?: number;
  /** Statistics over several devices; not supported. */
  synchronized?: boolean;
}

export interface BatchNormalization extends WeightSettings<'beta' | 'gamma'> {}

/**
 * Normalizes each channel to mean 0 and variance 1, by the batch's statistics in training and by their moving averages otherwise,
 * then applies a learned scale and offset (Ioffe & Szegedy, 2015).
 *
 * @throws ValueError for `synchronized`, or a mask that does not fit the inputs
 * @example
 * new BatchNormalization()(x, { training: true });
 */
export class BatchNormalization extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'BatchNormalization');

  static override readonly parameters = /* @__PURE__ */ configNames(BATCH_NORMALIZATION_PARAMETERS, {
    last: ['synchronized', 'renorm', 'renormClipping', 'renormMomentum'],
  });

  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly renorm: boolean;
  readonly renormClipping: RenormClipping | null;
  readonly renormMomentum: number;
  readonly synchronized = false;
  readonly movingMeanInitializer: Initializer;
  readonly movingVarianceInitializer: Initializer;
  gamma: Variable | null = null;
  beta: Variable | null = null;
  declare movingMean: Variable;
  declare movingVariance: Variable;
  #renormalization: Renormalization | null = null;

  constructor(...args: BatchNormalizationArguments) {
    const options = bindOptions(BATCH_NORMALIZATION_PARAMETERS, args);
    super(options);
    if (options.synchronized) {
      throw new ValueError('Synchronized batch normalization is not supported.', { received: 'synchronized=true' });
    }
    this.axis = options.axis ?? -1;
    this.momentum = options.momentum ?? 0.99;
    this.epsilon = options.epsilon ?? 1e-3;
    this.center = options.center ?? true;
    this.scale = options.scale ?? true;
    this.renorm = options.renorm ?? false;
    this.renormClipping = this.renorm ? standardizeClipping(options.renormClipping) : (options.renormClipping ?? null);
    this.renormMomentum = options.renormMomentum ?? 0.99;
    Object.assign(this, weightSettings(options, { beta: 'zeros', gamma: 'ones' }));
    this.movingMeanInitializer = getInitializer(options.movingMeanInitializer ?? 'zeros');
    this.movingVarianceInitializer = getInitializer(options.movingVarianceInitializer ?? 'ones');
    this.supportsMasking = true;
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  override build(inputShape: SymbolicShape): void {
    assertAxesExist(this.axis, inputShape);
    const channels = sizeAlong(this.axis, inputShape);
    const weight = (name: string, settings: object, trainable: boolean) =>
      this.addWeight({ name, shape: [channels], trainable, autocast: false, ...settings });
    if (this.scale) this.gamma = weight('gamma', settingsOf(this, 'gamma'), true);
    if (this.center) this.beta = weight('beta', settingsOf(this, 'beta'), true);
    const { movingMeanInitializer, movingVarianceInitializer } = this;
    this.movingMean = weight('moving_mean', { initializer: movingMeanInitializer }, false);
    this.movingVariance = weight('moving_variance', { initializer: movingVarianceInitializer }, false);
    if (this.renorm)
      this.#renormalization = new Renormalization(this, (name, initializer) => weight(name, { initializer }, false));
    this.inputSpec = new InputSpec({ ndim: inputShape.length, axes: { [this.axis]: channels } });
  }

  /** The moving standard deviation, null without renormalization; so for the next two. */
  get movingStddev(): Variable | null {
    return this.#renormalization?.movingStddev ?? null;
  }

  get renormMean(): Variable | null {
    return this.#renormalization?.renormMean ?? null;
  }

  get renormStddev(): Variable | null {
    return this.#renormalization?.renormStddev ?? null;
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training', 'mask'];

  override call(
    inputs: Tensor,
    { training = null, mask = null }: { training?: boolean | null; mask?: Tensor | null } = {},
  ): Tensor {
    // Statistics of half types would lose too much.
    const x = ops.cast(inputs, resultType(inputs.dtype, 'float32'));
    const inDtype = (variable: Variable | null) => variable && ops.cast(variable, x.dtype);
    const moving = { mean: inDtype(this.movingMean)!, variance: inDtype(this.movingVariance)! };
    let [gamma, beta, moments] = [inDtype(this.gamma), inDtype(this.beta), moving];
    if (training && this.trainable) {
      moments = this.#batchMoments(x, mask);
      if (this.#renormalization) ({ gamma, beta } = this.#renormalization.apply(moments, gamma, beta));
      else this.#updateMovingStatistics(moving, moments);
    }
    const { mean, variance } = moments;
    const outputs = ops.batchNormalization(x, mean, variance, this.axis, beta, gamma, this.epsilon);
    return ops.cast(outputs, this.computeDtype);
  }

  #updateMovingStatistics(moving: Moments, batch: Moments): void {
    this.movingMean.assign(movingAverage(moving.mean, batch.mean, this.momentum));
    this.movingVariance.assign(movingAverage(moving.variance, batch.variance, this.momentum));
  }

  #batchMoments(x: Tensor, mask: Tensor | null): Moments {
    const axis = this.axis < 0 ? this.axis + x.rank : this.axis;
    const axes = x.shape.map((_, i) => i).filter((i) => i !== axis);
    if (mask === null) {
      const [mean, variance] = ops.moments(x, axes);
      return { mean, variance };
    }
    if (mask.rank !== x.rank - 1) {
      throw new ValueError('The mask must have one axis less than the inputs.', {
        received: `mask ${formatShape(mask.shape)}, inputs ${formatShape(x.shape)}`,
      });
    }
    return maskedMoments(x, mask, axes);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    assertAxesExist(this.axis, inputShape);
    return inputShape;
  }
}
