/** Bad input gets an error that says what was expected and received, at the user's line, and loses nothing. */
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FrameworkError, type Tensor, tensor } from '@org/core';
import { add, Conv2D, Dense, Input, Layer } from '@org/layers';
import { zipSync } from 'fflate';
import * as losses from './losses/index.js';
import { Model } from './model.js';
import { loadModel } from './saving/load-model.js';
import { Sequential } from './sequential.js';

const ones = (...shape: number[]): Tensor =>
  tensor(new Float32Array(shape.reduce((n, dim) => n * dim, 1)).fill(1), shape);

const small = (): Sequential => {
  const model = new Sequential([Input([3]), new Dense(2, { name: 'wide' }), new Dense(1, { name: 'out' })], {
    name: 'small',
  });
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return model;
};

async function failure(body: () => unknown): Promise<FrameworkError> {
  try {
    await body();
  } catch (error) {
    return error as FrameworkError;
  }
  throw new Error('nothing was thrown');
}

const file = async (name: string): Promise<string> => join(await mkdtemp(join(tmpdir(), 'keras-')), name);

describe('shapes and arguments', () => {
  it('names the model, what it expects and what it got', async () => {
    const error = await failure(() => small().predict(ones(4, 5), { verbose: 0 }));
    expect(error.name).toBe('ValueError');
    expect(error.message).toContain('Expected: [null, 3]');
    expect(error.message).toContain('Received: [4, 5]');
    expect(error.message).toContain('small (Sequential)');
  });

  it('names the layer inside the model', async () => {
    class Broken extends Layer {
      override call(x: Tensor): Tensor {
        return x.matmul(ones(7, 7));
      }
    }
    const error = await failure(() => new Sequential([Input([3]), new Broken({ name: 'broken' })]));
    expect(error.name).toBe('ValueError');
    expect(error.message).toContain('[matmul]: inner sizes differ.');
    expect(error.message).toContain('broken (Broken)');
  });

  it('refuses columns of different lengths', async () => {
    const error = await failure(() => small().fit(ones(8, 3), ones(7, 1), { verbose: 0 }));
    expect(error.name).toBe('ValueError');
    expect(error.message).toContain('Data cardinality is ambiguous');
    expect(error.message).toContain('[8, 3]');
    expect(error.message).toContain('[7, 1]');
  });

  it.each([
    [
      'an unknown keyword',
      () => new Dense(3, { unitz: 4 } as never),
      'TypeError',
      "unexpected keyword argument 'unitz'",
    ],
    ['a missing argument', () => Reflect.construct(Dense, []), 'TypeError', 'units'],
    ['a negative size', () => new Dense(-1), 'ValueError', 'units'],
    ['an unknown activation', () => new Dense(1, { activation: 'rlu' as never }), 'ValueError', 'rlu'],
    ['an unknown dtype', () => new Dense(1, { dtype: 'float31' as never }), 'ValueError', 'float31'],
    ['an unknown optimizer', () => small().compile({ optimizer: 'adm' as never }), 'ValueError', 'adm'],
    ['an unknown loss', () => small().compile({ loss: 'msee' as never }), 'ValueError', 'msee'],
    ['an unknown layer name', () => small().getLayer('nope'), 'ValueError', 'wide, out'],
    ['a disconnected graph', () => new Model(Input([2]), Input([2])), 'ValueError', 'disconnected'],
    [
      'training before compile',
      () => new Sequential([Input([2]), new Dense(1)]).fit(ones(2, 2), ones(2, 1)),
      'ValueError',
      'compile',
    ],
    [
      'ragged arrays',
      () =>
        small().predict(
          [
            [1, 2, 3],
            [4, 5],
          ],
          { verbose: 0 },
        ),
      'ValueError',
      'ragged',
    ],
    [
      'a batch size of zero',
      () => small().fit(ones(2, 3), ones(2, 1), { batchSize: 0, verbose: 0 }),
      'ValueError',
      'batchSize',
    ],
    ['no samples', () => small().fit(ones(0, 3), ones(0, 1), { verbose: 0 }), 'ValueError', 'no samples'],
    ['no arrays', () => small().fit([], [], { verbose: 0 }), 'ValueError', 'no samples'],
    ['texts for targets', () => small().fit(ones(1, 3), ['cat'], { verbose: 0 }), 'ValueError', 'y must be arrays'],
    ['texts for numbers', () => small().fit([['a', 'b', 'c']], ones(1, 1), { verbose: 0 }), 'TypeError', 'texts'],
    ['a class for a layer', () => new Sequential([Input([3]), Dense as never]), 'ValueError', 'the class Dense'],
    ['a number for a shape', () => Input(3 as never), 'ValueError', 'list of sizes'],
    ['a weight of unknown shape', () => new Dense(1)(Input([null])), 'ValueError', '"kernel" is not known'],
    [
      'class numbers for one-hot targets',
      () => losses.categoricalCrossentropy([0, 1], ones(2, 3)),
      'ValueError',
      'sparse_categorical_crossentropy',
    ],
    [
      'one-hot targets for class numbers',
      () => losses.sparseCategoricalCrossentropy(ones(2, 3), ones(2, 3)),
      'ValueError',
      'one-hot targets',
    ],
    [
      'a misspelt input',
      () => {
        const [a, b] = [Input([1], { name: 'a' }), Input([1], { name: 'b' })];
        return new Model([a, b], add([a, b])).predict({ a: ones(2, 1), c: ones(2, 1) }, { verbose: 0 });
      },
      'ValueError',
      'Missing data for input "b"',
    ],
    [
      'weights of another shape',
      () => small().setWeights([ones(3, 2), ones(2), ones(2, 2), ones(1)]),
      'ValueError',
      'shape',
    ],
  ])('reports %s', async (_what, body, name, text) => {
    const error = await failure(body);
    expect([error.name, error.message]).toEqual([name, expect.stringContaining(text)]);
  });

  it('leaves the weights as they were when setting them fails half way', async () => {
    const model = small();
    const before = await Promise.all(model.weights.map((weight) => weight.array()));
    await failure(() => model.setWeights([ones(3, 2), ones(2), ones(2, 2), ones(1)]));
    expect(await Promise.all(model.weights.map((weight) => weight.array()))).toEqual(before);
  });

  it('leaves the weights as they were when a step fails', async () => {
    const model = small();
    await model.fit(ones(4, 3), ones(4, 1), { verbose: 0 });
    const before = await Promise.all(model.weights.map((weight) => weight.array()));
    await failure(() => model.fit(ones(4, 3), ones(4, 2, 5), { verbose: 0 }));
    await failure(() => model.fit(ones(4, 9), ones(4, 1), { verbose: 0 }));
    expect(await Promise.all(model.weights.map((weight) => weight.array()))).toEqual(before);
  });
});

