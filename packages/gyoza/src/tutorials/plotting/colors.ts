/** The colours of the tutorial's pictures. */
import { type Tensor, tensor } from '@org/core';
import { pythonFunction } from '@org/core/python';
import type { Pixels } from '@org/plots';
import { numbersOf, range } from '../../utilities/numbers.js';
import { make2DimensionalGaussian } from './shapes.js';

/** Red to yellow, yellow to green, green to cyan, cyan to blue, blue to magenta, magenta to red. */
const SECTORS: readonly [count: number, fixed: 0 | 1 | 2, moving: 0 | 1 | 2, direction: 1 | -1][] = [
  [15, 0, 1, 1],
  [6, 1, 0, -1],
  [4, 1, 2, 1],
  [11, 2, 1, -1],
  [13, 2, 0, 1],
  [6, 0, 2, -1],
];

const COLORS: readonly (readonly number[])[] = SECTORS.flatMap(([count, fixed, moving, direction]) =>
  range(count).map((i) => {
    const part = Math.floor((255 * i) / count);
    const color = [0, 0, 0];
    color[fixed] = 255;
    color[moving] = direction === 1 ? part : 255 - part;
    return color;
  }),
);

/** The colours of the wheel by which optical flow is shown: `[55, 3]`, from 0 to 255. */
export const __makeColorPalette__ = (): Tensor => tensor([...COLORS.flat()], [COLORS.length, 3], 'float64');

/** What {@link __makeColorPalette__} makes. */
export const colorPalette: Tensor = /* @__PURE__ */ __makeColorPalette__();

/** The colours as charts take them. */
export const hexColors: readonly string[] = COLORS.map(
  (color) => `#${color.map((each) => each.toString(16).padStart(2, '0')).join('')}`,
);

/**
 * A picture of the colour wheel, with the density of a normal distribution as its opacity.
 *
 * @param _pixelsPerInch has no influence on pixels
 * @param pixelCount width and height
 * @param swirlStrength how much the wedges are wound up, from 0 to 10
 * @example
 * const { data, width } = makeColorWheel(72, 64, 2);
 */
export const makeColorWheel = pythonFunction(
  'makeColorWheel',
  ['pixelsPerInch', 'pixelCount', 'swirlStrength', 'gaussianVariance'],
  (
    _pixelsPerInch: number,
    pixelCount: number = 128,
    swirlStrength: number = 0,
    gaussianVariance: number = 1,
  ): Pixels => {
    const data = new Uint8ClampedArray(4 * pixelCount ** 2);
    const wedge = (2 * Math.PI) / COLORS.length;
    const opacities = gaussianOpacities(pixelCount, gaussianVariance);
    for (const pixel of range(pixelCount ** 2)) {
      const x = (2 * ((pixel % pixelCount) + 0.5)) / pixelCount - 1;
      const y = 1 - (2 * (Math.floor(pixel / pixelCount) + 0.5)) / pixelCount;
      const radius = Math.hypot(x, y);
      const angle = Math.atan2(y, x) - swirlStrength * Math.exp(-radius / Math.log(2));
      const place = Math.floor(-angle / wedge);
      const color = radius > 1 ? [255, 255, 255] : COLORS[((place % COLORS.length) + COLORS.length) % COLORS.length]!;
      data.set([...color, opacities[pixel]!], 4 * pixel);
    }
    return { data, width: pixelCount, height: pixelCount, channels: 4 };
  },
);

function gaussianOpacities(pixelCount: number, variance: number): number[] {
  const [, density] = make2DimensionalGaussian(
    [0, 0],
    [
      [variance, 0],
      [0, variance],
    ],
    [pixelCount, pixelCount],
  );
  const numbers = numbersOf(density);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return numbers.map((each) => Math.floor((255 * (each - least)) / most));
}
