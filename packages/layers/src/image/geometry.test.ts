/** Layers that move pixels: what every image layer does, and what Keras's numbers, which are in the goldens, do not show. */
import { KerasTensor, ops, random, type Tensor, tensor } from '@org/core';
import { runImageLayerTest } from '../testing/run-image-layer-test.js';
import { CenterCrop } from './center-crop.js';
import { ContrastLimitedAdaptiveHistogramEqualization } from './contrast-limited-adaptive-histogram-equalization.js';
import type { ImageData } from './image-data.js';
import { MaxNumBoundingBoxes } from './max-num-bounding-boxes.js';
import { RandomCrop } from './random-crop.js';
import { RandomElasticTransform } from './random-elastic-transform.js';
import { RandomFlip } from './random-flip.js';
import { RandomPerspective } from './random-perspective.js';
import { RandomRotation } from './random-rotation.js';
import { RandomShear } from './random-shear.js';
import { RandomTranslation } from './random-translation.js';
import { RandomZoom } from './random-zoom.js';
import { Resizing } from './resizing.js';

const numbers = async (x: unknown): Promise<number[]> => Array.from(await (x as Tensor).data(), Number);
const image = ops.reshape(ops.arange(12, { dtype: 'float32' }), [1, 3, 4, 1]);

const smallest = { outputShape: [2, 3, 2, 3] };
runImageLayerTest(RandomFlip, { args: [{ seed: 1 }] });
runImageLayerTest(RandomRotation, { args: [0.3, { seed: 1 }] });
runImageLayerTest(RandomTranslation, { args: [0.4, 0.3, { seed: 1 }] });
runImageLayerTest(RandomZoom, { args: [0.4, { seed: 1 }] });
runImageLayerTest(RandomShear, { args: [0.4, 0.2, { seed: 1 }] });
runImageLayerTest(RandomPerspective, { args: [{ seed: 1 }] });
runImageLayerTest(RandomElasticTransform, { args: [{ seed: 1 }], inputShape: [2, 12, 14, 3], hasBoxes: false });
runImageLayerTest(Resizing, { args: [3, 2], seedGenerators: 0, ...smallest });
runImageLayerTest(CenterCrop, { args: [3, 2], seedGenerators: 0, ...smallest });
runImageLayerTest(MaxNumBoundingBoxes, { args: [3], seedGenerators: 0 });
runImageLayerTest(ContrastLimitedAdaptiveHistogramEqualization, {
  args: [{ tileGridSize: [2, 2] }],
  seedGenerators: 0,
});

describe('RandomCrop', () => {
  const layer = new RandomCrop(2, 2, { seed: 3, boundingBoxFormat: 'xyxy' });

  it('takes parts in training alone, and says so of open batches', () => {
    expect(layer(image).shape).toEqual([1, 2, 2, 1]);
    expect(layer(image, { training: false }).shape).toEqual([1, 3, 4, 1]);
    expect(layer(new KerasTensor([null, 3, 4, 1])).shape).toEqual([null, 2, 2, 1]);
    expect(layer.computeOutputShape([null, 8, null, 3])).toEqual([null, 2, 2, 3]);
  });

  it('takes parts that are in the image, from everywhere in it', async () => {
    const seen = new Set<number>();
    for (let i = 0; i < 60; i++) {
      const [first, second, third] = await numbers(layer(image));
      expect([second! - first!, third! - first!]).toEqual([1, 4]);
      seen.add(first!);
    }
    expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 4, 5, 6]);
  });

  it('draws a seed for its config, and another for itself, as Keras does', async () => {
    random.setRandomSeed(5);
    const unseeded = new RandomCrop(2, 2);
    random.setRandomSeed(5);
    const [first, second] = [random.makeDefaultSeed(), random.makeDefaultSeed()];
    expect(unseeded.seed).toBe(first);
    expect(await numbers(unseeded.generator.state.value)).toEqual([second, 0]);
  });
});

