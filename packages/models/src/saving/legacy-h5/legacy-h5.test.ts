/** Models in the layout of Keras 2, as Python has them (fixtures/make_legacy.py), and as they are written here. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FrameworkError, type Tensor, tensor, ValueError } from '@org/core';
import { expectClose } from '@org/testing';
import * as keras from '../../index.js';

interface Entry {
  file: string;
  outputs: number[][][];
  losses?: number[];
}
let entries: Record<string, Entry>;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'legacy-'));
  const json = gunzipSync(await readFile(join(__dirname, '..', 'fixtures', 'legacy.json.gz'))).toString();
  entries = JSON.parse(json) as Record<string, Entry>;
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string): Promise<string> {
  const path = join(folder, `${name}.h5`);
  await writeFile(path, Buffer.from(entries[name]!.file, 'base64'));
  return path;
}

const inputsOf = (model: keras.Model): Tensor[] =>
  model.inputs.map(({ shape }) => {
    const sizes = [2, ...(shape.slice(1) as number[])];
    const count = sizes.reduce((product, size) => product * size, 1);
    return tensor(
      Float32Array.from({ length: count }, (_, i) => Math.sin(i)),
      sizes,
    );
  });

async function expectOutputs(model: keras.Model, { outputs }: Entry): Promise<void> {
  const inputs = inputsOf(model);
  const given = model(inputs.length > 1 ? inputs : inputs[0]!) as Tensor | Tensor[];
  for (const [i, output] of [given].flat().entries())
    expectClose(await output.data(), outputs[i]!.flat(), { rtol: 1e-5, atol: 1e-6 });
}

it.each(['sequential', 'functional', 'keras2'])('%s is read, trained, and written', async (name) => {
  const warned = jest.spyOn(console, 'warn').mockImplementation();
  const model = await keras.models.loadModel(await fileOf(name));
  await expectOutputs(model, entries[name]!);
  const ours = join(folder, `${name}-ours.h5`);
  await model.save(ours);
  for (const each of [model, await keras.models.loadModel(ours)]) {
    await expectOutputs(each, entries[name]!);
    for (const expected of entries[name]!.losses ?? []) {
      const [loss] = [
        await each.trainOnBatch(
          inputsOf(each)[0]!,
          tensor(
            [
              [1, 0],
              [0, 1],
            ],
            null,
            'float32',
          ),
        ),
      ].flat();
      expectClose([loss as number], [expected], { rtol: 1e-5, atol: 1e-6 });
    }
  }
  // Keras 2 counted steps alone, where Keras 3 has the learning rate beside.
  expect(warned).toHaveBeenCalledTimes(name === 'keras2' ? 1 : 0);
  warned.mockRestore();
});

it('what is loaded without its compilation is not compiled', async () => {
  const path = await fileOf('sequential');
  expect((await keras.models.loadModel(path, { compile: false })).optimizer).toBeNull();
  const bare = join(folder, 'bare.h5');
  await (await keras.models.loadModel(path)).save(bare, { includeOptimizer: false });
  expect((await keras.models.loadModel(bare)).optimizer).toBeNull();
});

describe('weights', () => {
  const model = (last: number, name = 'last') =>
    new keras.Sequential([
      keras.Input({ shape: [3] }),
      new keras.layers.Dense(3, { activation: 'relu', name: 'first' }),
      new keras.layers.BatchNormalization(),
      new keras.layers.Dense(last, { activation: 'softmax', name }),
    ]);

  it('by the order of layers', async () => {
    const fresh = model(2, 'renamed');
    await fresh.loadWeights(await fileOf('sequential'));
    await expectOutputs(fresh, entries.sequential!);
  });

  it('by names, and where they fit', async () => {
    const path = await fileOf('sequential');
    const saved = await keras.models.loadModel(path);
    const fresh = new keras.Sequential([keras.Input({ shape: [3] }), new keras.layers.Dense(3, { name: 'first' })]);
    await expect(fresh.loadWeights(path)).rejects.toThrow(/another number of layers/);
    await fresh.loadWeights(path, { byName: true });
    const kernelOf = (each: keras.Model) => each.layers[0]!.weights[0]!.value;
    expectClose(await kernelOf(fresh).data(), await kernelOf(saved).data());
    const other = model(4);
    const before = await kernelOf(other).array();
    await expect(other.loadWeights(path)).rejects.toThrow(ValueError);
    expect(await kernelOf(other).array()).toEqual(before);
    const warned = jest.spyOn(console, 'warn').mockImplementation();
    await other.loadWeights(path, { skipMismatch: true });
    expect(warned).toHaveBeenCalledWith(expect.stringMatching(/Skipped the weights of layer "last"/));
    warned.mockRestore();
    expectClose(await kernelOf(other).data(), await kernelOf(saved).data());
  });
});

it('files cut off anywhere are refused', async () => {
  const bytes = Buffer.from(entries.keras2!.file, 'base64');
  for (let length = 0; length < bytes.length; length += Math.ceil(bytes.length / 20)) {
    const path = join(folder, 'cut.h5');
    await writeFile(path, bytes.subarray(0, length));
    await expect(keras.models.loadModel(path)).rejects.toThrow(/cut\.h5/);
  }
});

it('a file of weights alone is no model', async () => {
  const path = join(folder, 'alone.h5');
  await writeFile(path, await readFile(join(__dirname, '..', 'fixtures', 'layouts.weights.h5')));
  await expect(keras.models.loadModel(path)).rejects.toThrow(/no model in .*alone\.h5/);
});

/** A file with another text in the place of one, of the same length. */
async function edited(name: string, from: RegExp, to: string): Promise<string> {
  const text = Buffer.from(entries[name]!.file, 'base64').toString('latin1');
  const changed = text.replace(from, (found) => to.padEnd(found.length));
  expect([changed === text, changed.length]).toEqual([false, text.length]);
  const path = join(folder, 'edited.h5');
  await writeFile(path, Buffer.from(changed, 'latin1'));
  return path;
}

it.each<[string, RegExp, string, RegExp]>([
  ['layers that are none', /"layers": \[/, '"layerz": [', /config.*layers/],
  ['a training config that is a number', /\{"loss".*?(?=\0)/s, '3', /compile_config/],
  ['a model config that is a text', /\{"class_name".*?(?=\0)/s, '"text"', /There is no model/],
  ['no names of layers', /layer_names/g, 'layer_nomes', /layer_names/],
  ['no weights', /model_weights/g, 'model_weighty', /no '\/model_weights'/],
  ['an optimizer that is a number', /"class_name": "Adam"/, '"class_name": 3', /compile_config.*optimizer/],
])('%s are refused', async (_what, from, to, message) => {
  const error = (await keras.models.loadModel(await edited('sequential', from, to)).catch((thrown) => thrown)) as Error;
  expect(error).toBeInstanceOf(FrameworkError);
  expect(error.message).toMatch(message);
});
