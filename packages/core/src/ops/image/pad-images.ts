import { pad } from '../../primitives/movement.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { imageLayout } from './layout.js';
import { completeMargins } from './margins.js';

const op = opFamily('image');

/**
 * Images with margins of zeros. For each axis two of both margins and the size of the result are given.
 *
 * @throws ValueError unless `images` has rank 3 or 4 and the margins fit
 * @example
 * ops.image.padImages(images, { topPadding: 2, leftPadding: 4, targetHeight: 32, targetWidth: 32 });
 */
export const padImages = op(
  'pad_images',
  ['images', 'topPadding', 'leftPadding', 'bottomPadding', 'rightPadding', 'targetHeight', 'targetWidth', 'dataFormat'],
  (
    images: TensorLike,
    topPadding: number | null = null,
    leftPadding: number | null = null,
    bottomPadding: number | null = null,
    rightPadding: number | null = null,
    targetHeight: number | null = null,
    targetWidth: number | null = null,
    dataFormat: string | null = null,
  ): Tensor => {
    const x = asTensor(images);
    const { height, width, heightAxis, widthAxis } = imageLayout('pad_images', x, dataFormat);
    const rows = completeMargins(
      'pad_images',
      height,
      1,
      { before: 'top_padding', after: 'bottom_padding', target: 'target_height' },
      { before: topPadding, after: bottomPadding, target: targetHeight },
    );
    const columns = completeMargins(
      'pad_images',
      width,
      1,
      { before: 'left_padding', after: 'right_padding', target: 'target_width' },
      { before: leftPadding, after: rightPadding, target: targetWidth },
    );
    const [before, after] = [x.shape.map(() => 0), x.shape.map(() => 0)];
    [before[heightAxis], before[widthAxis]] = [rows.before, columns.before];
    [after[heightAxis], after[widthAxis]] = [rows.after, columns.after];
    return pad(x, before, after);
  },
);
