import { ValueError } from '../../errors.js';
import { add, cast, div, mul, scalar, scalarLike, sub } from '../../primitives/elementwise.js';
import { moveAxis, reshape } from '../../primitives/movement.js';
import { mean } from '../../primitives/reduce.js';
import { convert, toFloat } from '../../python/promotion.js';
import { formatShape, sameShape } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { filtered, gaussianWeights } from './filters.js';
import { imageLayout } from './layout.js';

const op = opFamily('image');

/**
 * The structural similarity of two images, 1 for equal ones: a scalar, or [batch].
 *
 * Z. Wang et al., "Image quality assessment: from error visibility to structural similarity" (2004).
 *
 * @param maxVal the largest value of a pixel
 * @param filterSize width of the Gaussian window in which statistics are taken
 * @param filterSigma its standard deviation
 * @throws ValueError unless both images have the same shape, of rank 3 or 4, not smaller than the window
 * @example
 * ops.image.ssim(images, reconstructions); // [n, h, w, c] -> [n]
 */
export const ssim = op(
  'ssim',
  ['image1', 'image2', 'maxVal', 'filterSize', 'filterSigma', 'k1', 'k2', 'dataFormat'],
  (
    image1: TensorLike,
    image2: TensorLike,
    maxVal: number = 1,
    filterSize: number = 11,
    filterSigma: number = 1.5,
    k1: number = 0.01,
    k2: number = 0.03,
    dataFormat: string | null = null,
  ): Tensor => {
    const first = asTensor(image1);
    const x = toFloat(first);
    const y = convert(image2, x.dtype);
    const { height, width, channels, channelAxis } = imageLayout('ssim', x, dataFormat);
    if (!sameShape(x.shape, y.shape) || Math.min(height, width) < filterSize) {
      throw new ValueError('[ssim]: the images must have one shape, and hold the window.', {
        expected: `height and width of at least ${filterSize}`,
        received: `${formatShape(x.shape)} and ${formatShape(y.shape)}`,
      });
    }
    const lead = x.shape.slice(0, x.rank - 3);
    const count = x.rank === 4 ? x.shape[0]! : 1;
    const planes = (image: Tensor): Tensor =>
      reshape(moveAxis(image, channelAxis, x.rank - 3), [count, channels, height, width]);
    const window = gaussianWeights(filterSize, scalar(filterSigma, x.dtype));
    const local = (image: Tensor): Tensor => filtered(image, window, window, 'valid');
    const [a, b] = [planes(x), planes(y)];
    const [meanA, meanB] = [local(a), local(b)];
    const covariance = (u: Tensor, v: Tensor, meanU: Tensor, meanV: Tensor): Tensor =>
      sub(local(mul(u, v)), mul(meanU, meanV));
    const [c1, c2, two] = [(k1 * maxVal) ** 2, (k2 * maxVal) ** 2, 2].map((value) => scalarLike(value, x)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    /** 2 ab + c over aa + bb + c. */
    const agreement = (aa: Tensor, bb: Tensor, ab: Tensor, c: Tensor): Tensor =>
      div(add(mul(two, ab), c), add(add(aa, bb), c));
    const luminance = agreement(mul(meanA, meanA), mul(meanB, meanB), mul(meanA, meanB), c1);
    const structure = agreement(
      covariance(a, a, meanA, meanA),
      covariance(b, b, meanB, meanB),
      covariance(a, b, meanA, meanB),
      c2,
    );
    return cast(reshape(mean(mul(luminance, structure), [1, 2, 3], false), lead), first.dtype);
  },
  { tensors: 2 },
);
