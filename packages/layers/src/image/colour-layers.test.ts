/** The layers that change colours: what holds for each; the numbers of Keras are in the goldens. */
import { jit, ops, type Tensor, tensor } from '@org/core';
import { thorough } from '@org/testing';
import { runImageLayerTest } from '../testing/run-image-layer-test.js';
import { AutoContrast } from './auto-contrast.js';
import { Equalization } from './equalization.js';
import { RandomColorDegeneration } from './random-color-degeneration.js';
import { RandomColorJitter } from './random-color-jitter.js';
import { RandomContrast } from './random-contrast.js';
import { RandomGaussianBlur } from './random-gaussian-blur.js';
import { RandomGrayscale } from './random-grayscale.js';
import { RandomHue } from './random-hue.js';
import { RandomInvert } from './random-invert.js';
import { RandomPosterization } from './random-posterization.js';
import { RandomSaturation } from './random-saturation.js';
import { RandomSharpness } from './random-sharpness.js';
import { Solarization } from './solarization.js';

const images = ops.reshape(ops.arange(2 * 4 * 5 * 3, { dtype: 'float32' }).mul(2), [2, 4, 5, 3]);
const numbers = async (x: unknown): Promise<number[]> => Array.from(await (x as Tensor).data(), Number);
const training = { training: true };

async function expectClose(a: unknown, b: unknown, digits = 3): Promise<void> {
  const [first, second] = [await numbers(a), await numbers(b)];
  expect(first).toHaveLength(second.length);
  first.forEach((value, i) => {
    expect(value).toBeCloseTo(second[i]!, digits);
  });
}

describe('RandomContrast', () => {
  runImageLayerTest(RandomContrast, { args: [0.4, { seed: 3 }] });

  it('keeps the mean of each channel, as far as values stay in their range', async () => {
    const wide = { valueRange: [-1000, 1000] };
    const mean = (x: unknown) => ops.mean(x as Tensor, [1, 2]);
    await expectClose(mean(new RandomContrast(0.9, wide)(images, training)), mean(images));
  });
});

describe('RandomColorDegeneration', () => {
  runImageLayerTest(RandomColorDegeneration, { args: [0.5, { seed: 3 }] });

  it('changes nothing with a factor of 0 and leaves grey with 1', async () => {
    await expectClose(new RandomColorDegeneration([0, 0])(images, training), images);
    const grey = ops.tile(ops.image.rgbToGrayscale(images), [1, 1, 1, 3]);
    await expectClose(new RandomColorDegeneration([1, 1])(images, training), grey);
  });
});

describe('RandomGrayscale', () => {
  // The seed is not in the config, so only layers that always do the same can be compared with their copies.
  runImageLayerTest(RandomGrayscale, { args: [1] });

  it('draws what Keras draws from the same seed', async () => {
    const layer = new RandomGrayscale(0.5, { seed: 11 });
    const drawn = async () => numbers(layer.getRandomTransformation(ops.zeros([8, 2, 2, 3])));
    expect(await drawn()).toEqual([0, 1, 0, 1, 0, 0, 1, 0]);
    expect(await drawn()).toEqual([0, 0, 0, 1, 1, 1, 0, 0]);
  });

  it('draws by itself where no transformation is given', async () => {
    const grey = new RandomGrayscale(1).transformImages(images, null);
    await expectClose(grey, ops.tile(ops.image.rgbToGrayscale(images), [1, 1, 1, 3]));
  });
});

describe('RandomHue', () => {
  runImageLayerTest(RandomHue, { args: [0.5, { seed: 3 }] });

  it('keeps the value and the saturation of each pixel', async () => {
    const hsv = (x: unknown) => ops.image.rgbToHsv((x as Tensor).div(255)).at('...', '1:');
    await expectClose(hsv(new RandomHue([1, 1])(images, training)), hsv(images), 4);
  });
});

describe('RandomInvert', () => {
  runImageLayerTest(RandomInvert, { args: [1, { seed: 3 }] });

  it('inverts all images or none where that is certain', async () => {
    await expectClose(new RandomInvert([1, 1])(images, training), ops.subtract(255, images));
    await expectClose(new RandomInvert([0, 0])(images, training), images);
  });
});

describe('RandomPosterization', () => {
  runImageLayerTest(RandomPosterization, { args: [6, { seed: 3 }] });

  it('keeps the leading bits', async () => {
    const posterized = new RandomPosterization([3, 3])(
      tensor([
        [
          [
            [0, 31, 32],
            [33, 250, 255],
          ],
        ],
      ]),
      training,
    );
    expect(await numbers(posterized)).toEqual([0, 0, 32, 32, 224, 224]);
  });
});

describe('RandomSaturation', () => {
  runImageLayerTest(RandomSaturation, { args: [0.6, { seed: 3 }] });

  it('changes nothing with a factor of a half, and leaves no colours with 0', async () => {
    await expectClose(new RandomSaturation([0.5, 0.5])(images, training), images, 2);
    const brightest = ops.broadcastTo(ops.max(images, -1, true), images.shape);
    await expectClose(new RandomSaturation([0, 0])(images, training), brightest);
  });

  it('refuses whole numbers', () => {
    expect(() => new RandomSaturation(0.5)(ops.cast(images, 'uint8'), training)).toThrow(/float/);
  });
});

