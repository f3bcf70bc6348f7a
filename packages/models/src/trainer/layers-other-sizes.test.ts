/** Every layer in a model that is predicted with and trained: whatever sizes its inputs have, it computes what single steps do, and few of them are traced. */
// Alone: it counts what is traced, and what is known of sizes is bounded.
import { CompiledFunction } from '@org/core/internal';
import {
  decodeArray,
  type EncodedArray,
  goldenFamilies,
  isEncodedArray,
  type LayerCase,
  loadGolden,
  thorough,
} from '@org/testing';
import * as keras from '../index.js';

const traces = jest.spyOn(CompiledFunction.prototype as unknown as { trace(): unknown }, 'trace');

interface Example {
  readonly golden: LayerCase;
  readonly inputs: readonly EncodedArray[];
}

/** The inputs of a case, where they are arrays that can have other sizes. */
function inputsOf({ args, kwargs = {} }: LayerCase): readonly EncodedArray[] | null {
  const list = (args?.length === 1 ? [args[0]].flat() : (args ?? [])) as readonly unknown[];
  const isPlain = Object.keys(kwargs).every((key) => key === 'training');
  const fits = (each: unknown): each is EncodedArray =>
    isEncodedArray(each) && each.dtype !== 'string' && each.shape.length > 1;
  return isPlain && list.length > 0 && list.every(fits) && list.every(({ shape }) => shape[0] === list[0]!.shape[0])
    ? list
    : null;
}

const examples = new Map<string, Example>();
for (const family of goldenFamilies().filter((name) => name.startsWith('layers_'))) {
  for (const golden of loadGolden<LayerCase>(family).cases) {
    const inputs = golden.config && inputsOf(golden);
    if (inputs && !examples.has(golden.class)) examples.set(golden.class, { golden, inputs });
  }
}

/** All of them, those of every day last: what was met before, of other layers as well, must not matter. */
const daily = [
  'Dense',
  'Conv2D',
  'BatchNormalization',
  'LayerNormalization',
  'Dropout',
  'MultiHeadAttention',
  'LSTM',
  'Embedding',
  'MaxPooling1D',
  'RandomRotation',
];
const tried = [
  ...thorough(
    [...examples.keys()].filter((name) => !daily.includes(name)),
    [],
  ),
  ...daily,
];

/** Its seed is not in its config, so two layers draw other numbers. */
const unseeded = ['RandomGrayscale'];
/** Whose weights of pixels, or steps that are written out, follow from the number of rows: each number of them is traced. */
const byRows = [
  'TimeDistributed',
  'Resizing',
  'RandomPerspective',
  'ContrastLimitedAdaptiveHistogramEqualization',
  ...[1, 2, 3].flatMap((n) => [`AdaptiveAveragePooling${n}D`, `AdaptiveMaxPooling${n}D`]),
];
/** What it does is chosen when it is first recorded, so training with it is not compared. */
const chosenOnce = ['AugMix'];
/** Of whose windows the smallest sizes have none. */
const windowed = ['STFTSpectrogram'];

/** Sizes that are met at first, the smallest and the largest among them, and others between them. */
const [met, later] = [
  [12, 40, 21, 33, 27, 16, 52, 45, 9, 63, 11],
  [13, 57, 22, 31, 46, 38],
];

/** A model of the layer, with an axis of its inputs whose size is unknown; null where the layer asks for it. */
function modelOf({ golden, inputs }: Example, axis: number, runEagerly: boolean): keras.Model | null {
  try {
    const layer = keras.layers.deserialize({
      module: 'keras.layers',
      class_name: golden.class,
      config: { ...golden.config, ...('seed' in golden.config && { seed: 5 }) },
      registered_name: null,
    });
    const given = inputs.map(({ shape, dtype }) =>
      keras.Input(shape.slice(1).map((own, i) => (i + 1 === axis ? null : own)) as number[], {
        dtype: dtype as 'int32',
      }),
    );
    const call = layer as unknown as (x: unknown) => keras.Tensor;
    const model = new keras.Model(given, call(given.length === 1 ? given[0] : given));
    const isFloat = !Array.isArray(model.output) && (model.output as keras.KerasTensor).dtype === 'float32';
    model.compile({ optimizer: 'sgd', loss: 'mse', runEagerly });
    return isFloat ? model : null;
  } catch {
    return null;
  }
}

/** Arrays like those of the case, with a size of their own. */
const dataOf = (inputs: readonly EncodedArray[], axis: number, n: number, turn: number): keras.Tensor[] =>
  inputs.map((array) => {
    const shape = array.shape.map((own, i) => (i === axis ? n : own));
    const { values } = decodeArray(array);
    const own = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) =>
      Number(values[(k * 7 + turn) % values.length]),
    );
    return keras.ops.reshape(keras.ops.convertToTensor(own, { dtype: array.dtype as 'float32' }), shape);
  });

const axes = [
  ['batches', 0],
  ['steps, or rows of pixels', 1],
] as const;

describe.each(axes)('numbers of %s, along axis %i', (_name, axis) => {
  const chosen = tried.filter((name) => {
    const { inputs } = examples.get(name)!;
    if (unseeded.includes(name) || (axis === 1 && windowed.includes(name))) return false;
    return axis === 0 || inputs.every(({ shape }) => shape.length > 2 && shape[1] === inputs[0]!.shape[1]);
  });

  it.each(chosen)('%s', async (name) => {
    const example = examples.get(name)!;
    const [model, eager] = [modelOf(example, axis, false), modelOf(example, axis, true)];
    if (!model || !eager) return;
    const start = model.weights.map(({ value }) => value);
    const traced = { predicting: 0, training: 0 };
    for (const [i, n] of [...met, ...later].entries()) {
      const xs = dataOf(example.inputs, axis, n, i);
      await Promise.all(xs.map((x) => x.data()));
      for (const each of [model, eager]) each.setWeights(start);
      traces.mockClear();
      const predicted = (await model.predictOnBatch(xs)) as keras.Tensor;
      if (i >= met.length) traced.predicting += traces.mock.calls.length;
      const expected = (await eager.predictOnBatch(xs)) as keras.Tensor;
      const difference = keras.ops.max(keras.ops.abs(predicted.sub(expected)));
      expect([n, (await difference.item()) < 1e-4]).toEqual([n, true]);
      if (expected.shape.some((own) => own === 0)) return;
      const y = keras.ops.zeros(name === 'RandomCrop' ? [0] : expected.shape);
      await y.data();
      if (y.size === 0) continue;
      keras.utils.setRandomSeed(i);
      traces.mockClear();
      const loss = (await model.trainOnBatch(xs, y)) as number;
      if (i >= met.length) traced.training += traces.mock.calls.length;
      if (chosenOnce.includes(name)) continue;
      keras.utils.setRandomSeed(i);
      const eagerLoss = (await eager.trainOnBatch(xs, y)) as number;
      expect([n, Math.abs(loss - eagerLoss) / (1 + Math.abs(eagerLoss)) < 1e-4]).toEqual([n, true]);
    }
    if (axis === 0 || !byRows.includes(name))
      expect(Math.max(traced.predicting, traced.training)).toBeLessThanOrEqual(1);
  });
});
