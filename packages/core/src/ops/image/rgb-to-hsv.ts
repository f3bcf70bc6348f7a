import { equal, greater, less } from '../../primitives/compare.js';
import { abs, add, cast, div, maximum, minimum, mul, scalarLike, select, sub } from '../../primitives/elementwise.js';
import type { Tensor, TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { onPlanes, type Planes } from './colour-planes.js';

const op = opFamily('image');

/** Distance from 1 to the next number: values below it count as 0. */
const precision: Readonly<Record<string, number>> = {
  bfloat16: 2 ** -7,
  float16: 2 ** -10,
  float32: 2 ** -23,
  float64: 2 ** -52,
};

function hueSaturationValue(planes: Planes): Planes {
  const like = planes[0];
  const [zero, one] = [scalarLike(0, like), scalarLike(1, like)];
  const least = scalarLike(precision[like.dtype]!, like);
  const [r, g, b] = planes.map((plane) => select(less(abs(plane), least), zero, plane)) as unknown as Planes;
  const value = maximum(maximum(r, g), b);
  const spread = sub(value, minimum(minimum(r, g), b));
  const [isBright, isColoured] = [greater(value, zero), greater(spread, zero)];
  const saturation = select(isBright, div(spread, select(isBright, value, one)), zero);
  // A sixth of the circle for each pair of neighbouring colours.
  const norm = div(one, mul(scalarLike(6, like), select(isColoured, spread, one)));
  const third = (count: number, difference: Tensor): Tensor => add(mul(norm, difference), scalarLike(count / 3, like));
  const fromGreenOrBlue = select(equal(value, g), third(1, sub(b, r)), third(2, sub(r, g)));
  const hue = select(equal(value, r), mul(norm, sub(g, b)), fromGreenOrBlue);
  const turned = add(select(isColoured, hue, zero), cast(less(hue, zero), hue.dtype));
  return [turned, saturation, value];
}

/**
 * Hue, saturation and value of colours; all of them are in [0, 1] if the colours are.
 *
 * @throws ValueError unless `images` is floating, of rank 3 or 4, and has three channels
 * @example
 * ops.image.rgbToHsv(images); // [n, h, w, 3] -> [n, h, w, 3]
 */
export const rgbToHsv = op(
  'rgb_to_hsv',
  ['images', 'dataFormat'],
  (images: TensorLike, dataFormat: string | null = null): Tensor =>
    onPlanes('rgb_to_hsv', images, dataFormat, hueSaturationValue),
  { className: 'RGBToHSV' },
);
