/** What holds for every image layer, shown with RandomBrightness; numbers of Keras are in the goldens. */
import { jit, KerasTensor, ops, type Tensor, tensor } from '@org/core';
import { runImageLayerTest } from '../testing/run-image-layer-test.js';
import type { ImageData } from './image-data.js';
import { RandomBrightness } from './random-brightness.js';

const images = ops.reshape(ops.arange(2 * 4 * 5 * 3, { dtype: 'float32' }), [2, 4, 5, 3]);
const boxes = { boxes: ops.ones([2, 3, 4]), labels: ops.ones([2, 3], 'int32') };
const numbers = async (x: unknown): Promise<number[]> => Array.from(await (x as Tensor).data(), Number);

describe('RandomBrightness', () => {
  runImageLayerTest(RandomBrightness, { args: [0.2, { seed: 3 }] });

  it.each([[1.5], [[0.1]], [[2, 3]], ['much']])('a factor of %j: a ValueError', (factor) => {
    expect(() => new RandomBrightness(factor as number)).toThrow(expect.objectContaining({ name: 'ValueError' }));
    expect(() => new RandomBrightness(0.1, { valueRange: [1, 2, 3] })).toThrow(/valueRange/);
  });

  it('puts the ends of ranges in order', () => {
    const layer = new RandomBrightness([0.3, -0.1], { valueRange: [255, 0] });
    expect([layer.factor, layer.valueRange]).toEqual([
      [-0.1, 0.3],
      [0, 255],
    ]);
  });
});

describe('image layers', () => {
  it('train unless they are told otherwise', async () => {
    const [drawn, told] = [new RandomBrightness(0.5, { seed: 1 }), new RandomBrightness(0.5, { seed: 1 })];
    expect(await numbers(drawn(images))).toEqual(await numbers(told(images, { training: true })));
    expect(await numbers(told(images, { training: false }))).toEqual(await numbers(images));
  });

  it('draw the same from the same seed, compiled or not, and something else each time', async () => {
    const make = () => new RandomBrightness(0.5, { seed: 7 });
    const [eager, compiled] = [make(), make()];
    const run = jit((x: Tensor) => compiled(x) as Tensor);
    const first = await numbers(eager(images));
    expect(await numbers(run(images))).toEqual(first);
    const second = await numbers(eager(images));
    expect(await numbers(run(images))).toEqual(second);
    expect(second).not.toEqual(first);
  });

  it('draw nothing in a symbolic call', async () => {
    const layer = new RandomBrightness(0.5, { seed: 7 });
    const open = layer<ImageData>({
      images: new KerasTensor([null, null, 8, 3], 'uint8'),
      labels: new KerasTensor([null], 'int32'),
    });
    expect([open.images.shape, open.images.dtype]).toEqual([[null, null, 8, 3], 'uint8']);
    expect([(open.labels as Tensor).shape, (open.labels as Tensor).dtype]).toEqual([[null], 'int32']);
    expect(await numbers(layer.generator.state.value)).toEqual([7, 0]);
  });

  it('apply what was drawn before, to a batch or to one image', async () => {
    const layer = new RandomBrightness(0.5);
    const drawn = layer.getRandomTransformation(images, { seed: 5 })!;
    const all = layer.transformImages(images, drawn);
    const one = layer.transformSingleImage(images.at(1), { rgb_delta: drawn.rgb_delta.at('1:2') });
    expect(await numbers(one)).toEqual(await numbers(all.at(1)));
    const named = layer.transformImages({ images, transformation: drawn, training: false });
    expect(await numbers(named)).toEqual(await numbers(images));
  });

  it('keep what the data hold besides, and give back the keys that they got', () => {
    const layer = new RandomBrightness(0.1, { boundingBoxFormat: 'xyxy' });
    const result = layer<ImageData>({ images, boundingBoxes: boxes, path: 'a.png' } as never);
    expect(Object.keys(result)).toEqual(['images', 'boundingBoxes', 'path']);
    expect(result.path).toBe('a.png');
  });

  it('say what is wrong with their data', () => {
    const layer = new RandomBrightness(0.1);
    const named = new RandomBrightness(0.1, { boundingBoxFormat: 'xyxy' });
    expect(() => layer({ images, bounding_boxes: boxes })).toThrow(/format is not known[\s\S]*RandomBrightness\(/);
    expect(() => layer(tensor([1, 2]))).toThrow(/rank 3[\s\S]*\[2\]/);
    expect(() => layer({ labels: images })).toThrow(/an object with `images`/);
    expect(() => named({ images, bounding_boxes: boxes.boxes })).toThrow(/keys `boxes` and `labels`/);
    expect(() => named({ images, bounding_boxes: { ...boxes, labels: tensor(1) } })).toThrow(/do not fit together/);
  });
});
