/** Where the axes of images are: [batch, height, width, channels] or [batch, channels, height, width], the batch left out or not. */
import { standardizeDataFormat } from '../../config.js';
import { moveAxis, reshape } from '../../primitives/movement.js';
import type { Tensor } from '../../tensor/tensor.js';
import { requireRank } from './checks.js';

export interface ImageLayout {
  /** Positions of the axes. */
  readonly heightAxis: number;
  readonly widthAxis: number;
  readonly channelAxis: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** @throws ValueError unless `x` has rank 3 (one image) or 4 (a batch) */
export function imageLayout(op: string, x: Tensor, dataFormat: string | null): ImageLayout {
  const format = standardizeDataFormat(dataFormat);
  requireRank(op, x, [3, 4]);
  const first = x.rank - 3;
  const [heightAxis, widthAxis, channelAxis] =
    format === 'channels_last' ? [first, first + 1, first + 2] : [first + 1, first + 2, first];
  return {
    heightAxis: heightAxis!,
    widthAxis: widthAxis!,
    channelAxis: channelAxis!,
    height: x.shape[heightAxis!]!,
    width: x.shape[widthAxis!]!,
    channels: x.shape[channelAxis!]!,
  };
}

/** Runs `compute` on [batch, height, width, channels], and gives its result the batch and format of the images. */
export function inBatches(op: string, x: Tensor, dataFormat: string | null, compute: (x: Tensor) => Tensor): Tensor {
  const { channelAxis } = imageLayout(op, x, dataFormat);
  const last = moveAxis(x, channelAxis, x.rank - 1);
  const batched = x.rank === 4 ? last : reshape(last, [1, ...last.shape]);
  const result = compute(batched);
  const images = x.rank === 4 ? result : reshape(result, result.shape.slice(1));
  return moveAxis(images, x.rank - 1, channelAxis);
}
