import { isInteger } from '../../dtype.js';
import { ValueError } from '../../errors.js';
import { cast, round, scalar, scalarLike } from '../../primitives/elementwise.js';
import { gather } from '../../primitives/indexing.js';
import { pad, slice } from '../../primitives/movement.js';
import { toFloat } from '../../python/promotion.js';
import { formatShape } from '../../shape.js';
import { fromNumbers } from '../../tensor/host-array.js';
import { asTensor, fromHost, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { saturateCast } from '../core.js';
import { concreteArray } from '../support/concrete.js';
import { opFamily } from '../support/define.js';
import { requireOneOf } from './checks.js';
import { type ImageLayout, imageLayout } from './layout.js';
import { resamplingWeights, weighted } from './resampling.js';

const op = opFamily('image');

const interpolations = ['bilinear', 'nearest', 'lanczos3', 'lanczos5', 'bicubic'];

type Size = readonly [height: number, width: number];

/** Height and width of the other image with the aspect of `size` that touches the image's edges, before any limit. */
const matchedSize = ({ height, width }: ImageLayout, size: Size): Size => [
  Math.trunc((width * size[0]) / size[1]),
  Math.trunc((height * size[1]) / size[0]),
];

/** The largest window in the middle with the aspect of `size`. */
function cropped(x: Tensor, layout: ImageLayout, size: Size): Tensor {
  const { height, width, heightAxis, widthAxis } = layout;
  const matched = matchedSize(layout, size);
  const window = [Math.max(Math.min(height, matched[0]), 1), Math.max(Math.min(width, matched[1]), 1)] as const;
  const starts = x.shape.map(() => 0);
  const sizes = [...x.shape];
  [starts[heightAxis], starts[widthAxis]] = [Math.trunc((height - window[0]) / 2), Math.trunc((width - window[1]) / 2)];
  [sizes[heightAxis], sizes[widthAxis]] = window;
  return slice(x, starts, sizes);
}

/** As much of `fillValue` on both sides of the axis that is too short as gives the image the aspect of `size`. */
function padded(x: Tensor, layout: ImageLayout, size: Size, fillValue: number): Tensor {
  const { height, width, heightAxis, widthAxis } = layout;
  const matched = matchedSize(layout, size);
  const around = x.shape.map(() => 0);
  around[heightAxis] = Math.trunc((Math.max(height, matched[0]) - height) / 2);
  if (around[heightAxis] === 0) around[widthAxis] = Math.trunc((Math.max(width, matched[1]) - width) / 2);
  return pad(x, around, around, undefined, scalarLike(fillValue, x));
}

/** The elements nearest to `size` samples along an axis. */
function nearest(x: Tensor, axis: number, size: number): Tensor {
  const inputSize = x.shape[axis]!;
  // In single precision, which decides about ties.
  const indices = Int32Array.from({ length: size }, (_, i) =>
    Math.floor(Math.fround(Math.fround((i + 0.5) * inputSize) / size)),
  );
  return gather(x, fromHost(fromNumbers(indices, 'int32', [size])), axis);
}

/** The axis weighed into `size` samples. */
function interpolated(x: Tensor, axis: number, size: number, method: string, antialias: boolean): Tensor {
  const inputSize = x.shape[axis]!;
  const weights = resamplingWeights({
    inputSize,
    outputSize: size,
    step: scalar(inputSize / size, 'float32'),
    start: scalar(0, 'float32'),
    method,
    antialias,
  });
  return weighted(x, axis, cast(fromHost(concreteArray('resize', weights)), x.dtype));
}

/**
 * Images of another size: [..., height, width, channels], or channels first by `dataFormat`. Integers are rounded.
 *
 * @param size height and width
 * @param interpolation 'nearest', 'bilinear', 'bicubic', 'lanczos3' or 'lanczos5'
 * @param antialias whether a smaller image is averaged over all of the larger one's pixels
 * @param cropToAspectRatio takes the largest window of the new aspect, instead of distorting the image
 * @param padToAspectRatio adds `fillValue` on two sides, instead of distorting the image
 * @throws ValueError unless `images` has rank 3 or 4 and `size` is two positive integers
 * @example
 * ops.image.resize(images, [224, 224]); // [n, h, w, 3] -> [n, 224, 224, 3]
 * ops.image.resize(images, [8, 8], { interpolation: 'bicubic', antialias: true });
 */
export const resize = op(
  'resize',
  [
    'images',
    'size',
    'interpolation',
    'antialias',
    'cropToAspectRatio',
    'padToAspectRatio',
    'fillMode',
    'fillValue',
    'dataFormat',
  ],
  (
    images: TensorLike,
    size: readonly number[],
    interpolation: string = 'bilinear',
    antialias: boolean = false,
    cropToAspectRatio: boolean = false,
    padToAspectRatio: boolean = false,
    fillMode: string = 'constant',
    fillValue: number = 0,
    dataFormat: string | null = null,
  ): Tensor => {
    const x = asTensor(images);
    const target = [size].flat() as unknown as Size;
    if (target.length !== 2 || target.some((n) => !Number.isInteger(n) || n <= 0)) {
      throw new ValueError('[resize]: size must be a positive height and width.', { received: formatShape(target) });
    }
    requireOneOf('resize', 'interpolation', interpolation, interpolations);
    requireOneOf('resize', 'fill_mode', fillMode, ['constant']);
    if (cropToAspectRatio && padToAspectRatio) {
      throw new ValueError('[resize]: only one of crop_to_aspect_ratio and pad_to_aspect_ratio can be true.');
    }
    const layout = imageLayout('resize', x, dataFormat);
    const framed = cropToAspectRatio
      ? cropped(x, layout, target)
      : padToAspectRatio
        ? padded(toFloat(x), layout, target, fillValue)
        : x;
    const start = interpolation === 'nearest' ? framed : toFloat(framed);
    const resized = [layout.heightAxis, layout.widthAxis].reduce((image, axis, i) => {
      const length = target[i]!;
      if (image.shape[axis] === length) return image;
      return interpolation === 'nearest'
        ? nearest(image, axis, length)
        : interpolated(image, axis, length, interpolation, antialias);
    }, start);
    if (resized.dtype === x.dtype) return resized;
    return saturateCast(isInteger(x.dtype) ? round(resized) : resized, x.dtype);
  },
);
