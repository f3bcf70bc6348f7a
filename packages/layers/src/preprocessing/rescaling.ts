import { imageDataFormat, ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { assertConfig, deserializeKerasObject, type FromOptions, newFromConfig } from '../serialization/index.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { RESCALING_PARAMETERS, type RescalingArguments } from './signatures.js';

export interface RescalingOptions extends LayerOptions {
  /** A factor, or one for each channel. */
  scale: TensorLike;
  offset?: TensorLike;
}

/**
 * `inputs * scale + offset`.
 *
 * @example
 * new Rescaling(1 / 127.5, { offset: -1 })(images); // 0 .. 255 become -1 .. 1
 */
export class Rescaling extends ShapePreservingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Rescaling');

  static override readonly parameters = /* @__PURE__ */ configNames(RESCALING_PARAMETERS);

  readonly scale: TensorLike;
  readonly offset: TensorLike;

  constructor(...args: RescalingArguments) {
    const options = bindOptions(RESCALING_PARAMETERS, args);
    super(options, false);
    this.scale = options.scale;
    this.offset = options.offset ?? 0;
  }

  override call(inputs: Tensor): Tensor {
    const perChannel = (value: TensorLike): Tensor => {
      const x = ops.convertToTensor(value, this.computeDtype);
      return x.rank === 1 && imageDataFormat() === 'channels_first' ? ops.reshape(x, [-1, 1, 1]) : x;
    };
    return ops.cast(inputs, this.computeDtype).mul(perChannel(this.scale)).add(perChannel(this.offset));
  }

  /** Arrays of NumPy and tensors are objects in files. */
  static override fromConfig<T extends Layer>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static override fromConfig(config: Record<string, unknown>): Layer;
  static override fromConfig(config: Record<string, unknown>): Layer {
    assertConfig(this, config);
    const { scale, offset = 0 } = config;
    return newFromConfig(this, config, {
      scale: deserializeKerasObject(scale),
      offset: deserializeKerasObject(offset),
    });
  }
}