describe('what is moved', () => {
  it('lies where it should', async () => {
    const full = (at: number) => [at, at] as const;
    const right = new RandomTranslation(0, full(0.25), { fillMode: 'constant', fillValue: -1 });
    expect(await numbers(right(image))).toEqual([-1, 0, 1, 2, -1, 4, 5, 6, -1, 8, 9, 10]);
    const turned = new RandomRotation(full(0.5), { interpolation: 'nearest' });
    expect(await numbers(turned(image))).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    const still = new RandomZoom(0)(image);
    expect(await numbers(still)).toEqual(await numbers(image));
  });

  it('stays where it is in inference', async () => {
    const layers = [
      new RandomFlip(),
      new RandomRotation(1),
      new RandomZoom(0.9),
      new RandomPerspective(),
      new RandomShear(1),
    ];
    for (const layer of layers) expect(await numbers(layer(image, { training: false }))).toEqual(await numbers(image));
  });

  it('has masks with a channel axis', () => {
    const data = { images: image, segmentation_masks: ops.ones([1, 3, 4]) };
    for (const layer of [new RandomFlip(), new RandomRotation(0.1)]) expect(() => layer(data)).toThrow(/channel axis/);
  });

  it('has no boxes where Keras has none', () => {
    const data = { images: image, bounding_boxes: { boxes: ops.ones([1, 1, 4]), labels: ops.ones([1, 1]) } };
    const layer = new RandomElasticTransform({ boundingBoxFormat: 'xyxy' });
    expect(() => layer(data)).toThrow(expect.objectContaining({ name: 'NotImplementedError' }));
  });
});

describe('options', () => {
  it.each([
    ['turns of more than one', () => new RandomRotation(1.5)],
    ['a way of more than the height', () => new RandomTranslation(1.5, 0)],
    ['three ends', () => new RandomTranslation(0, [0, 0.1, 0.2])],
    ['a zoom to nothing', () => new RandomZoom(-1)],
    ['a shear below 0', () => new RandomShear([-0.1, 0.2])],
    ['a scale of more than 1', () => new RandomPerspective({ scale: 2 })],
    ['a scale below 0', () => new RandomElasticTransform({ scale: -1 })],
    ['an unknown mode', () => new RandomFlip('diagonal' as 'vertical')],
    ['no height', () => new Resizing(0, 3)],
    ['half a pixel', () => new CenterCrop(2, 1.5)],
    ['half a pixel', () => new RandomCrop(2, 1.5)],
    ['one size of tiles', () => new ContrastLimitedAdaptiveHistogramEqualization({ tileGridSize: [2] })],
  ])('%s: a ValueError', (_what, make) => {
    expect(make).toThrow(expect.objectContaining({ name: 'ValueError' }));
  });

  it.each([
    () => new RandomRotation(0.1, { fillMode: 'mirror' as 'wrap' }),
    () => new RandomZoom(0.1, { interpolation: 'bicubic' as 'nearest' }),
    () => new RandomPerspective({ interpolation: 'bicubic' as 'nearest' }),
    () => new RandomElasticTransform({ fillMode: 'none' as 'wrap' }),
  ])('unknown modes: a NotImplementedError', (make) => {
    expect(make).toThrow(expect.objectContaining({ name: 'NotImplementedError' }));
  });

  it('of RandomShear are read as Keras writes them', () => {
    const { x_factor, y_factor } = new RandomShear(0.2, [0.1, 0.3]).getConfig();
    expect([x_factor, y_factor]).toEqual([
      [-0.2, 0.2],
      [0.1, 0.3],
    ]);
    expect(RandomShear.fromConfig({ x_factor, y_factor }).getConfig()).toMatchObject({ x_factor, y_factor });
  });
});

describe('Resizing', () => {
  it('keeps integers', async () => {
    const levels = tensor([[[[0], [255]]]], null, 'uint8');
    const larger = new Resizing(1, 4)(levels);
    expect([larger.dtype, await numbers(larger)]).toEqual(['uint8', [0, 64, 191, 255]]);
  });

  it('knows its shape where that of the images is open', () => {
    expect(new Resizing(5, 6)(new KerasTensor([null, null, null, 3], 'uint8')).shape).toEqual([null, 5, 6, 3]);
    expect(new CenterCrop(5, 6)(new KerasTensor([null, null, null, 3])).shape).toEqual([null, 5, 6, 3]);
  });
});

it('MaxNumBoundingBoxes fills up and cuts off', async () => {
  const boxes = { boxes: ops.ones([1, 2, 4]), labels: tensor([[3, 4]], null, 'int32') };
  const of = async (layer: MaxNumBoundingBoxes) =>
    numbers(
      layer<{ bounding_boxes: { labels: Tensor } } & ImageData>({ images: image, bounding_boxes: boxes }).bounding_boxes
        .labels,
    );
  expect(await of(new MaxNumBoundingBoxes(1, { boundingBoxFormat: 'xyxy' }))).toEqual([3]);
  expect(await of(new MaxNumBoundingBoxes(3, -7, { boundingBoxFormat: 'xyxy' }))).toEqual([3, 4, -7]);
});
