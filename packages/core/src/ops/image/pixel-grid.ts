/** The places of pixels, as transformations of images start from them. */
import type { DType } from '../../dtype.js';
import { iota } from '../../primitives/iota.js';
import { reshape } from '../../primitives/movement.js';
import type { Tensor } from '../../tensor/tensor.js';

export interface PixelGrid {
  /** Positions [batch, 1, 1, 1] and [1, 1, 1, channels]. */
  readonly images: Tensor;
  readonly channels: Tensor;
  /** Coordinates [1, height, 1, 1] and [1, 1, width, 1]. */
  readonly rows: Tensor;
  readonly columns: Tensor;
}

/** The grid of images [batch, height, width, channels], with coordinates of the given type. */
export function pixelGrid({ shape }: Tensor, dtype: DType): PixelGrid {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  return {
    images: reshape(iota(batch), [batch, 1, 1, 1]),
    channels: reshape(iota(channels), [1, 1, 1, channels]),
    rows: reshape(iota(height, dtype), [1, height, 1, 1]),
    columns: reshape(iota(width, dtype), [1, 1, width, 1]),
  };
}
