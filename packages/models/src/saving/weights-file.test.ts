import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as keras from '../index.js';

const stack = (initializer: 'ones' | 'zeros') => {
  const dense = () => new keras.layers.Dense(1, { kernelInitializer: initializer, useBias: false });
  return new keras.Sequential([keras.Input([1]), dense(), dense()]);
};

const kernels = async (model: keras.Sequential): Promise<number[]> =>
  Promise.all(model.weights.map(({ value }) => value.item() as Promise<number>));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weights-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('objects to skip keep their values, and are not needed in the file', async () => {
  const path = join(folder, 'part.weights.h5');
  const [ones, zeros] = [stack('ones'), stack('zeros')];
  await ones.saveWeights(path, { objectsToSkip: [ones.layers[0]!] });
  await expect(zeros.loadWeights(path)).rejects.toThrow('the file has 0');
  await zeros.loadWeights(path, { objectsToSkip: [zeros.layers[0]!] });
  expect(await kernels(zeros)).toEqual([0, 1]);
});

test('files with another ending are refused', async () => {
  await expect(stack('ones').loadWeights('weights.pkl')).rejects.toMatchObject({ name: 'ValueError' });
});

describe('a model that was not called yet', () => {
  const data = keras.tensor([[1, 2]], null, 'float32');

  class Late extends keras.Model {
    declare inside: keras.layers.Dense;
    override build(shape: keras.SymbolicShape) {
      this.inside = new keras.layers.Dense(2);
      this.inside.build(shape);
    }
    override call(x: keras.Tensor): keras.Tensor {
      return this.inside(x);
    }
  }

  class Early extends keras.Model {
    first = new keras.layers.Dense(2);
    nested = [[new keras.layers.Dense(1)]];
    override call(x: keras.Tensor): keras.Tensor {
      return this.nested[0]![0]!(this.first(x));
    }
  }

  it.each([
    ['makes its layers in build()', Late],
    ['has its layers from the start', Early],
  ])('is built as a .keras file says, where it %s', async (_, type) => {
    const path = join(folder, 'built.keras');
    const model = new type();
    const expected = await model(data).array();
    await model.save(path);
    const fresh: keras.Model = new type();
    await fresh.loadWeights(path);
    expect(await fresh(data).array()).toEqual(expected);
  });

  it.each([
    [
      'makes its layers in build()',
      Late,
      /weights of layers that "late.*does not have yet[\s\S]*inside\/vars[\s\S]*call/,
    ],
    ['has its layers from the start', Early, /expected 0 variables, but the file has 2[\s\S]*call the model on data/],
  ])('says what to call, where it %s and a file holds weights alone', async (_, type, message) => {
    const path = join(folder, 'late.weights.h5');
    const model = new type();
    model(data);
    await model.saveWeights(path);
    const fresh: keras.Model = new type();
    await expect(fresh.loadWeights(path)).rejects.toThrow(message);
    await expect(fresh.loadWeights(path)).rejects.toMatchObject({ name: 'ValueError' });
    fresh.build([null, 2]);
    await fresh.loadWeights(path);
    expect(await fresh(data).array()).toEqual(await model(data).array());
  });

  it('is not needed, where all layers have their weights', async () => {
    const path = join(folder, 'parts.weights.h5');
    class Parts extends keras.Model {
      part = stack('ones');
      override call(x: keras.Tensor): keras.Tensor {
        return this.part(x);
      }
    }
    const model = new Parts();
    model(keras.tensor([[1]], null, 'float32'));
    await model.saveWeights(path);
    const fresh = new Parts();
    fresh.part.setWeights([[[5]], [[6]]]);
    await fresh.loadWeights(path);
    expect(await kernels(fresh.part)).toEqual([1, 1]);
  });
});

test('nested lists that an older Keras left out keep their weights, with a warning', async () => {
  class Nested extends keras.layers.Layer {
    grid = [[new keras.layers.Dense(1, { kernelInitializer: 'ones', useBias: false })]];
    override call(x: keras.Tensor): keras.Tensor {
      return this.grid[0]![0]!(x);
    }
  }
  const x = keras.Input([1]);
  const model = new keras.Model(x, new Nested()(x));
  const path = join(folder, 'older.weights.h5');
  await model.saveWeights(path, {
    objectsToSkip: model.layers.flatMap((layer) => (layer as Nested).grid?.flat() ?? []),
  });
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  await model.loadWeights(path);
  expect(warn.mock.calls.map(([text]) => text)).toEqual([
    expect.stringMatching(/Skipped the weights of dense.*nested list layers\/nested\/grid\/container/),
  ]);
  warn.mockRestore();
  expect(await model.weights[0]!.value.array()).toEqual([[1]]);
});
