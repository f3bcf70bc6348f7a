import { abs, add, maximum, minimum, mul, scalarLike, sub } from '../../primitives/elementwise.js';
import type { Tensor, TensorLike } from '../../tensor/tensor.js';
import { mod } from '../numpy/arithmetic.js';
import { opFamily } from '../support/define.js';
import { onPlanes, type Planes } from './colour-planes.js';

const op = opFamily('image');

function redGreenBlue([hue, saturation, value]: Planes): Planes {
  const constant = (x: number): Tensor => scalarLike(x, hue);
  const [zero, one, two] = [constant(0), constant(1), constant(2)];
  const sixths = mul(mod(hue, 1), constant(6));
  const distanceTo = (colour: number): Tensor => abs(sub(sixths, constant(colour)));
  const plane = (amount: Tensor): Tensor => {
    const share = minimum(maximum(amount, zero), one);
    return mul(value, add(sub(one, saturation), mul(saturation, share)));
  };
  return [plane(sub(distanceTo(3), one)), plane(sub(two, distanceTo(2))), plane(sub(two, distanceTo(4)))];
}

/**
 * Colours from hue, saturation and value: the inverse of rgbToHsv.
 *
 * @throws ValueError unless `images` is floating, of rank 3 or 4, and has three channels
 * @example
 * ops.image.hsvToRgb(images); // [n, h, w, 3] -> [n, h, w, 3]
 */
export const hsvToRgb = op(
  'hsv_to_rgb',
  ['images', 'dataFormat'],
  (images: TensorLike, dataFormat: string | null = null): Tensor =>
    onPlanes('hsv_to_rgb', images, dataFormat, redGreenBlue),
  { className: 'HSVToRGB' },
);
