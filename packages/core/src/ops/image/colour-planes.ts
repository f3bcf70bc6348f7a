/** Colour spaces: functions of the three planes of an image. */
import { isFloat } from '../../dtype.js';
import { ValueError } from '../../errors.js';
import { concatenate, slice } from '../../primitives/movement.js';
import { formatShape } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { imageLayout } from './layout.js';

export type Planes = readonly [Tensor, Tensor, Tensor];

/**
 * Runs `compute` on the three channels of images, and joins its results.
 *
 * @throws ValueError unless the images are floating, of rank 3 or 4, and have three channels
 */
export function onPlanes(
  op: string,
  images: TensorLike,
  dataFormat: string | null,
  compute: (planes: Planes) => Planes,
): Tensor {
  const x = asTensor(images);
  const { channels, channelAxis } = imageLayout(op, x, dataFormat);
  if (!isFloat(x.dtype) || channels !== 3) {
    throw new ValueError(`[${op}]: these are no colour images.`, {
      expected: 'a floating dtype and 3 channels',
      received: `shape ${formatShape(x.shape)}, dtype ${x.dtype}`,
    });
  }
  const size = x.shape.map((n, axis) => (axis === channelAxis ? 1 : n));
  const planes = [0, 1, 2].map((i) =>
    slice(
      x,
      x.shape.map((_, axis) => (axis === channelAxis ? i : 0)),
      size,
    ),
  );
  return concatenate(compute(planes as unknown as Planes), channelAxis);
}
