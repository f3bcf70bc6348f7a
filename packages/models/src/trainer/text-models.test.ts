import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { Input, layers, Model, models, optimizers, Sequential, utils } from '../index.js';

const POSITIVE = ['a fine film', 'really good fun', 'good and fine', 'fine fun for all'];
const NEGATIVE = ['a dull film', 'really bad stuff', 'bad and dull', 'dull stuff for all'];
const TEXTS = [...POSITIVE, ...NEGATIVE];
const LABELS = tensor(
  Float32Array.from(TEXTS, (_, i) => (i < POSITIVE.length ? 1 : 0)),
  [8, 1],
);

async function vectorizer(
  options: { outputSequenceLength?: number | null; outputMode?: 'multi_hot' } = {},
): Promise<layers.TextVectorization> {
  const layer = new layers.TextVectorization({ outputSequenceLength: 4, ...options });
  await layer.adapt(TEXTS);
  return layer;
}

const head = () => [
  new layers.Embedding(32, 8),
  new layers.GlobalAveragePooling1D(),
  new layers.Dense(1, { activation: 'sigmoid' }),
];

const compiled = <M extends Model>(model: M): M => {
  model.compile({ optimizer: new optimizers.Adam(0.05), loss: 'binary_crossentropy', metrics: ['accuracy'] });
  return model;
};

beforeEach(() => utils.setRandomSeed(1));

/** Whether the model tells texts that it was trained on apart. */
async function expectLearned(model: Model, x: unknown = TEXTS): Promise<void> {
  const outputs = await ((await model.predict(x as never, { verbose: 0 })) as Tensor).data();
  expect(Array.from(outputs, (p) => (p > 0.5 ? 1 : 0))).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
}

