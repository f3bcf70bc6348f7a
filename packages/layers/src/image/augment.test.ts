/** AugMix and RandAugment: what holds for them; the numbers of Keras are in the goldens. */
import { KerasTensor, ops, random, type Tensor } from '@org/core';
import { deserializeKerasObject, serializeKerasObject } from '../serialization/index.js';
import { AugMix } from './aug-mix.js';
import type { ImageData } from './image-data.js';
import { RandAugment } from './rand-augment.js';

const images = ops.reshape(ops.arange(2 * 5 * 6 * 3, { dtype: 'float32' }), [2, 5, 6, 3]);
const numbers = async (x: unknown): Promise<number[]> => Array.from(await (x as Tensor).data(), Number);
const training = { training: true };

describe.each([
  ['AugMix', AugMix],
  ['RandAugment', RandAugment],
] as const)('%s', (_name, type) => {
  it('is made again from its config', () => {
    const layer = new type({ seed: 3, factor: [0.1, 0.6], interpolation: 'nearest', dataFormat: 'channels_first' });
    const serialized = JSON.parse(JSON.stringify(serializeKerasObject(layer)));
    const revived = deserializeKerasObject(serialized);
    expect(revived).toBeInstanceOf(type);
    expect(serializeKerasObject(revived)).toEqual(serialized);
  });

  it('leaves images as they are where nothing is trained', async () => {
    expect(await numbers(new type()(images, { training: false }))).toEqual(await numbers(images));
  });

  it('is symbolic over unknown batches, and takes nothing from what the program draws later', async () => {
    random.setRandomSeed(5);
    const seed = random.makeDefaultSeed();
    const layer = new type({ seed: 1 });
    random.setRandomSeed(5);
    const y = layer<ImageData>({
      images: new KerasTensor([null, 5, 6, 3], 'uint8'),
      labels: new KerasTensor([null, 4]),
    });
    expect([y.images.shape, y.images.dtype, (y.labels as Tensor).shape]).toEqual([
      [null, 5, 6, 3],
      'float32',
      [null, 4],
    ]);
    expect(random.makeDefaultSeed()).toBe(seed);
    expect(await numbers(layer.generator.state.value)).toEqual([1, 0]);
  });

  it('changes images and keeps them in their range', async () => {
    const values = await numbers(new type({ seed: 4, factor: 0.9 })(images, training));
    expect(values).not.toEqual(await numbers(images));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(255);
  });

  it('refuses a factor above 1', () => {
    expect(() => new type({ factor: 1.5 })).toThrow(expect.objectContaining({ name: 'ValueError' }));
  });
});

it('AugMix with chains of nothing changes nothing', async () => {
  const empty = new AugMix({ chainDepth: 0, seed: 2 });
  const result = await numbers(empty(images, training));
  (await numbers(images)).forEach((value, i) => {
    expect(result[i]).toBeCloseTo(value, 2);
  });
});

it('RandAugment moves boxes and masks with the images', async () => {
  const layer = new RandAugment({ seed: 2, boundingBoxFormat: 'xyxy' });
  const drawn = layer.getRandomTransformation(images)!;
  const boxes = {
    boxes: ops.ones([2, 1, 4]).mul(ops.convertToTensor([1, 1, 4, 3])),
    labels: ops.ones([2, 1], 'int32'),
  };
  const chosen = (name: string) => {
    const at = Object.keys(layer.augmentations).indexOf(name);
    return { ...drawn, layer_idxes: ops.convertToTensor([at, 3], 'int32') };
  };
  const { random_translation: translation } = layer.augmentations;
  const moved = translation!.transformBoundingBoxes(boxes, drawn.transforms.random_translation);
  const { boxes: result } = layer.transformBoundingBoxes(boxes, chosen('random_translation'));
  expect(await numbers(result)).toEqual(await numbers(moved.boxes));
  const masks = images.at('...', ':1');
  const mask = translation!.transformSegmentationMasks(masks, drawn.transforms.random_translation);
  expect(await numbers(layer.transformSegmentationMasks(masks, chosen('random_translation')))).toEqual(
    await numbers(mask),
  );
  const still = layer.transformBoundingBoxes(boxes, chosen('equalization'));
  expect(await numbers(still.boxes)).toEqual(await numbers(boxes.boxes));
});
