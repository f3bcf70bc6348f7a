import { isFloat } from '../../dtype.js';
import { PythonTypeError, ValueError } from '../../errors.js';
import { moveAxis, reshape, slice } from '../../primitives/movement.js';
import { convert } from '../../python/promotion.js';
import { formatShape } from '../../shape.js';
import { newSymbol } from '../../symbolic/symbols.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { concreteIntegers } from '../support/concrete.js';
import { opFamily } from '../support/define.js';
import { requireRank } from './checks.js';
import { filtered, gaussianWeights } from './filters.js';
import { inBatches } from './layout.js';

const op = opFamily('image');

/** Images blurred by a Gaussian filter of `kernelSize` and `sigma`, both for the width first; outside there are zeros. */
export function blurred(x: Tensor, kernelSize: readonly number[], sigma: Tensor, dataFormat: string): Tensor {
  const [horizontal, vertical] = kernelSize.map((size, i) =>
    gaussianWeights(size, reshape(slice(sigma, [i], [1]), [])),
  ) as [Tensor, Tensor];
  return inBatches('gaussian_blur', x, dataFormat, (images) =>
    moveAxis(filtered(moveAxis(images, 3, 1), vertical, horizontal, 'same'), 1, 3),
  );
}

/**
 * Images blurred by a Gaussian filter. Outside of the images there are zeros.
 *
 * @param kernelSize width and height of the filter, odd
 * @param sigma standard deviations along width and height, in pixels
 * @param dataFormat left out: 'channels_first', whatever the configured format, as the original computes it
 * @throws ValueError unless `images` has rank 3 or 4; TypeError for integers
 * @example
 * ops.image.gaussianBlur(images, [5, 5], [1.5, 1.5], 'channels_last');
 */
export const gaussianBlur = op(
  'gaussian_blur',
  ['images', 'kernelSize', 'sigma', 'dataFormat'],
  (
    images: TensorLike,
    kernelSize: readonly number[] | Tensor = [3, 3],
    sigma: TensorLike = [1, 1],
    dataFormat: string | null = null,
  ): Tensor => {
    const x = asTensor(images);
    if (!isFloat(x.dtype)) {
      throw new PythonTypeError('[gaussian_blur]: floating images are needed.', {
        received: x.dtype,
        hint: "cast them: ops.cast(images, 'float32').",
      });
    }
    const kernelSizeTensor = concreteIntegers('gaussian_blur', kernelSize);
    const deviations = convert(sigma, x.dtype);
    if (
      kernelSizeTensor.length !== 2 ||
      kernelSizeTensor.some((n) => !Number.isInteger(n) || n < 1) ||
      deviations.size !== 2
    ) {
      throw new ValueError('[gaussian_blur]: two sizes and two standard deviations are needed.', {
        received: `kernel_size ${formatShape(kernelSizeTensor)}, sigma of shape ${formatShape(deviations.shape)}`,
      });
    }
    return blurred(x, kernelSizeTensor, deviations, dataFormat ?? 'channels_first');
  },
  {
    spec: (images: TensorLike) => {
      const { shape, dtype } = asTensor(images);
      requireRank('gaussian_blur', asTensor(images), [3, 4]);
      return newSymbol(shape, dtype);
    },
  },
);
