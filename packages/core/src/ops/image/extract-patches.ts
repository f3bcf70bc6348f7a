/** The patches of images and volumes, their pixels in the channel axis. */
import { standardizeDataFormat } from '../../config.js';
import { PythonTypeError, ValueError } from '../../errors.js';
import { add, mul, scalar } from '../../primitives/elementwise.js';
import { gather } from '../../primitives/indexing.js';
import { iota } from '../../primitives/iota.js';
import { pad, reshape, slice, transpose } from '../../primitives/movement.js';
import { range, sizeOf } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { inChannelsLast, type PerAxis, paddingAmounts, perAxis, standardizePadding } from '../nn/spatial.js';
import { opFamily } from '../support/define.js';
import { requireRank } from './checks.js';

const op = opFamily('image');

/** An axis split into windows: [..., windows, size, ...]. */
function windowed(x: Tensor, axis: number, size: number, stride: number, dilation: number): Tensor {
  const extent = (size - 1) * dilation + 1;
  const count = Math.floor((x.shape[axis]! - extent) / stride) + 1;
  if (count < 1) {
    throw new ValueError('[extract_patches]: the patches are larger than the images.', {
      received: `patches that cover ${extent} of ${x.shape[axis]} elements`,
    });
  }
  if (stride === size && dilation === 1) {
    const used = x.shape.map((n, i) => (i === axis ? count * size : n));
    const whole = slice(
      x,
      x.shape.map(() => 0),
      used,
    );
    return reshape(whole, [...x.shape.slice(0, axis), count, size, ...x.shape.slice(axis + 1)]);
  }
  const starts = reshape(mul(iota(count), scalar(stride, 'int32')), [count, 1]);
  return gather(x, add(starts, mul(iota(size), scalar(dilation, 'int32'))), axis);
}

/** Patches over the last axes but one of x, which has a batch axis in front if its rank is `axes` + 2. */
function patches(
  name: string,
  value: TensorLike,
  axes: number,
  size: PerAxis,
  strides: PerAxis | null,
  dilationRate: PerAxis,
  padding: string,
  dataFormat: string | null,
): Tensor {
  const given = asTensor(value);
  requireRank(name, given, [axes + 1, axes + 2]);
  const isBatch = given.rank === axes + 2;
  const sizes = perAxis(name, 'size', size, axes);
  const steps = perAxis(name, 'strides', strides ?? size, axes);
  const dilations = perAxis(name, 'dilation_rate', dilationRate, axes);
  const extents = sizes.map((n, i) => (n - 1) * dilations[i]! + 1);
  const ofLast = (x: Tensor): Tensor => {
    const spatial = x.shape.slice(1, -1);
    const { before, after } = paddingAmounts(standardizePadding(name, padding), spatial, extents, steps);
    const padded = pad(x, [0, ...before, 0], [0, ...after, 0]);
    // From the last axis, so that splitting one leaves the others in place.
    const split = range(axes).reduceRight(
      (image, i) => windowed(image, i + 1, sizes[i]!, steps[i]!, dilations[i]!),
      padded,
    );
    const counts = range(axes).map((i) => split.shape[1 + 2 * i]!);
    const order = [0, ...range(axes).map((i) => 1 + 2 * i), ...range(axes).map((i) => 2 + 2 * i), 2 * axes + 1];
    const channels = x.shape[x.rank - 1]!;
    return reshape(transpose(split, order), [x.shape[0]!, ...counts, sizeOf(sizes) * channels]);
  };
  const batch = isBatch ? given : reshape(given, [1, ...given.shape]);
  const result = inChannelsLast(batch, standardizeDataFormat(dataFormat), ofLast);
  return isBatch ? result : reshape(result, result.shape.slice(1));
}

/**
 * The patches of images, or of volumes if `size` has three entries: [..., rows, columns, pixels * channels], or channels first by
 * `dataFormat`.
 *
 * @param strides distance of the patches; left out, they lie side by side
 * @param dilationRate distance of the pixels of a patch
 * @param padding 'valid', or 'same' for zeros around the images
 * @throws TypeError, ValueError unless `size` is an integer, or two or three of them, and fits the rank
 * @example
 * ops.image.extractPatches(images, 16); // [n, 224, 224, 3] -> [n, 14, 14, 768]
 */
export const extractPatches = op(
  'extract_patches',
  ['images', 'size', 'strides', 'dilationRate', 'padding', 'dataFormat'],
  (
    images: TensorLike,
    size: PerAxis,
    strides: PerAxis | null = null,
    dilationRate: PerAxis = 1,
    padding: string = 'valid',
    dataFormat: string | null = null,
  ): Tensor => {
    if (typeof size !== 'number' && !Array.isArray(size)) {
      throw new PythonTypeError('[extract_patches]: size must be an integer or an array.', { received: typeof size });
    }
    const axes = typeof size === 'number' ? 2 : size.length;
    if (axes !== 2 && axes !== 3) {
      throw new ValueError('[extract_patches]: size must have two or three entries.', { received: `${axes}` });
    }
    return patches('extract_patches', images, axes, size, strides, dilationRate, padding, dataFormat);
  },
);

/**
 * The patches of volumes: [..., depth, rows, columns, voxels * channels], or channels first by `dataFormat`.
 *
 * @throws TypeError unless `size` is an integer or three of them; ValueError unless `volumes` has rank 4 or 5
 * @example
 * ops.image.extractPatches3d(volumes, 3); // [n, 9, 9, 9, 1] -> [n, 3, 3, 3, 27]
 */
export const extractPatches3d = op(
  'extract_patches_3d',
  ['volumes', 'size', 'strides', 'dilationRate', 'padding', 'dataFormat'],
  (
    volumes: TensorLike,
    size: PerAxis,
    strides: PerAxis | null = null,
    dilationRate: PerAxis = 1,
    padding: string = 'valid',
    dataFormat: string | null = null,
  ): Tensor => {
    if (typeof size !== 'number' && size.length !== 3) {
      throw new PythonTypeError('[extract_patches_3d]: size must be an integer or three of them.', {
        received: `${size}`,
      });
    }
    return patches('extract_patches_3d', volumes, 3, size, strides, dilationRate, padding, dataFormat);
  },
);
