import { ValueError } from '../../errors.js';
import { cast, div, mul, neg, scalarLike } from '../../primitives/elementwise.js';
import { reshape, slice } from '../../primitives/movement.js';
import { promoteToFloat, toFloat } from '../../python/promotion.js';
import { formatShape, normalizeAxis, type Shape } from '../../shape.js';
import type { Tensor, TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { requireOneOf } from './checks.js';
import { resamplingMethods, resamplingWeights, weighted } from './resampling.js';

const op = opFamily('image');

/**
 * Images scaled and moved into a frame of another size: the place x of the input comes to lie at x * scale + translation, where
 * pixels stand for the middle of their square. Outside of the input there are zeros.
 *
 * @param outputShape sizes of all axes
 * @param scale one factor for each of `spatialDims`
 * @param translation one distance for each of `spatialDims`
 * @param method 'linear', 'cubic', 'lanczos3' or 'lanczos5'; 'bilinear', 'trilinear', 'bicubic' and 'tricubic' are the same
 * @param antialias whether a smaller image is averaged over all of the larger one's pixels
 * @throws ValueError for an unknown method, or sizes that do not fit
 * @example
 * ops.image.scaleAndTranslate(image, [5, 5, 3], [2, 2], [-0.5, -0.5], [0, 1], 'linear');
 */
export const scaleAndTranslate = op(
  'scale_and_translate',
  ['images', 'outputShape', 'scale', 'translation', 'spatialDims', 'method', 'antialias'],
  (
    images: TensorLike,
    outputShape: Shape,
    scale: TensorLike,
    translation: TensorLike,
    spatialDims: readonly number[],
    method: string,
    antialias: boolean = true,
  ): Tensor => {
    requireOneOf('scale_and_translate', 'method', method, resamplingMethods);
    const x = toFloat(images);
    const [scales, distances] = promoteToFloat(scale, translation) as [Tensor, Tensor];
    const [frame, dims] = [[outputShape].flat(), [spatialDims].flat()];
    const axes = dims.map((axis) => normalizeAxis(axis, x.rank, 'scale_and_translate'));
    const fits = [scales, distances].every(({ rank, size }) => rank === 1 && size === axes.length);
    if (!fits || frame.length !== x.rank) {
      throw new ValueError('[scale_and_translate]: the sizes do not fit.', {
        expected: `an output shape of rank ${x.rank}, and ${axes.length} scales and translations`,
        received: `${formatShape(frame)}, ${formatShape(scales.shape)} and ${formatShape(distances.shape)}`,
      });
    }
    const steps = div(scalarLike(1, scales), scales);
    const starts = neg(mul(distances, steps));
    const element = (values: Tensor, i: number): Tensor => reshape(slice(values, [i], [1]), []);
    return axes.reduce((image, axis, i) => {
      const weights = resamplingWeights({
        inputSize: image.shape[axis]!,
        outputSize: frame[axis]!,
        step: element(steps, i),
        start: element(starts, i),
        method,
        antialias,
      });
      return weighted(image, axis, cast(weights, image.dtype));
    }, x);
  },
  { tensors: 4 },
);
