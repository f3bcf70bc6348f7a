/** RandomErasing, MixUp and CutMix: what holds for them; the numbers of Keras are in the goldens. */
import { ops, type Tensor, tensor } from '@org/core';
import { runImageLayerTest } from '../testing/run-image-layer-test.js';
import { CutMix } from './cut-mix.js';
import type { ImageData } from './image-data.js';
import { MixUp } from './mix-up.js';
import { RandomErasing } from './random-erasing.js';

const batch = 6;
/** Images of which each has its own grey. */
const greys = ops.tile(ops.reshape(ops.arange(batch, { dtype: 'float32' }), [batch, 1, 1, 1]), [1, 8, 8, 3]);
const labels = ops.eye(batch);
const training = { training: true };
const numbers = async (x: unknown): Promise<number[]> => Array.from(await (x as Tensor).data(), Number);

describe('RandomErasing', () => {
  // Noise is drawn in the shape of the images, so that it is another one with channels in front.
  runImageLayerTest(RandomErasing, { args: [1, { seed: 3, fillValue: 7 }] });

  it('erases a rectangle of each image: a colour of three channels, the others as they were', async () => {
    const layer = new RandomErasing([1, 1], [0.2, 0.5], [10, 20, 30], { seed: 5 });
    const result = layer(greys.sub(greys), training) as Tensor;
    const [red, green, blue] = ops.split(result, 3, -1) as [Tensor, Tensor, Tensor];
    expect(await numbers(green)).toEqual(await numbers(red.mul(2)));
    expect(await numbers(blue)).toEqual(await numbers(red.mul(3)));
    const erased = red.at('...', 0).greater(0);
    const [rows, columns] = [ops.any(erased, 2), ops.any(erased, 1)];
    const rectangle = ops.logicalAnd(ops.expandDims(rows, 2), ops.expandDims(columns, 1));
    expect(await numbers(erased)).toEqual(await numbers(rectangle));
    expect(Math.min(...(await numbers(ops.sum(erased, [1, 2]))))).toBeGreaterThan(0);
  });

  it('puts the colour into channels in front as well', async () => {
    const options = { fillValue: [10, 20, 30], seed: 5 };
    const last = new RandomErasing({ ...options, dataFormat: 'channels_last' })(greys, training) as Tensor;
    const first = new RandomErasing({ ...options, dataFormat: 'channels_first' });
    const result = first(ops.transpose(greys, [0, 3, 1, 2]), training) as Tensor;
    expect(await numbers(ops.transpose(result, [0, 2, 3, 1]))).toEqual(await numbers(last));
  });

  it('erases nothing where that is certain', async () => {
    expect(await numbers(new RandomErasing([0, 0])(greys, training))).toEqual(await numbers(greys));
  });
});

describe('MixUp', () => {
  runImageLayerTest(MixUp, { args: [0.3, { seed: 3 }], inputShape: [3, 4, 5, 3] });

  it('mixes images, labels, masks and boxes in the same way', async () => {
    const boxes = ops.tile(ops.reshape(ops.arange(batch, { dtype: 'float32' }), [batch, 1, 1]), [1, 2, 4]);
    const mixed = new MixUp(1, { seed: 5, boundingBoxFormat: 'xyxy' })<ImageData>({
      images: greys,
      labels,
      segmentation_masks: greys.at('...', ':1'),
      bounding_boxes: { boxes, labels: ops.cast(boxes.at('...', 0), 'int32') },
    });
    const { images, labels: weights, segmentation_masks: masks } = mixed as Record<string, Tensor>;
    // The grey of an image is the mean of those that its labels say.
    const expected = await numbers(ops.matmul(weights!, ops.arange(batch, { dtype: 'float32' })));
    const seen = [...(await numbers(images!.at(':', 0, 0, 0))), ...(await numbers(masks!.at(':', 7, 7, 0)))];
    seen.forEach((grey, i) => {
      expect(grey).toBeCloseTo(expected[i % batch]!, 5);
    });
    expect(await numbers(ops.sum(weights!, 1))).toEqual(new Array(batch).fill(expect.closeTo(1, 5)));
    const { boxes: all, labels: kinds } = mixed.bounding_boxes as Record<string, Tensor>;
    expect([all!.shape, kinds!.shape]).toEqual([[batch, 4, 4], [batch, 4]]); // biome-ignore format: two shapes
    expect(await numbers(all!.at(':', ':', 0))).toEqual(await numbers(kinds));
    const partners = (await numbers(kinds)).filter((_, i) => i % 4 > 1);
    expect(new Set(partners).size).toBe(batch);
  });

  it('mixes labels of any rank', async () => {
    const layer = new MixUp(1);
    const drawn = { mix_weight: tensor([0.25, 0.5]), permutation_order: tensor([1, 0], null, 'int32') };
    expect(await numbers(layer.transformLabels(tensor([4, 8]), drawn))).toEqual([7, 6]);
    expect(await numbers(layer.transformLabels(tensor([[[4]], [[8]]]), drawn))).toEqual([7, 6]);
  });
});

describe('CutMix', () => {
  runImageLayerTest(CutMix, { args: [0.8, { seed: 3 }], inputShape: [3, 4, 5, 3], hasBoxes: false });

  it('puts a rectangle of another image into each, and mixes the labels by the areas', async () => {
    const mixed = new CutMix(1, { seed: 5 })<ImageData>({
      images: greys,
      labels,
      segmentation_masks: greys.at('...', ':1'),
    });
    const { images, labels: weights, segmentation_masks: masks } = mixed as Record<string, Tensor>;
    expect(await numbers(masks!)).toEqual(await numbers(images!.at('...', ':1')));
    const shares = await numbers(weights);
    const grey = await numbers(images!.at('...', 0));
    for (let i = 0; i < batch; i++) {
      const row = shares.slice(i * batch, (i + 1) * batch);
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      const others = new Set(grey.slice(i * 64, (i + 1) * 64).filter((value) => value !== i));
      expect(others.size).toBeLessThanOrEqual(1);
      for (const other of others) expect(row[other]! + row[i]!).toBeCloseTo(1, 5);
    }
  });

  it('refuses boxes, and leaves one image as it is', async () => {
    const bounding = { boxes: ops.ones([batch, 1, 4]), labels: ops.ones([batch, 1]) };
    const layer = new CutMix({ boundingBoxFormat: 'xyxy' });
    expect(() => layer({ images: greys, bounding_boxes: bounding })).toThrow(
      expect.objectContaining({ name: 'NotImplementedError' }),
    );
    expect(await numbers(layer(greys.at(3), training))).toEqual(await numbers(greys.at(3)));
  });
});

it.each([
  ['a probability above 1', () => new RandomErasing(2)],
  ['a scale above 1', () => new RandomErasing(1, 1.5)],
  ['a colour of two channels', () => new RandomErasing(1, 0.5, [1, 2])],
  ['a factor below 0', () => new CutMix(-0.5)],
])('%s: a ValueError', (_what, make) => {
  expect(make).toThrow(expect.objectContaining({ name: 'ValueError' }));
});
