import { slice } from '../../primitives/movement.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { imageLayout } from './layout.js';
import { completeMargins } from './margins.js';

const op = opFamily('image');

/**
 * The part of images that is left between margins. For each axis two of both margins and the size of what is left are given.
 *
 * @throws ValueError unless `images` has rank 3 or 4 and the margins fit
 * @example
 * ops.image.cropImages(images, { topCropping: 2, leftCropping: 4, targetHeight: 8, targetWidth: 8 });
 */
export const cropImages = op(
  'crop_images',
  [
    'images',
    'topCropping',
    'leftCropping',
    'bottomCropping',
    'rightCropping',
    'targetHeight',
    'targetWidth',
    'dataFormat',
  ],
  (
    images: TensorLike,
    topCropping: number | null = null,
    leftCropping: number | null = null,
    bottomCropping: number | null = null,
    rightCropping: number | null = null,
    targetHeight: number | null = null,
    targetWidth: number | null = null,
    dataFormat: string | null = null,
  ): Tensor => {
    const x = asTensor(images);
    const { height, width, heightAxis, widthAxis } = imageLayout('crop_images', x, dataFormat);
    const rows = completeMargins(
      'crop_images',
      height,
      -1,
      { before: 'top_cropping', after: 'bottom_cropping', target: 'target_height' },
      { before: topCropping, after: bottomCropping, target: targetHeight },
    );
    const columns = completeMargins(
      'crop_images',
      width,
      -1,
      { before: 'left_cropping', after: 'right_cropping', target: 'target_width' },
      { before: leftCropping, after: rightCropping, target: targetWidth },
    );
    const starts = x.shape.map(() => 0);
    const sizes = [...x.shape];
    [starts[heightAxis], starts[widthAxis]] = [rows.before, columns.before];
    [sizes[heightAxis], sizes[widthAxis]] = [rows.target, columns.target];
    return slice(x, starts, sizes);
  },
);