describe('a model that begins with a TextVectorization', () => {
  it('trains on texts, is evaluated and predicts', async () => {
    const model = compiled(new Sequential([Input([1], { dtype: 'string' }), await vectorizer(), ...head()]));
    const { history } = await model.fit(TEXTS, LABELS, { epochs: 60, batchSize: 3, verbose: 0 });
    expect(history.loss!.at(-1)).toBeLessThan(history.loss![0]!);
    await expectLearned(model);
    const [, accuracy] = (await model.evaluate(TEXTS, LABELS, { verbose: 0 })) as number[];
    expect(accuracy).toBe(1);
    expect((model(TEXTS) as Tensor).shape).toEqual([8, 1]);
    expect(((await model.predictOnBatch(['fine'])) as Tensor).shape).toEqual([1, 1]);
    await model.trainOnBatch(TEXTS, LABELS);
  });

  it('gives the same as its layers one after the other', async () => {
    const vectorize = await vectorizer();
    const rest = new Sequential(head());
    const model = new Sequential([vectorize, rest]);
    const expected = await rest(vectorize(TEXTS)).data();
    const actual = await ((await model.predict(TEXTS, { batchSize: 3, verbose: 0 })) as Tensor).data();
    expectClose(actual, expected, { rtol: 1e-6, atol: 0 });
  });

  it('learns as from numbers, step by step', async () => {
    const numbers = new Sequential([Input([4], { dtype: 'int32' }), ...head()]);
    const vectorize = await vectorizer();
    const texts = new Sequential([Input([], { dtype: 'string' }), vectorize, ...head()]);
    texts.setWeights(await numbers.getWeights());
    const fit = { epochs: 3, batchSize: 3, shuffle: false, verbose: 0 } as const;
    const { history } = await compiled(texts).fit(TEXTS, LABELS, fit);
    const expected = await compiled(numbers).fit(vectorize(TEXTS), LABELS, fit);
    expect(history.loss).toEqual(expected.history.loss);
  });

  it('pads each batch to the longest of its texts, where no length is given', async () => {
    const vectorize = await vectorizer({ outputSequenceLength: null });
    const model = compiled(new Sequential([Input([], { dtype: 'string' }), vectorize, ...head()]));
    await model.fit(TEXTS, LABELS, { epochs: 60, batchSize: 4, verbose: 0 });
    await expectLearned(model);
    const alone = (await model.predict(['fine'], { verbose: 0 })) as Tensor;
    const [first] = await model(tensor(['fine'])).array<number[][]>();
    expect(await alone.array()).toEqual([first]);
  });

  it('trains on batches of texts that come one by one', async () => {
    const model = compiled(new Sequential([Input([1], { dtype: 'string' }), await vectorizer(), ...head()]));
    const batches = function* () {
      yield [tensor(POSITIVE), ops.ones([4, 1])];
      yield [tensor(NEGATIVE), ops.zeros([4, 1])];
    };
    await model.fit(batches, { epochs: 60, verbose: 0 });
    await expectLearned(model);
  });

  it('runs eagerly as well', async () => {
    const model = new Sequential([Input([1], { dtype: 'string' }), await vectorizer(), ...head()]);
    model.compile({ optimizer: 'sgd', loss: 'mse', runEagerly: true });
    const { history } = await model.fit(TEXTS, LABELS, { batchSize: 4, verbose: 0 });
    expect(history.loss![0]).toBeGreaterThan(0);
  });

  it('takes encodings of any kind', async () => {
    const vectorize = await vectorizer({ outputMode: 'multi_hot', outputSequenceLength: null });
    const model = compiled(new Sequential([vectorize, new layers.Dense(1, { activation: 'sigmoid' })]));
    await model.fit(TEXTS, LABELS, { epochs: 300, verbose: 0 });
    await expectLearned(model);
  });

  it('comes back from a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'texts-'));
    try {
      const model = new Sequential([Input([1], { dtype: 'string' }), await vectorizer(), ...head()]);
      await model.save(join(folder, 'model.keras'));
      const copy = (await models.loadModel(join(folder, 'model.keras'))) as Model;
      const [expected, actual] = await Promise.all([model, copy].map(async (each) => (each(TEXTS) as Tensor).array()));
      expect(actual).toEqual(expected);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('other models with texts', () => {
  it('take them beside numbers', async () => {
    const colour = Input([1], { dtype: 'string', name: 'colour' });
    const size = Input([1], { name: 'size' });
    const lookup = new layers.StringLookup({ vocabulary: ['red', 'blue'], outputMode: 'one_hot' });
    const joined = new layers.Concatenate()([ops.cast(lookup(colour), 'float32'), size]);
    const model = new Model({ colour, size }, new layers.Dense(1)(joined));
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const x = { colour: ['red', 'blue', 'red'], size: [[1], [2], [3]] };
    await model.fit(x, [[1], [2], [3]], { verbose: 0 });
    expect(((await model.predict(x, { verbose: 0 })) as Tensor).shape).toEqual([3, 1]);
  });

  it('give texts', async () => {
    const x = Input([3]);
    const scores = new layers.Dense(3, { kernelInitializer: 'identity', useBias: false })(x);
    const names = new layers.StringLookup({ vocabulary: ['a', 'b', 'c'], numOovIndices: 0, invert: true });
    const model = new Model(x, names(ops.argmax(scores, -1)));
    const labels = (await model.predict(
      [
        [0, 1, 0],
        [2, 1, 0],
      ],
      { verbose: 0 },
    )) as Tensor;
    expect([labels.dtype, await labels.array()]).toEqual(['string', ['b', 'a']]);
  });

  it('may be subclasses, which look texts up in their call', async () => {
    const vectorize = await vectorizer();
    class Reader extends Model {
      readonly rest = new Sequential(head());
      override call(inputs: Tensor): Tensor {
        return this.rest(vectorize(inputs));
      }
    }
    const model = compiled(new Reader());
    await model.fit(TEXTS, LABELS, { epochs: 2, batchSize: 4, verbose: 0 });
    expect(((await model.predict(TEXTS, { verbose: 0 })) as Tensor).shape).toEqual([8, 1]);
  });

  it('say that nothing before the texts is trained', async () => {
    const inner = new Sequential([Input([1], { dtype: 'string' }), await vectorizer(), ...head()]);
    const x = Input([1], { dtype: 'string' });
    const model = compiled(new Model(x, new layers.Dense(1)(inner(x))));
    await expect(model.fit(TEXTS, LABELS, { verbose: 0 })).rejects.toThrow('is not trained');
  });
});
