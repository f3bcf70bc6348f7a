/** Windows of images as columns, and blocks of pixels as channels. */
import { standardizeDataFormat } from '../../config.js';
import { isInteger } from '../../dtype.js';
import { ShapeError, ValueError } from '../../errors.js';
import { equal } from '../../primitives/compare.js';
import { convInputGradient } from '../../primitives/conv.js';
import { cast } from '../../primitives/elementwise.js';
import { iota } from '../../primitives/iota.js';
import { broadcastTo, concatenate, pad, reshape, slice, transpose } from '../../primitives/movement.js';
import { multiIndices } from '../../primitives/offsets.js';
import { toFloat } from '../../python/promotion.js';
import { formatShape, type Shape, sizeOf } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { type PerAxis, perAxis } from './spatial.js';

const op = opFamily('nn');

interface Windows {
  readonly window: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly number[];
  readonly stride: readonly number[];
  /** How many windows there are along both axes. */
  readonly counts: readonly number[];
}

/** The windows over images of this size. */
function windowsOver(
  name: string,
  size: Shape,
  kernelSize: PerAxis,
  dilation: PerAxis,
  padding: PerAxis,
  stride: PerAxis,
): Windows {
  const settings = {
    window: perAxis(name, 'kernel_size', kernelSize, 2),
    dilation: perAxis(name, 'dilation', dilation, 2),
    padding: perAxis(name, 'padding', padding, 2, 0),
    stride: perAxis(name, 'stride', stride, 2),
  };
  const counts = size.map((n, i) => {
    const extent = (settings.window[i]! - 1) * settings.dilation[i]! + 1;
    return Math.floor((n + 2 * settings.padding[i]! - extent) / settings.stride[i]!) + 1;
  });
  if (counts.some((count) => count < 0)) {
    throw new ValueError(`[${name}]: a window is larger than the padded image.`, {
      received: `${formatShape(settings.window)} over ${formatShape(size)}`,
    });
  }
  return { ...settings, counts };
}

function checkRank(name: string, x: Tensor, rank: number): void {
  if (x.rank === rank) return;
  throw new ValueError(`[${name}]: the input must have rank ${rank}.`, { received: formatShape(x.shape) });
}

/**
 * The windows of images as columns (im2col).
 *
 * @param x [batch, channels, height, width]
 * @returns [batch, channels * window size, windows]
 * @example
 * ops.unfold(images, 3, { padding: 1 });
 */
export const unfold = op(
  'unfold',
  ['x', 'kernelSize', 'dilation', 'padding', 'stride'],
  (x: TensorLike, kernelSize: PerAxis, dilation: PerAxis = 1, padding: PerAxis = 0, stride: PerAxis = 1): Tensor => {
    const input = asTensor(x);
    checkRank('unfold', input, 4);
    const [batch, channels] = input.shape as [number, number];
    const windows = windowsOver('unfold', input.shape.slice(2), kernelSize, dilation, padding, stride);
    const around = [0, 0, ...windows.padding];
    const padded = pad(input, around, around);
    const columns = multiIndices(windows.window).map((tap) => {
      const starts = [0, 0, ...tap.map((t, i) => t * windows.dilation[i]!)];
      const taken = slice(padded, starts, [batch, channels, ...windows.counts], [1, 1, ...windows.stride]);
      return reshape(taken, [batch, channels, 1, sizeOf(windows.counts)]);
    });
    return reshape(concatenate(columns, 2), [batch, channels * columns.length, sizeOf(windows.counts)]);
  },
);

/**
 * The adjoint of {@link unfold}: columns put back into images, summed where windows overlap (col2im).
 *
 * @param x [batch, channels * window size, windows]
 * @param outputSize height and width of the images
 * @returns [batch, channels, height, width]
 * @throws ShapeError if there are not as many columns as windows
 * @example
 * ops.fold(columns, [28, 28], 3, { padding: 1 });
 */
