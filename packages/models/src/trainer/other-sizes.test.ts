/** Batches of sizes that were not traced: results as for each by itself, without running the code of the layers. */
import { CompiledFunction } from '@org/core/internal';
import * as keras from '../index.js';

const { layers, ops, random } = keras;
const rows = 60;
const x = random.normal(random.PRNGKey(1), [rows, 6]);
const y = ops.floor(random.uniform(random.PRNGKey(2), [rows]).mul(3)).cast('int32');
const batches = [3, 5, 4, 9, 8, 17, 12, 30, 29, 31, 7, 13, 50, 44, 1, 2];

function classifier(activation: unknown = 'relu') {
  const model = new keras.Sequential([
    keras.Input([6]),
    new layers.Dense(8, {
      activation: activation as 'relu',
      kernelInitializer: new keras.initializers.GlorotUniform(3),
    }),
    new layers.Dense(3, { activation: 'softmax', kernelInitializer: new keras.initializers.GlorotUniform(4) }),
  ]);
  model.compile({ optimizer: 'sgd', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
  return model;
}

/** Counts traces. */
const traces = jest.spyOn(CompiledFunction.prototype as unknown as { trace(): unknown }, 'trace');

const first = (values: keras.Tensor, n: number) => values.at(`:${n}`);

it('predicts and evaluates', async () => {
  const model = classifier();
  const untraced: number[] = [];
  const all = (await (await model.predict(x, { verbose: 0 })).array()) as number[][];
  const labels = await y.data();
  const losses = all.map((row, i) => -Math.log(row[labels[i]!]!));
  for (const n of batches) {
    traces.mockClear();
    const predicted = (await (await model.predictOnBatch(first(x, n))).array()) as number[][];
    predicted.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(all.flat()[i]!, 6);
    });
    expect(predicted.length).toBe(n);
    if (traces.mock.calls.length === 0) untraced.push(n);
    const [loss] = (await model.testOnBatch(first(x, n), first(y, n))) as number[];
    expect(loss).toBeCloseTo(losses.slice(0, n).reduce((a, b) => a + b, 0) / n, 5);
  }
  expect(untraced).toEqual(expect.arrayContaining([8, 29, 31, 7, 13, 44]));
});

