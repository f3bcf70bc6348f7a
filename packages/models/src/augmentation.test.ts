/**
 * The image classification program of Keras's guides: an augmentation pipeline in front of a small network, then MixUp and CutMix in the
 * input pipeline. The images are stripes along the rows or along the columns.
 */
import { tensor } from '@org/core';
import * as keras from './index.js';

const { layers, ops, random } = keras;
const SIZE = 8;
const COUNT = 32;

/** Images [COUNT, 8, 8, 3] from 0 to 255 and one-hot labels: which way the stripes go. */
function stripes() {
  const pixels = new Float32Array(COUNT * SIZE * SIZE * 3);
  for (let i = 0; i < pixels.length; i++) {
    const [image, y, x] = [
      Math.floor(i / (SIZE * SIZE * 3)),
      Math.floor(i / (SIZE * 3)) % SIZE,
      Math.floor(i / 3) % SIZE,
    ];
    pixels[i] = (image % 2 === 0 ? x : y) % 2 === 0 ? 210 : 40;
  }
  const kinds = tensor(Int32Array.from({ length: COUNT }, (_, i) => i % 2));
  return { x: tensor(pixels, [COUNT, SIZE, SIZE, 3]), y: ops.oneHot(kinds, 2) };
}

const network = () =>
  new keras.Sequential([
    layers.Input([SIZE, SIZE, 3]),
    new layers.Rescaling(1 / 127.5, -1),
    new layers.Conv2D(8, 3, { activation: 'relu' }),
    new layers.GlobalAveragePooling2D(),
    new layers.Dense(2, { activation: 'softmax' }),
  ]);

const compiled = (model: keras.Model): keras.Model => {
  model.compile({
    optimizer: new keras.optimizers.Adam(0.02),
    loss: 'categorical_crossentropy',
    metrics: ['accuracy'],
  });
  return model;
};

beforeEach(() => random.setRandomSeed(3));

it('a pipeline of random layers in front of a network: it trains on what they make, and predicts on what is given', async () => {
  const { x, y } = stripes();
  const augmentation = new keras.Sequential([
    new layers.RandomBrightness(0.1, { seed: 1 }),
    new layers.RandomContrast(0.3, { seed: 2 }),
    new layers.RandomHue(0.2, { seed: 3 }),
    new layers.RandomInvert(0.5, { seed: 4 }),
    new layers.RandomErasing(0.5, [0.02, 0.1], 0, { seed: 5 }),
  ]);
  const inputs = keras.Input([SIZE, SIZE, 3]);
  const classifier = network();
  const model = compiled(new keras.Model(inputs, classifier(augmentation(inputs))));
  const { history } = await model.fit(x, y, { batchSize: 8, epochs: 12, verbose: 0 });
  expect(history.accuracy!.at(-1)).toBeGreaterThan(0.9);
  expect(await (await model.predict(x, { verbose: 0 })).array()).toEqual(
    await (await classifier.predict(x, { verbose: 0 })).array(),
  );
});

it('MixUp and CutMix between the data and the network', async () => {
  const { x, y } = stripes();
  const mixers = [new layers.MixUp(0.4, { seed: 1 }), new layers.CutMix(0.5, { seed: 2 })];
  let step = 0;
  function* batches() {
    for (; step < 60; step++) {
      const rows = `${(step % 4) * 8}:${(step % 4) * 8 + 8}`;
      const mixed = mixers[step % 2]!<{ images: keras.Tensor; labels: keras.Tensor }>(
        { images: x.at(rows), labels: y.at(rows) },
        { training: true },
      );
      yield [mixed.images, mixed.labels] as [keras.Tensor, keras.Tensor];
    }
  }
  const model = compiled(network());
  await model.fit(batches(), { epochs: 1, stepsPerEpoch: 60, verbose: 0 });
  const { accuracy } = (await model.evaluate(x, y, { verbose: 0, returnDict: true })) as Record<string, number>;
  expect(accuracy).toBeGreaterThan(0.9);
});