export const fold = op(
  'fold',
  ['x', 'outputSize', 'kernelSize', 'dilation', 'padding', 'stride'],
  (
    x: TensorLike,
    outputSize: PerAxis,
    kernelSize: PerAxis,
    dilation: PerAxis = 1,
    padding: PerAxis = 0,
    stride: PerAxis = 1,
  ): Tensor => {
    const given = asTensor(x);
    const input = toFloat(given);
    checkRank('fold', input, 3);
    const size = perAxis('fold', 'output_size', outputSize, 2);
    const windows = windowsOver('fold', size, kernelSize, dilation, padding, stride);
    const taps = sizeOf(windows.window);
    const [batch, rows, columns] = input.shape as [number, number, number];
    if (columns !== sizeOf(windows.counts) || rows % taps !== 0) {
      throw new ShapeError('[fold]: the columns do not fit the windows.', {
        expected: `[batch, a multiple of ${taps}, ${sizeOf(windows.counts)}]`,
        received: formatShape(input.shape),
      });
    }
    // A transposed convolution whose filters each copy one element: tap t of channel c.
    const copies = cast(equal(reshape(iota(taps), [taps, 1]), iota(taps)), input.dtype);
    const kernel = broadcastTo(reshape(copies, [1, taps, 1, ...windows.window]), [
      rows / taps,
      taps,
      1,
      ...windows.window,
    ]);
    const covered = windows.counts.map(
      (n, i) => windows.stride[i]! * (n - 1) + (windows.window[i]! - 1) * windows.dilation[i]! + 1,
    );
    const image = convInputGradient(
      reshape(input, [batch, rows, ...windows.counts]),
      reshape(kernel, [rows, 1, ...windows.window]),
      {
        strides: windows.stride,
        dilations: windows.dilation,
        before: windows.padding,
        after: covered.map((n, i) => n - windows.padding[i]! - size[i]!),
        groups: rows / taps,
      },
    );
    return isInteger(given.dtype) ? cast(image, given.dtype) : image;
  },
);

/** Splits or joins the axes of [batch, height, width, channels]; other formats are brought into it. */
function rearranged(
  name: string,
  value: TensorLike,
  blockSize: number,
  dataFormat: string,
  rearrange: { last: (shape: Shape, b: number) => Rearrangement; first: (shape: Shape, b: number) => Rearrangement },
): Tensor {
  const x = asTensor(value);
  checkRank(name, x, 4);
  if (!Number.isInteger(blockSize) || blockSize < 2) {
    throw new ValueError(`[${name}]: block_size must be an integer of at least 2.`, { received: String(blockSize) });
  }
  const format = standardizeDataFormat(dataFormat) === 'channels_last' ? 'last' : 'first';
  const { split, order, joined } = rearrange[format](x.shape, blockSize);
  if ([...split, ...joined].some((n) => !Number.isInteger(n))) {
    throw new ShapeError(`[${name}]: the blocks do not fit the input.`, {
      received: `block size ${blockSize}, input ${formatShape(x.shape)}`,
    });
  }
  return reshape(transpose(reshape(x, split), order), joined);
}

/** A reshape, a transpose and a reshape. */
interface Rearrangement {
  readonly split: Shape;
  readonly order: readonly number[];
  readonly joined: Shape;
}

type Sizes = readonly [number, number, number, number];

/**
 * Makes blocks of `blockSize`² pixels from the channels (pixel shuffle).
 *
 * @throws ShapeError if the channels are not a multiple of blockSize²
 * @example
 * ops.depthToSpace(features, 2); // [n, h, w, 4c] -> [n, 2h, 2w, c]
 */
export const depthToSpace = op(
  'depth_to_space',
  ['x', 'blockSize', 'dataFormat'],
  (x: TensorLike, blockSize: number, dataFormat: string = 'channels_last'): Tensor =>
    rearranged('depth_to_space', x, blockSize, dataFormat, {
      last: (shape, b) => {
        const [n, h, w, c] = shape as Sizes;
        return { split: [n, h, w, b, b, c / b ** 2], order: [0, 1, 3, 2, 4, 5], joined: [n, h * b, w * b, c / b ** 2] };
      },
      first: (shape, b) => {
        const [n, c, h, w] = shape as Sizes;
        return { split: [n, c / b ** 2, b, b, h, w], order: [0, 1, 4, 2, 5, 3], joined: [n, c / b ** 2, h * b, w * b] };
      },
    }),
);

/**
 * Makes channels from blocks of `blockSize`² pixels: the inverse of {@link depthToSpace}.
 *
 * @throws ShapeError if the sizes are not multiples of blockSize
 * @example
 * ops.spaceToDepth(images, 2); // [n, 2h, 2w, c] -> [n, h, w, 4c]
 */
export const spaceToDepth = op(
  'space_to_depth',
  ['x', 'blockSize', 'dataFormat'],
  (x: TensorLike, blockSize: number, dataFormat: string = 'channels_last'): Tensor =>
    rearranged('space_to_depth', x, blockSize, dataFormat, {
      last: (shape, b) => {
        const [n, h, w, c] = shape as Sizes;
        return { split: [n, h / b, b, w / b, b, c], order: [0, 1, 3, 2, 4, 5], joined: [n, h / b, w / b, c * b ** 2] };
      },
      first: (shape, b) => {
        const [n, c, h, w] = shape as Sizes;
        return { split: [n, c, h / b, b, w / b, b], order: [0, 1, 3, 5, 2, 4], joined: [n, c * b ** 2, h / b, w / b] };
      },
    }),
);
