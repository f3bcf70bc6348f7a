import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { asTensor, pythonFunction } from '@org/core/internal';

/**
 * Images of another size that are cropped in the middle, and not distorted: `ops.image.resize` with `cropToAspectRatio`.
 *
 * @param x [..., height, width, channels], one image or a batch
 * @param size height and width
 * @throws ValueError for arrays of another rank, and sizes that are none
 * @example
 * keras.preprocessing.image.smartResize(ops.zeros([340, 500, 3]), [200, 200]).shape; // [200, 200, 3]
 */
export const smartResize = /* @__PURE__ */ pythonFunction(
  'smart_resize',
  ['x', 'size', 'interpolation', 'dataFormat'],
  (
    x: TensorLike,
    size: readonly number[],
    interpolation: string = 'bilinear',
    dataFormat: string = 'channels_last',
  ): Tensor => {
    if (size.length !== 2) {
      throw new ValueError(`Expected \`size\` to be a tuple of 2 integers, but got: ${size.join(', ')}.`);
    }
    const images = asTensor(x);
    if (images.shape.length < 3 || images.shape.length > 4) {
      throw new ValueError(
        'Expected an image array with shape `(height, width, channels)`, or `(batch_size, height, width, channels)`, but got input ' +
          `with incorrect rank, of shape (${images.shape.join(', ')}).`,
      );
    }
    return ops.image.resize(images, size, { interpolation, cropToAspectRatio: true, dataFormat });
  },
);