it('trains as step by step', async () => {
  const [model, eager] = [classifier(), classifier()];
  const untraced: number[] = [];
  eager.compile({ optimizer: 'sgd', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'], runEagerly: true });
  for (const n of batches) {
    traces.mockClear();
    const [a] = (await model.trainOnBatch(first(x, n), first(y, n))) as number[];
    if (traces.mock.calls.length === 0) untraced.push(n);
    const [b] = (await eager.trainOnBatch(first(x, n), first(y, n))) as number[];
    expect(a).toBeCloseTo(b!, 5);
  }
  expect(untraced).toEqual(expect.arrayContaining([8, 29, 31, 7, 13, 44]));
  for (const [i, weight] of model.weights.entries()) {
    const difference = ops.max(ops.abs(weight.value.sub(eager.weights[i]!.value)));
    expect(await difference.item()).toBeLessThan(1e-5);
  }
});

const images = random.normal(random.PRNGKey(3), [rows, 9, 9, 2]);
const glorot = (seed: number) => new keras.initializers.GlorotUniform(seed);
const networks: Record<string, () => keras.Model> = {
  'with convolutions': () =>
    new keras.Sequential([
      keras.Input([9, 9, 2]),
      new layers.Conv2D(40, 3, { strides: 2, padding: 'same', activation: 'relu', kernelInitializer: glorot(5) }),
      new layers.Conv2D(4, [2, 3], { kernelInitializer: glorot(6) }),
      new layers.MaxPooling2D(2),
      new layers.Flatten(),
      new layers.Dense(2, { kernelInitializer: glorot(7) }),
    ]),
  'with normalization over pixels': () =>
    new keras.Sequential([
      keras.Input([9, 9, 2]),
      new layers.Conv2D(3, 3, { kernelInitializer: glorot(5) }),
      new layers.BatchNormalization(),
      new layers.GlobalAveragePooling2D(),
      new layers.Dense(2, { kernelInitializer: glorot(7) }),
    ]),
  'with dropout': () =>
    new keras.Sequential([
      keras.Input([9, 9, 2]),
      new layers.SpatialDropout2D(0.5, { seed: 8 }),
      new layers.Flatten(),
      new layers.Dense(8, { activation: 'relu', kernelInitializer: glorot(5) }),
      new layers.Dropout(0.5, { seed: 9 }),
      new layers.Dense(2, { kernelInitializer: glorot(7) }),
    ]),
};

it.each(Object.entries(networks))('trains networks %s as step by step', async (_name, network) => {
  const settings = { optimizer: 'sgd', loss: 'mse' } as const;
  const [model, eager] = [network(), network()];
  model.compile(settings);
  eager.compile({ ...settings, runEagerly: true });
  const untraced: number[] = [];
  const targets = ops.stack([y, y.mul(2)], 1).cast('float32');
  for (const n of batches) {
    traces.mockClear();
    const a = (await model.trainOnBatch(first(images, n), first(targets, n))) as number;
    if (traces.mock.calls.length === 0) untraced.push(n);
    const b = (await eager.trainOnBatch(first(images, n), first(targets, n))) as number;
    expect(Math.abs(a / b - 1)).toBeLessThan(1e-4);
  }
  expect(untraced).toEqual(expect.arrayContaining([29, 13]));
  for (const [i, weight] of model.weights.entries()) {
    const difference = ops.max(ops.abs(weight.value.sub(eager.weights[i]!.value)));
    expect(await difference.item()).toBeLessThan(1e-5);
  }
});

it('trains three outputs as step by step', async () => {
  const settings = { optimizer: 'sgd', loss: 'mse' } as const;
  const make = () => {
    const input = keras.Input([6]);
    const heads = [1, 2, 3].map((units) => new layers.Dense(units, { kernelInitializer: glorot(units) })(input));
    return new keras.Model(input, heads);
  };
  const [model, eager] = [make(), make()];
  model.compile(settings);
  eager.compile({ ...settings, runEagerly: true });
  const untraced: number[] = [];
  for (const n of batches) {
    const targets = [1, 2, 3].map((units) => first(x, n).at(':', `:${units}`));
    traces.mockClear();
    const [a] = (await model.trainOnBatch(first(x, n), targets)) as number[];
    if (traces.mock.calls.length === 0) untraced.push(n);
    const [b] = (await eager.trainOnBatch(first(x, n), targets)) as number[];
    expect(Math.abs(a! / b! - 1)).toBeLessThan(1e-4);
  }
  expect(untraced).toEqual(expect.arrayContaining([29, 13]));
});

it('runs code of the user for every size', async () => {
  const larger = (h: keras.Tensor) => (h.shape[0]! > 10 ? h.mul(2) : h);
  const model = classifier(larger);
  const [hidden, out] = model.layers as [keras.layers.Dense, keras.layers.Dense];
  const sizes = [...batches, 10, 11, 12, 6, 40];
  for (const n of sizes) {
    const h = first(x, n)
      .matmul(hidden.kernel.value)
      .mul(n > 10 ? 2 : 1);
    const expected = ops.softmax(h.matmul(out.kernel.value));
    const found = await model.predictOnBatch(first(x, n));
    expect(await ops.max(ops.abs(found.sub(expected))).item()).toBeLessThan(1e-5);
  }
});

it('runs code of the user for every size that calls nothing itself', async () => {
  const model = classifier();
  const isSeventh = (yTrue: keras.Tensor) => (yTrue.shape[0]! % 7 === 0 ? 1 : 0);
  model.compile({ optimizer: 'sgd', loss: 'sparse_categorical_crossentropy', metrics: [isSeventh as never] });
  for (const n of [4, 8, 16, 24, 20, 17, 18, 19, 21, 22, 14, 28]) {
    const [, found] = (await model.testOnBatch(first(x, n), first(y, n))) as number[];
    expect(found).toBe(n % 7 === 0 ? 1 : 0);
  }
});

/** Numbers of steps of which some are odd, behind such as are all even or all odd. */
const steps = [
  [4, 8, 16, 28, 20, 24, 17, 18, 19, 23],
  [5, 7, 9, 31, 11, 27, 13, 8, 12, 10, 24],
];

it.each(steps.map((lengths) => [lengths] as const))('pads steps as their number asks: %j', async (lengths) => {
  const model = new keras.Sequential([
    keras.Input([null, 1] as never),
    new layers.MaxPooling1D(3, { strides: 2, padding: 'same' }),
  ]);
  const values = [...(await random.uniform(random.PRNGKey(5), [32]).data())];
  for (const length of lengths) {
    // TensorFlow's padding: what is odd of it lies behind.
    const before = length % 2;
    const expected = Array.from({ length: Math.ceil(length / 2) }, (_, i) => {
      const start = 2 * i - before;
      return Math.max(...values.slice(Math.max(0, start), Math.min(length, start + 3)));
    });
    const sequence = keras.ops.reshape(keras.ops.convertToTensor(values.slice(0, length)), [1, length, 1]);
    expect([...(await (await model.predictOnBatch(sequence)).data())]).toEqual(expected);
  }
});