describe('RandomSharpness', () => {
  runImageLayerTest(RandomSharpness, { args: [0.8, { seed: 3 }] });

  it('changes nothing with a factor of a half', async () => {
    await expectClose(new RandomSharpness([0.5, 0.5])(images, training), images);
  });
});

describe('RandomGaussianBlur', () => {
  runImageLayerTest(RandomGaussianBlur, { args: [1, [5, 3], { seed: 3 }] });

  it('blurs all images or none where that is certain', async () => {
    const blurred = ops.image.gaussianBlur(images, [3, 3], [1 + 1e-6, 1 + 1e-6], 'channels_last');
    await expectClose(new RandomGaussianBlur([1, 1], 3, [1, 1])(images, training), blurred);
    await expectClose(new RandomGaussianBlur([0, 0])(images, training), images);
  });
});

describe('Solarization', () => {
  runImageLayerTest(Solarization, { args: [0.2, 0.6, { seed: 3 }] });

  it('inverts all values without a threshold, after an addition', async () => {
    await expectClose(new Solarization()(images, training), ops.subtract(255, images));
    const shifted = ops.subtract(255, ops.minimum(images.add(0.5 * 255), 255));
    const drawn = { additions: ops.fullLike(images, 0.5 * 255), thresholds: ops.zerosLike(images) };
    await expectClose(new Solarization().transformImages(images, drawn), shifted);
  });
});

describe('RandomColorJitter', () => {
  const all = { brightnessFactor: 0.1, contrastFactor: 0.2, saturationFactor: [0.3, 0.6], hueFactor: 0.2, seed: 3 };
  runImageLayerTest(RandomColorJitter, { args: [all], seedGenerators: 5 });

  it('does nothing without factors', async () => {
    await expectClose(new RandomColorJitter()(images, training), images);
  });
});

describe('AutoContrast', () => {
  // Channels in front are taken as in Keras, which looks at the axes 1 and 2 in any case.
  runImageLayerTest(AutoContrast, { args: [], seedGenerators: 0, takesChannelsFirst: false });

  it('stretches every channel of every image over the range, or leaves a channel of one value', async () => {
    const scene = ops.concatenate([images.at('...', ':2'), ops.full([2, 4, 5, 1], 7)], -1);
    const result = new AutoContrast()(scene, { training: false }) as Tensor;
    expect(await numbers(ops.min(result, [1, 2]))).toEqual([0, 0, 7, 0, 0, 7]);
    expect(await numbers(ops.max(result, [1, 2]))).toEqual([255, 255, 7, 255, 255, 7]);
  });
});

describe('Equalization', () => {
  runImageLayerTest(Equalization, { args: [], seedGenerators: 0 });

  it('makes all levels as frequent: equal steps between the values that occur', async () => {
    const image = ops.reshape(tensor([5, 5, 9, 9, 200, 200]), [1, 2, 3, 1]);
    expect(await numbers(new Equalization()(image))).toEqual([0, 0, 128, 128, 255, 255]);
  });

  // Only images of millions of pixels have such counts.
  thorough(it, it.skip)('has no number too large for its counts', async () => {
    const large = ops.concatenate([ops.zeros([1, 3000, 3000, 1]), ops.full([1, 3000, 3000, 1], 9)], 0);
    const result = jit((x: Tensor) => new Equalization()(x) as Tensor)(large);
    expect(await numbers(ops.max(result, [1, 2, 3]))).toEqual([0, 255]);
  });
});

it.each([
  ['a contrast below 0', () => new RandomContrast(-0.1)],
  ['a degeneration above 1', () => new RandomColorDegeneration(1.1)],
  ['a probability of grey above 1', () => new RandomGrayscale(1.2)],
  ['a hue above 1', () => new RandomHue(2)],
  ['a probability to invert of three numbers', () => new RandomInvert([0, 0.5, 1])],
  ['no bits', () => new RandomPosterization(0)],
  ['nine bits', () => new RandomPosterization(9)],
  ['a saturation that is no number', () => new RandomSaturation('full' as never)],
  ['a sharpness below 0', () => new RandomSharpness(-0.2)],
  ['an even filter', () => new RandomGaussianBlur(1, 4)],
  ['a deviation above 1', () => new RandomGaussianBlur(1, 3, 1.5)],
  ['an addition above 1', () => new Solarization(1.5)],
  ['a threshold of three numbers', () => new Solarization(0, [0, 0.1, 0.2])],
  ['a jitter that one of its layers refuses', () => new RandomColorJitter({ hueFactor: 3 })],
  ['a value range of one number', () => new AutoContrast([1])],
  ['no bins', () => new Equalization([0, 255], 0)],
])('%s: a ValueError', (_what, make) => {
  expect(make).toThrow(expect.objectContaining({ name: 'ValueError' }));
});
