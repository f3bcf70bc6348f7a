/** Files of Python Keras, read by the layers that a page names. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotImplementedError, type Tensor, ValueError } from '@org/core';
import { decodeArray, type EncodedArray, expectClose, goldenPath, isEncodedArray, loadModelGolden } from '@org/testing';
import * as keras from '../index.js';
import * as predict from '../predict.js';

const { loadPredictor, ...rest } = predict;
const layers = Object.values(rest).filter((each): each is predict.FileLayer => 'className' in each);

const given = (encoded: EncodedArray) => ({
  data: Float32Array.from(decodeArray(encoded).values),
  shape: encoded.shape,
});

const inputsOf = (x: unknown) =>
  isEncodedArray(x)
    ? given(x)
    : Object.fromEntries(Object.entries(x as Record<string, EncodedArray>).map(([key, each]) => [key, given(each)]));

const byKey = <T>(named: Readonly<Record<string, T>>): T[] =>
  Object.keys(named)
    .sort()
    .map((key) => named[key]!);

describe.each(['mlp_sequential', 'cnn_batchnorm', 'functional_multi_io'])('%s', (name) => {
  const golden = loadModelGolden(name) as { fit: { x: unknown }; predict_trained: unknown };

  it('answers as in Python', async () => {
    const model = await loadPredictor(goldenPath(`models/${name}/trained.keras`), { layers });
    const answer = await model.predict(inputsOf(golden.fit.x) as never);
    const answers = 'data' in answer ? [answer as predict.HostArray] : model.outputs.map((each) => answer[each.name]!);
    const { predict_trained: wanted } = golden;
    const expected = isEncodedArray(wanted) ? [wanted] : byKey(wanted as Record<string, EncodedArray>);
    expect(answers.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
    for (const [i, each] of expected.entries()) {
      expectClose(answers[i]!.data as Float32Array, decodeArray(each).values, { rtol: 1e-4, atol: 1e-6 });
    }
  });
});

const cnn = goldenPath('models/cnn_batchnorm/trained.keras');

it('names what a page has to import', async () => {
  const opened = loadPredictor(cnn, { layers: [predict.Dense, predict.Dropout] });
  await expect(opened).rejects.toThrow(ValueError);
  const missing = 'Activation, BatchNormalization, Conv2D, Flatten, MaxPooling2D, ReLU, Rescaling';
  await expect(opened).rejects.toThrow(`The file has layers that the program does not name: ${missing}.`);
  await expect(opened).rejects.toThrow(`import { ${missing} } from '@org/models/predict'`);
});

it('refuses models that compute in code', async () => {
  const opened = loadPredictor(goldenPath('models/subclass_custom_step/trained.keras'), { layers });
  await expect(opened).rejects.toThrow(NotImplementedError);
});

it.each([
  [undefined, "missing the keyword argument 'layers'"],
  [{ layers, layer: [] }, "unexpected keyword argument 'layer'"],
  [{ layers: [predict.Dense, keras.layers.Dense] }, 'layers[1] is no layer of a page that only asks'],
  [{ layers: ['Dense'] }, 'layers[0] is no layer'],
  [{ layers: [undefined] }, 'layers[0] is no layer'],
])('takes %p for a mistake', async (options, message) => {
  await expect(loadPredictor(cnn, options as never)).rejects.toThrow(message);
});

describe('files that were written here', () => {
  const { layers: all } = keras;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'predict-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** What the model and its file answer for some numbers between -1 and 1. */
  async function expectSame(model: keras.Model, shape: readonly number[], more: readonly predict.FileLayer[] = []) {
    const path = join(folder, `${model.name}.keras`);
    await model.save(path);
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i * i));
    const expected = (await model.predict(keras.tensor(data, shape), { verbose: 0 })) as Tensor;
    const predictor = await loadPredictor(path, { layers: [...layers, ...more] });
    const answer = (await predictor.predict({ data, shape })) as predict.HostArray;
    expect(answer.shape).toEqual(expected.shape);
    expectClose(answer.data as Float32Array, (await expected.data()) as Float32Array, { rtol: 1e-5, atol: 1e-6 });
  }

  it('models in models, layers that are called twice, branches of images', async () => {
    const x = keras.Input([8, 8, 3]);
    const conv = new all.Conv2D(3, 3, { padding: 'same', activation: 'relu' });
    const inner = new keras.Sequential([keras.Input([8, 8, 3]), new all.Conv2D(3, 1), new all.BatchNormalization()]);
    const y = new all.Concatenate()([conv(conv(x)), inner(x)]);
    const head = keras.Input([8, 8, 6]);
    const graph = new keras.Model(head, new all.GlobalAveragePooling2D()(new all.AveragePooling2D(2)(head)));
    await expectSame(new keras.Model(x, new all.Dense(2, { activation: 'softmax' })(graph(y))), [2, 8, 8, 3]);
  });

  it('activations between convolutions', async () => {
    const names = [
      'softmax',
      'log_softmax',
      'gelu',
      'mish',
      'hard_silu',
      'leaky_relu',
      'relu6',
      'selu',
      'swish',
    ] as const;
    const model = new keras.Sequential([
      keras.Input([5, 5, 2]),
      ...names.map((activation) => new all.Conv2D(3, 1, { activation })),
      new all.Flatten(),
    ]);
    await expectSame(model, [2, 5, 5, 2]);
  });

  it('rows that a table does not have, and inputs with different numbers of samples, are refused', async () => {
    const [word, other] = [keras.Input([2], { dtype: 'int32', name: 'word' }), keras.Input([3], { name: 'other' })];
    const rows = new all.Flatten()(new all.Embedding(5, 2)(word));
    const path = join(folder, 'words.keras');
    await new keras.Model([word, other], new all.Concatenate()([rows, other])).save(path);
    const predictor = await loadPredictor(path, { layers });
    const others = [[1, 2, 3]];
    expect(await predictor.predict({ word: [[4, 0]], other: others })).toMatchObject({ shape: [1, 7] });
    const beyond = predictor.predict({ word: [[5, 0]], other: others });
    await expect(beyond).rejects.toMatchObject({ name: 'IndexError', message: expect.stringContaining('index 5') });
    const mixed = predictor.predict({
      word: [
        [4, 0],
        [1, 2],
      ],
      other: others,
    });
    await expect(mixed).rejects.toMatchObject({ name: 'ValueError', message: expect.stringContaining('cardinality') });
  });

  it("layers of the user's own, by what the program says of them", async () => {
    class Twice extends all.Layer {
      override call(x: Tensor): Tensor {
        return x.mul(2);
      }
    }
    keras.saving.registerKerasSerializable('mine')(Twice);
    const model = new keras.Sequential([keras.Input([3]), new Twice(), new all.Dense(2)]);
    const twice: predict.FileLayer = {
      className: 'mine>Twice',
      write: ({ network, inputs: [x] }) => ({ ...x!, name: network.op('Add', [x!.name, x!.name]) }),
    };
    await expectSame(model, [4, 3], [twice]);
    await expect(loadPredictor(join(folder, `${model.name}.keras`), { layers })).rejects.toThrow(
      'not name: mine>Twice',
    );
  });

  it('damaged files are errors', async () => {
    const path = join(folder, 'damaged.keras');
    const bytes = await readFile(cnn);
    await writeFile(path, bytes.subarray(0, bytes.length / 2));
    await expect(loadPredictor(path, { layers })).rejects.toThrow("Can't read");
  });
});
