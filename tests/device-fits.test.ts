/**
 * Three kinds of models are trained, evaluated, asked and saved on a device with memory of its own, with the numbers of the processor: on
 * WebGPU, or on the device that KERAS_DEVICE names.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as keras from '@org/models';
import { thorough } from '@org/testing';

const { Sequential, initializers, layers, tensor } = keras;
const place = process.env.KERAS_DEVICE || 'webgpu';

const waves = (size: number, step: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(i * step + step));
const classes = (size: number): keras.Tensor =>
  tensor(
    Int32Array.from({ length: size }, (_, i) => i % 4),
    [size],
  );
const seeded = (seed: number) => ({ kernelInitializer: new initializers.GlorotUniform({ seed }) });

interface Task {
  readonly model: keras.Model;
  readonly x: keras.Tensor;
  readonly y: keras.Tensor;
}

const tasks: Record<string, () => Task> = {
  'a perceptron with dropout': () => {
    const model = new Sequential([
      keras.Input([6]),
      new layers.Dense(16, { activation: 'relu', ...seeded(1) }),
      new layers.Dropout(0.1, { seed: 3 }),
      new layers.Dense(4, { activation: 'softmax', ...seeded(2) }),
    ]);
    model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
    return { model, x: tensor(waves(64 * 6, 0.7), [64, 6]), y: classes(64) };
  },
  'a convolutional network': () => {
    const model = new Sequential([
      keras.Input([10, 10, 1]),
      new layers.Conv2D(4, 3, { activation: 'relu', padding: 'same', ...seeded(1) }),
      new layers.BatchNormalization(),
      new layers.MaxPooling2D(2),
      new layers.Conv2D(8, 3, { activation: 'relu', ...seeded(4) }),
      new layers.Flatten(),
      new layers.Dense(4, seeded(2)),
    ]);
    const loss = new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true });
    model.compile({ optimizer: 'sgd', loss, metrics: ['accuracy'] });
    return { model, x: tensor(waves(32 * 100, 0.7), [32, 10, 10, 1]), y: classes(32) };
  },
  'a transformer block': () => {
    const x = keras.Input([6, 16]);
    const attended = new layers.MultiHeadAttention(2, 8, seeded(1))(x, x);
    const normalized = new layers.LayerNormalization()(new layers.Add()([x, attended]));
    const hidden = new layers.Dense(16, { activation: 'gelu', ...seeded(6) })(normalized);
    const pooled = new layers.GlobalAveragePooling1D()(hidden);
    const model = new keras.Model(x, new layers.Dense(4, seeded(5))(pooled));
    model.compile({ optimizer: 'rmsprop', loss: 'mae' });
    return { model, x: tensor(waves(32 * 96, 0.7), [32, 6, 16]), y: tensor(waves(128, 0.3), [32, 4]) };
  },
};

/** What becomes of a model, in numbers. */
async function outcome({ model, x, y }: Task): Promise<number[]> {
  const { history } = await model.fit(x, y, { epochs: 2, batchSize: 16, shuffle: false, verbose: 0 });
  const scores = [await model.evaluate(x, y, { batchSize: 16, verbose: 0 })].flat() as number[];
  const predicted = (await model.predict(x, { batchSize: 16, verbose: 0 })) as keras.Tensor;
  const read = async (value: keras.Tensor) => Array.from((await value.data()) as Float32Array);
  const weights = await Promise.all(model.weights.map(({ value }) => read(value)));
  return [...(history.loss as number[]), ...scores, ...(await read(predicted)), ...weights.flat()];
}

let missing: string | undefined;
beforeAll(async () => {
  const [report] = await keras.devices([place]);
  missing = report!.reason;
  if (missing) console.warn(`Nothing is trained on '${place}', which is missing: ${missing}.`);
});

const names = Object.keys(tasks);
test.each(thorough(names, names.slice(0, 1)))(
  '%s',
  async (name) => {
    if (missing) return;
    const expected = await keras.device('cpu', () => outcome(tasks[name]!()));
    const actual = await keras.device(place, () => outcome(tasks[name]!()));
    expect(actual).toHaveLength(expected.length);
    // Some ten steps of float32, in another order of sums.
    actual.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4 * (1 + Math.abs(expected[i]!)));
    });
  },
  180_000,
);

test('a model that is saved there is the same elsewhere', async () => {
  if (missing) return;
  const folder = mkdtempSync(join(tmpdir(), 'device-'));
  try {
    const { model, x, y } = tasks[names[0]!]!();
    const path = join(folder, 'model.keras');
    await keras.device(place, async () => {
      await model.fit(x, y, { epochs: 1, batchSize: 32, verbose: 0 });
      await model.save(path);
    });
    const loaded = await keras.saving.loadModel(path);
    const [there, here] = [model, loaded].map(({ weights }) => weights.map(({ value }) => value.array()));
    expect(await Promise.all(here!)).toEqual(await Promise.all(there!));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('all of a perceptron runs where it is asked to', async () => {
  if (missing) return;
  const placement = await keras.device(place, () => tasks[names[0]!]!().model.placement());
  expect(placement.filter(({ device }) => device !== place)).toEqual([]);
  const products = placement.filter(({ op }) => op === 'matmul');
  expect(products.map(({ within }) => within.join())).toEqual([
    expect.stringContaining('(Dense)'),
    expect.stringContaining('(Dense)'),
  ]);
});
