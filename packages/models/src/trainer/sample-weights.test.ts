/** Weights of samples and classes; the numbers are Python Keras's. */
import * as keras from '../index.js';

const model = (outputs = 1) => {
  const input = keras.Input([1]);
  const heads = Array.from({ length: outputs }, (_, i) =>
    new keras.layers.Dense(1, { kernelInitializer: 'ones', useBias: false, name: `o${i}` })(input),
  );
  const made = new keras.Model(input, outputs > 1 ? heads : heads[0]!);
  made.compile({ optimizer: 'sgd', loss: 'mse', ...(outputs === 1 && { weightedMetrics: ['mae'] }) });
  return made;
};

const x = [[1], [2], [3], [4]];
const y = [[0], [0], [0], [0]];
const classes = [0, 1, 1, 0];
const sampleWeight = [1, 0, 0, 2];
const classWeight = { 0: 1, 1: 3 };
const ones = [1, 1, 1, 1];
const options = { batchSize: 2, shuffle: false, verbose: 0 } as const;

const close = (received: unknown, expected: Readonly<Record<string, number>>): void => {
  const values = received as Readonly<Record<string, number | number[]>>;
  expect(Object.keys(values).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) expect([values[name]].flat()[0]).toBeCloseTo(value, 4);
};

test('of samples', async () => {
  expect(await model().evaluate(x, y, { sampleWeight, verbose: 0 })).toEqual([8.25, 3]);
  expect(await model().evaluate(x, y, { sampleWeight: sampleWeight.map((each) => [each]), verbose: 0 })).toEqual([
    8.25, 3,
  ]);
  expect(await model().evaluate(x, y, { sampleWeight: [0, 0, 0, 0], verbose: 0 })).toEqual([0, 0]);
  close((await model().fit(x, y, { ...options, sampleWeight })).history, { loss: 8.0908, mae: 2.97333 });
  close(await model().trainOnBatch(x, y, { sampleWeight, returnDict: true }), { loss: 8.25, mae: 3 });
});

test('of classes', async () => {
  close((await model().fit(x, classes, { ...options, classWeight })).history, { loss: 6.862675, mae: 1.63625 });
  expect(await model().trainOnBatch(x, classes, { classWeight })).toEqual([8, 1.75]);
});

test('with samples held out', async () => {
  const held = { ...options, validationSplit: 0.5 };
  close((await model().fit(x, y, { ...held, sampleWeight })).history, {
    loss: 0.5,
    mae: 1,
    val_loss: 15.6816,
    val_mae: 3.96,
  });
  close((await model().fit(x, classes, { ...held, classWeight })).history, {
    loss: 2,
    mae: 1,
    val_loss: 8.52125,
    val_mae: 2.755,
  });
  const validationData = [x, y, sampleWeight];
  close((await model().fit(x, y, { ...options, batchSize: 4, validationData })).history, {
    loss: 7.5,
    mae: 2.5,
    val_loss: 5.960625,
    val_mae: 2.55,
  });
});

test('for several targets', async () => {
  const evaluate = (
    targets: (typeof y)[] | Record<string, typeof y>,
    weights: number[] | number[][] | Record<string, number[]>,
  ) => model(2).evaluate(x, targets, { sampleWeight: weights, verbose: 0 });
  expect(await evaluate([y, y], [sampleWeight, ones])).toEqual([15.75, 8.25, 7.5]);
  expect(await evaluate({ o0: y, o1: y }, { o0: sampleWeight, o1: ones })).toEqual([15.75, 8.25, 7.5]);
  expect(await evaluate([y, y], sampleWeight)).toEqual([16.5, 8.25, 8.25]);
  await expect(evaluate({ o0: y, o1: y }, { o0: sampleWeight })).rejects.toThrow('does not fit the targets');
});

test('are refused together, and where nothing fits them', async () => {
  const both = { sampleWeight, classWeight };
  await expect(model().fit(x, classes, { ...options, ...both })).rejects.toThrow('cannot both be given');
  await expect(model().trainOnBatch(x, classes, both)).rejects.toThrow('cannot both be given');
  const [inputs, labels, weights] = [x, classes, Float32Array.from(sampleWeight)].map((each) => keras.tensor(each));
  function* weightedAtLast() {
    for (let i = 0; i < 5; i++) yield i < 4 ? [inputs, labels] : [inputs, labels, weights];
  }
  await expect(model().fit(weightedAtLast, { verbose: 0, classWeight })).rejects.toThrow('cannot both be given');
  await expect(model(2).fit(x, [y, y], { ...options, classWeight })).rejects.toThrow('one target');
  await expect(model().evaluate(x, y, { sampleWeight: [1, 1], verbose: 0 })).rejects.toThrow('cardinality');
});
