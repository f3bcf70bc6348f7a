import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { standardizeTuple } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { type BaseImageOptions, BaseImagePreprocessingLayer } from './base-image-preprocessing-layer.js';
import { type Range, transformValueRange, valueRange } from './ranges.js';
import {
  CONTRAST_LIMITED_ADAPTIVE_HISTOGRAM_EQUALIZATION_PARAMETERS,
  type ContrastLimitedAdaptiveHistogramEqualizationArguments,
} from './signatures.js';

export interface ContrastLimitedAdaptiveHistogramEqualizationOptions extends BaseImageOptions {
  /** The lowest and the highest value of a pixel. */
  valueRange?: readonly number[];
  /** How often a value may occur, as a multiple of the mean, before the excess is spread over all values; 0 for no limit. */
  clipLimit?: number;
  /** Into how many tiles images are divided, along height and width. */
  tileGridSize?: readonly number[];
}

/** The number of values that are told apart. */
const LEVELS = 256;

/**
 * Spreads the values of each channel over their range, tile by tile, and less so where one value prevails (Zuiderveld, "Contrast
 * limited adaptive histogram equalization", 1994), in training and otherwise.
 *
 * @throws ValueError for a value range that is no pair
 * @example
 * new ContrastLimitedAdaptiveHistogramEqualization({ tileGridSize: [2, 2] })(images);
 */
export class ContrastLimitedAdaptiveHistogramEqualization extends BaseImagePreprocessingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'ContrastLimitedAdaptiveHistogramEqualization');

  static override readonly parameters = /* @__PURE__ */ configNames(
    CONTRAST_LIMITED_ADAPTIVE_HISTOGRAM_EQUALIZATION_PARAMETERS,
  );

  readonly valueRange: Range;
  readonly clipLimit: number;
  readonly tileGridSize: readonly number[];

  constructor(...args: ContrastLimitedAdaptiveHistogramEqualizationArguments) {
    const options = bindOptions(CONTRAST_LIMITED_ADAPTIVE_HISTOGRAM_EQUALIZATION_PARAMETERS, args);
    super(options);
    this.valueRange = valueRange(options.valueRange ?? [0, 255]);
    this.clipLimit = options.clipLimit ?? 4;
    this.tileGridSize = standardizeTuple(options.tileGridSize ?? [8, 8], 2, 'tileGridSize');
  }

  protected override changeImages(images: Tensor): Tensor {
    const isFirst = this.dataFormat === 'channels_first';
    const given = isFirst ? ops.transpose(images, [0, 2, 3, 1]) : images;
    const levels = transformValueRange(given, this.valueRange, [0, 255]);
    const result = transformValueRange(this.#equalized(levels), [0, 255], this.valueRange).cast(given.dtype);
    return isFirst ? ops.transpose(result, [0, 3, 1, 2]) : result;
  }

  /** Images `[batch, height, width, channels]` of values from 0 to 255. */
  #equalized(images: Tensor): Tensor {
    const [, height, width] = images.shape as [number, number, number];
    const [rows, columns] = this.tileGridSize as [number, number];
    const [tileHeight, tileWidth] = [Math.ceil(height / rows), Math.ceil(width / columns)];
    const around = [
      [0, 0],
      [0, tileHeight * rows - height],
      [0, tileWidth * columns - width],
      [0, 0],
    ];
    const padded = ops.pad(images, around, 'symmetric');
    const pixels = ops.clip(padded, 0, LEVELS - 1).cast('int32');
    const maps = withNeighbours(this.#maps(pixels, tileHeight, tileWidth));
    const y = between(tileHeight * rows, tileHeight);
    const x = between(tileWidth * columns, tileWidth);
    const value = (row: Tensor, column: Tensor) => looked(maps, pixels, row, column);
    const [right, below] = [ops.reshape(x.share, [1, 1, -1, 1]), ops.reshape(y.share, [1, -1, 1, 1])];
    const mixed = (a: Tensor, b: Tensor, share: Tensor) => a.mul(ops.subtract(1, share)).add(b.mul(share));
    const along = (row: Tensor) => mixed(value(row, x.before), value(row, x.after), right);
    return mixed(along(y.before), along(y.after), below).at(':', `:${height}`, `:${width}`);
  }

  /** What each value becomes in each tile: `[batch, rows, columns, channels, 256]`. */
  #maps(pixels: Tensor, tileHeight: number, tileWidth: number): Tensor {
    const [batch, , , channels] = pixels.shape as [number, number, number, number];
    const [rows, columns] = this.tileGridSize as [number, number];
    const size = tileHeight * tileWidth;
    const tiles = ops.transpose(
      ops.reshape(pixels, [batch, rows, tileHeight, columns, tileWidth, channels]),
      [0, 1, 3, 5, 2, 4],
    );
    const counts = histograms(ops.reshape(tiles, [batch, rows, columns, channels, size]));
    const total = ops.cumsum(this.clipLimit > 0 ? this.#limited(counts, size) : counts, -1);
    const least = ops.min(total, -1, true);
    const range = ops.subtract(size, least);
    // A reciprocal, as XLA divides by what is broadcast: it decides about whole values. The choice keeps ONNX Runtime from a division.
    const share = ops.where(range.equal(0), 1, ops.divide(1, range));
    return ops.clip(total.sub(least).mul(255).mul(share), 0, 255);
  }

  #limited(counts: Tensor, size: number): Tensor {
    const clipped = ops.clip(counts, 0, (this.clipLimit * size) / LEVELS);
    return clipped.add(ops.sum(counts.sub(clipped), -1, true).div(LEVELS));
  }
}

/** How often each value occurs along the last axis. */
function histograms(values: Tensor): Tensor {
  const lead = values.shape.slice(0, -1);
  const count = lead.reduce((product, length) => product * length, 1);
  const first = ops.reshape(ops.arange(count), [...lead, 1]).mul(LEVELS);
  const bins = ops.reshape(first.add(values), [-1]);
  const counts = ops.segmentSum(ops.ones(bins.shape), bins, { numSegments: count * LEVELS });
  return ops.reshape(counts, [...lead, LEVELS]);
}

/** The grid of tiles with those at its edges repeated outside. */
function withNeighbours(maps: Tensor): Tensor {
  const tall = ops.concatenate([maps.at(':', ':1'), maps, maps.at(':', '-1:')], 1);
  return ops.concatenate([tall.at(':', ':', ':1'), tall, tall.at(':', ':', '-1:')], 2);
}

/** For each pixel along an axis the tiles before and after it, in the grid with neighbours, and its share of the way between their centres. */
function between(length: number, tile: number): { before: Tensor; after: Tensor; share: Tensor } {
  const place = ops
    .arange(length, { dtype: 'float32' })
    .sub(tile / 2)
    .mul(1 / tile)
    .add(1);
  const before = ops.floor(place);
  return { before: before.cast('int32'), after: before.add(1).cast('int32'), share: place.sub(before) };
}

/** What the pixels become by the maps of the tiles at the given rows and columns. */
function looked(maps: Tensor, pixels: Tensor, row: Tensor, column: Tensor): Tensor {
  const [batch, rows, columns, channels] = maps.shape as [number, number, number, number];
  const image = ops.reshape(ops.arange(batch), [-1, 1, 1, 1]);
  const tile = image
    .mul(rows)
    .add(ops.reshape(row, [1, -1, 1, 1]))
    .mul(columns)
    .add(ops.reshape(column, [1, 1, -1, 1]));
  const index = tile.mul(channels).add(ops.arange(channels)).mul(LEVELS).add(pixels);
  return ops.take(ops.reshape(maps, [-1]), index);
}
