import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { positiveInteger } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { type BaseImageOptions, BaseImagePreprocessingLayer } from './base-image-preprocessing-layer.js';
import { type Range, valueRange } from './ranges.js';
import { EQUALIZATION_PARAMETERS, type EqualizationArguments } from './signatures.js';

export interface EqualizationOptions extends BaseImageOptions {
  /** The lowest and the highest value of a pixel. */
  valueRange?: readonly number[];
  /** How many values are told apart. */
  bins?: number;
}

/**
 * Spreads the values of each channel so that all are about as frequent, over a whole batch; a channel of one value stays as it is.
 * Active unless `training` is false.
 *
 * @throws ValueError for a value range that is no pair, or a number of bins that is none
 * @example
 * new Equalization()(images);
 */
export class Equalization extends BaseImagePreprocessingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Equalization');

  static override readonly parameters = /* @__PURE__ */ configNames(EQUALIZATION_PARAMETERS);

  readonly valueRange: Range;
  readonly bins: number;

  constructor(...args: EqualizationArguments) {
    const options = bindOptions(EQUALIZATION_PARAMETERS, args);
    super(options);
    this.valueRange = valueRange(options.valueRange ?? [0, 255]);
    this.bins = positiveInteger(options.bins ?? 256, 'bins');
  }

  protected override changeImages(images: Tensor, _transformation: null, training: boolean): Tensor {
    if (!training) return images;
    const dtype = this.computeDtype;
    const isLast = this.dataFormat === 'channels_last';
    const given = scaled(ops.cast(images, dtype), this.valueRange, [0, 255]);
    const values = isLast ? given : ops.transpose(given, [0, 2, 3, 1]);
    const equalized = scaled(ops.cast(this.#equalize(values), dtype), [0, 255], this.valueRange);
    return isLast ? equalized : ops.transpose(equalized, [0, 3, 1, 2]);
  }

  /** Values from 0 to 255 with the channels last. */
  #equalize(values: Tensor): Tensor {
    const { bins } = this;
    const channels = values.shape[3]!;
    // All channels look into one table, each into its own part.
    const start = ops.arange(channels).mul(bins);
    const binOf = (position: Tensor) => ops.cast(ops.clip(position, 0, bins - 1), 'int32').add(start);
    const bin = ops.reshape(
      binOf(
        ops
          .cast(values, 'float32')
          .mul(bins - 1)
          .div(255),
      ),
      [-1],
    );
    const counts = ops.reshape(ops.segmentSum(ops.onesLike(bin), bin, channels * bins), [channels, bins]);
    const position = binOf(values.div(255).mul(bins - 1));
    const equalized = ops.take(ops.reshape(levels(counts), [-1]), position);
    return ops.where(ops.countNonzero(counts, 1).lessEqual(1), values, equalized);
  }
}

/** What each bin becomes, from 0 to 255: how many values lie below or in it, beyond those of the lowest. */
function levels(counts: Tensor): Tensor {
  const sums = ops.cumsum(counts, 1);
  const least = ops.min(ops.where(sums.greater(0), sums, 2 ** 31 - 1), 1, true);
  const all = ops.maximum(sums.at(':', '-1:').sub(least), 1);
  const share = ops.cast(sums.sub(least), 'float32').mul(255).div(ops.cast(all, 'float32'));
  return ops.clip(ops.round(share), 0, 255);
}

function scaled(x: Tensor, from: Range, to: Range): Tensor {
  const scale = (to[1] - to[0]) / (from[1] - from[0]);
  return x.mul(scale).add(to[0] - from[0] * scale);
}
