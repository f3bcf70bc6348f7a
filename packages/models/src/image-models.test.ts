/**
 * Models with image layers: files of Python Keras are read, and give its numbers, in training as well; files written here are read again,
 * here and by `make_image_models.py check` (the folder in IMAGE_FILES). Files: packages/testing/goldens/make_image_models.py.
 */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, type Tensor, tensor } from '@org/core';
import { decodeArray, type EncodedArray, expectClose, type GoldenCase, loadGolden } from '@org/testing';
import * as keras from './index.js';

const { Input, layers, Model, Sequential } = keras;

interface ImageModel extends GoldenCase {
  /** The `.keras` file, in hexadecimal digits. */
  readonly file: string;
  readonly x: EncodedArray;
  readonly out: EncodedArray;
  /** What the first call of training gives. */
  readonly trained: EncodedArray;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-models-'));
});
afterAll(() => rm(folder, { recursive: true }));

const { cases } = loadGolden<ImageModel>('image_models');

it.each(cases.map((each) => [each.id, each] as const))(
  'files of models with images that are %s',
  async (id, golden) => {
    const [theirs, ours] = [join(folder, `${id}.keras`), join(folder, `${id}-again.keras`)];
    await writeFile(theirs, Buffer.from(golden.file, 'hex'));
    const model = (await keras.models.loadModel(theirs)) as keras.Model;
    await model.save(ours);
    if (process.env.IMAGE_FILES) await copyFile(ours, join(process.env.IMAGE_FILES, `${id}.keras`));
    const { values, shape } = decodeArray(golden.x);
    const x = tensor(Float32Array.from(values as ArrayLike<number>), shape);
    for (const each of [model, (await keras.models.loadModel(ours)) as keras.Model]) {
      const results: [unknown, EncodedArray][] = [
        [await each.predict(x, { verbose: 0 }), golden.out],
        [each(x, { training: true }), golden.trained],
      ];
      for (const [actual, expected] of results)
        expectClose(await (actual as Tensor).data(), decodeArray(expected).values, { rtol: 2e-5, atol: 1e-5 });
    }
  },
);

const images = ops
  .reshape(ops.sin(ops.arange(6 * 12 * 12 * 3, { dtype: 'float32' })), [6, 12, 12, 3])
  .add(1)
  .mul(127);
const labels = tensor([0, 1, 0, 1, 0, 1], null, 'int32');
const numbers = async (x: unknown): Promise<number[]> => Array.from(await (x as Tensor).data(), Number);

const augmentation = (): keras.layers.Layer[] => [
  new layers.RandomFlip('horizontal', { seed: 1 }),
  new layers.RandomRotation(0.1, { seed: 2 }),
  new layers.RandomTranslation(0.1, 0.1, { seed: 3 }),
  new layers.RandomZoom(0.2, { seed: 4 }),
  new layers.RandomShear(0.1, 0.1, { seed: 5 }),
  new layers.RandomPerspective(0.5, 0.1, { seed: 6 }),
  new layers.RandomElasticTransform(0.5, 0.5, { seed: 7 }),
  new layers.RandomBrightness(0.1, { seed: 8 }),
];

it('a model that changes its images learns from others each time, and predicts from them as they are', async () => {
  const network = () => [
    new layers.Rescaling(1 / 255),
    new layers.Conv2D(4, 3, { activation: 'relu' }),
    new layers.GlobalAveragePooling2D(),
    new layers.Dense(2),
  ];
  const model = new Sequential([Input([12, 12, 3]), ...augmentation(), ...network()]);
  model.compile({ optimizer: 'sgd', loss: new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true }) });
  const { history } = await model.fit(images, labels, { batchSize: 2, epochs: 2, verbose: 0 });
  expect(history.loss!.every(Number.isFinite)).toBe(true);
  const [flip] = model.layers as [keras.layers.RandomFlip];
  expect(await numbers(flip.generator.state.value)).toEqual([1, 6]);
  const bare = new Sequential([Input([12, 12, 3]), ...network()]);
  bare.setWeights(await model.getWeights());
  expectClose(
    await numbers(await model.predict(images, { verbose: 0 })),
    await numbers(await bare.predict(images, { verbose: 0 })),
    { rtol: 1e-5 },
  );
  expect(await numbers(flip.generator.state.value)).toEqual([1, 6]);
});

it('a functional model takes images with their boxes and masks', async () => {
  const format = { boundingBoxFormat: 'xyxy' } as const;
  const inputs = {
    images: Input([12, 12, 3], { name: 'images' }),
    bounding_boxes: { boxes: Input([2, 4], { name: 'boxes' }), labels: Input([2], { name: 'kinds', dtype: 'int32' }) },
    segmentation_masks: Input([12, 12, 1], { name: 'masks', dtype: 'uint8' }),
  };
  type Data = Record<'images' | 'segmentation_masks', Tensor> & { bounding_boxes: Record<'boxes' | 'labels', Tensor> };
  const flipped = new layers.RandomFlip('horizontal', { seed: 1, ...format })<Data>(inputs);
  const resized = new layers.Resizing(6, 6, format)<Data>(flipped);
  const model = new Model(inputs, resized);
  const boxes = tensor([[[1, 2, 5, 8], [0, 0, 12, 12]]]); // biome-ignore format: two boxes
  const data = {
    images,
    bounding_boxes: { boxes: ops.tile(boxes, [6, 1, 1]), labels: ops.ones([6, 2], 'int32') },
    segmentation_masks: ops.cast(images.at(':', ':', ':', ':1').greater(127), 'uint8'),
  };
  const predicted = (await model.predict(data, { verbose: 0 })) as unknown as Data;
  expect(await numbers(predicted.bounding_boxes.boxes.at(0))).toEqual([0.5, 1, 2.5, 4, 0, 0, 6, 6]);
  expect([predicted.images.shape, predicted.segmentation_masks.shape]).toEqual([
    [6, 6, 6, 3],
    [6, 6, 6, 1],
  ]);
  const trained = model<Data>(data, { training: true });
  const lefts = await numbers(trained.bounding_boxes.boxes.at(':', 0, 0));
  const isFlipped = await Promise.all(
    lefts.map(async (_left, i) => {
      const [plain, seen] = [predicted.images.at(i), trained.images.at(i)];
      const mirrored = ops.flip(plain, 1);
      return (await ops.max(ops.abs(seen.sub(mirrored))).item()) < 1e-3;
    }),
  );
  expectClose(
    lefts,
    isFlipped.map((flip) => (flip ? 3.5 : 0.5)),
    { rtol: 1e-6 },
  );
  expect(new Set(isFlipped).size).toBe(2);
});