describe('files', () => {
  const saved = async (): Promise<{ path: string; bytes: Uint8Array }> => {
    const path = await file('model.keras');
    await small().save(path);
    return { path, bytes: await readFile(path) };
  };

  it.each([0.1, 0.5, 0.9, 0.999])('refuses a file cut off at %d of its length', async (part) => {
    const { path, bytes } = await saved();
    await writeFile(path, bytes.subarray(0, Math.floor(bytes.length * part)));
    const error = await failure(() => loadModel(path));
    expect(['OSError', 'ValueError']).toContain(error.name);
    expect(error.message).toContain(path);
  });

  it('refuses entries that lead out of the archive', async () => {
    const path = await file('model.keras');
    await writeFile(path, zipSync({ '../escape': new Uint8Array(4), 'config.json': new Uint8Array(2) }));
    expect((await failure(() => loadModel(path))).name).toBe('ValueError');
  });

  it('refuses a zip bomb before inflating it', async () => {
    const path = await file('model.keras');
    const bomb = { 'config.json': new Uint8Array(3e7), 'model.weights.h5': new Uint8Array(8) };
    await writeFile(path, zipSync(bomb, { level: 1 }));
    expect(['OSError', 'ValueError']).toContain((await failure(() => loadModel(path))).name);
  });

  it('names an unknown class', async () => {
    class Mine extends Layer {
      override call(x: Tensor): Tensor {
        return x;
      }
    }
    const path = await file('model.keras');
    await new Sequential([Input([2]), new Mine()]).save(path);
    const error = await failure(() => loadModel(path));
    expect(error.name).toBe('TypeError');
    expect(error.message).toContain('Mine');
  });

  it('keeps the old file, and no other, when writing fails', async () => {
    const { path, bytes } = await saved();
    const broken = small();
    broken.getConfig = () => {
      throw new Error('no config today');
    };
    await failure(() => broken.save(path));
    expect(await readFile(path)).toEqual(bytes);
    expect(await readdir(join(path, '..'))).toEqual(['model.keras']);
  });

  it('says what is wrong with a missing file and a wrong name', async () => {
    expect((await failure(() => loadModel('/nowhere/model.keras'))).name).toBe('ValueError');
    expect((await failure(() => small().save('model.hdf'))).message).toContain('*.keras');
  });

  it('refuses weights of another model and leaves the weights as they were', async () => {
    const path = await file('other.weights.h5');
    const other = new Sequential([Input([3]), new Dense(2), new Dense(5)]);
    await other.saveWeights(path);
    const model = small();
    const before = await Promise.all(model.weights.map((weight) => weight.array()));
    const error = await failure(() => model.loadWeights(path));
    expect(error.name).toBe('ValueError');
    expect(await Promise.all(model.weights.map((weight) => weight.array()))).toEqual(before);
  });
});

describe('errors of the user name the model and the layer', () => {
  class Picky extends Layer {
    override call(x: Tensor): Tensor {
      if (x.shape[0] === 5) throw new RangeError('mine');
      return x;
    }
  }

  it('those of a call, and stay what they are', async () => {
    const model = new Sequential([Input([3]), new Picky({ name: 'picky' })], { name: 'small' });
    const error = await failure(() => model(ones(5, 3)));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('mine\n  In: small (Sequential) → picky (Picky).');
  });

  it('those of losses and metrics', async () => {
    const mine = (): Tensor => {
      throw new RangeError('mine');
    };
    for (const settings of [{ loss: mine }, { loss: 'mse', metrics: [mine] }] as const) {
      const model = small();
      model.compile({ optimizer: 'sgd', ...settings });
      const error = await failure(() => model.fit(ones(4, 3), ones(4, 1), { verbose: 0 }));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toBe('mine\n  In: small (Sequential).');
    }
  });

  it('and so do shapes that do not fit while a model is put together', async () => {
    const put = () => new Sequential([Input([4]), new Conv2D(3, 3, { name: 'image' })], { name: 'mid' });
    expect((await failure(put)).message).toContain('In: mid (Sequential) → image (Conv2D).');
  });
});
