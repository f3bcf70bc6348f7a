/** Weights in several files, as Python writes them (fixtures/make_sharded.py), and as they are written here. */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import * as keras from '../index.js';

const json = gunzipSync(readFileSync(join(__dirname, 'fixtures', 'sharded.json.gz'))).toString();
const sharded = JSON.parse(json) as { files: Record<string, string>; outputs: number[][] };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sharded-'));
});
afterEach(() => rm(folder, { recursive: true }));

const x = tensor(
  Float32Array.from({ length: 6 }, (_, i) => Math.sin(i)),
  [2, 3],
);
const fresh = () =>
  new keras.Sequential([
    keras.Input({ shape: [3] }),
    new keras.layers.Dense(3, { activation: 'relu' }),
    new keras.layers.Dense(2),
  ]);
const expectOutputs = async (model: keras.Model) =>
  expectClose(await (model(x) as Tensor).data(), sharded.outputs.flat(), { rtol: 1e-5, atol: 1e-6 });

async function theirs(): Promise<string> {
  for (const [name, content] of Object.entries(sharded.files))
    await writeFile(join(folder, name), Buffer.from(content, 'base64'));
  return join(folder, 'model.weights.json');
}

const GIB = 1024 ** 3;

it('are read as Python wrote them, and written in the same files', async () => {
  const model = fresh();
  await model.loadWeights(await theirs());
  await expectOutputs(model);
  const list = await readFile(join(folder, 'model.weights.json'), 'utf8');
  await rm(folder, { recursive: true });
  await mkdir(folder);
  await model.saveWeights(join(folder, 'model.weights.h5'), { maxShardSize: 60 / GIB });
  expect((await readdir(folder)).sort()).toEqual(Object.keys(sharded.files));
  expect(JSON.parse(await readFile(join(folder, 'model.weights.json'), 'utf8'))).toEqual(JSON.parse(list));
  const again = fresh();
  await again.loadWeights(join(folder, 'model.weights.json'));
  await expectOutputs(again);
});

it('refuse a variable that is larger than a file, and sizes that are none', async () => {
  const path = join(folder, 'model.weights.json');
  await expect(fresh().saveWeights(path, { maxShardSize: 30 / GIB })).rejects.toThrow(
    /layers\/dense\/vars is larger than a shard/,
  );
  for (const maxShardSize of [0, -1, Number.NaN, '1' as never])
    await expect(fresh().saveWeights(path, { maxShardSize })).rejects.toThrow(/`maxShardSize` is a size/);
  expect(await readdir(folder)).toEqual([]);
});

it('are not looked for elsewhere, and change nothing where one is missing', async () => {
  const path = await theirs();
  const model = fresh();
  const before = await model.layers[0]!.weights[0]!.value.array();
  for (const name of ['../other.weights.h5', 'a/b.weights.h5', 'model.json', 3]) {
    await writeFile(path, JSON.stringify({ weight_map: { '/layers/dense/vars': name } }));
    await expect(model.loadWeights(path)).rejects.toThrow(/no file of weights beside it/);
  }
  for (const list of ['{}', '[]', '{"weight_map": 3}', 'nothing']) {
    await writeFile(path, list);
    await expect(model.loadWeights(path)).rejects.toThrow(/model\.weights\.json/);
  }
  await theirs();
  await rm(join(folder, 'model_00001.weights.h5'));
  await expect(model.loadWeights(path)).rejects.toThrow(/no such file/);
  expect(await model.layers[0]!.weights[0]!.value.array()).toEqual(before);
});

it('are refused where a file is that of another model, with nothing assigned', async () => {
  const path = await theirs();
  const other = new keras.Sequential([keras.Input({ shape: [3] }), new keras.layers.Embedding(4, 4)]);
  await other.saveWeights(join(folder, 'model_00001.weights.h5'));
  const model = fresh();
  const before = await model.layers[0]!.weights[0]!.value.array();
  await expect(model.loadWeights(path)).rejects.toThrow(/has not what it should[\s\S]*model_00001/);
  expect(await model.layers[0]!.weights[0]!.value.array()).toEqual(before);
});

describe('a list', () => {
  const list = 'model.weights.json';
  const save = (model: keras.Model, maxShardSize = 60 / GIB) => model.saveWeights(join(folder, list), { maxShardSize });
  const namesNow = async () => (await readdir(folder)).sort();
  const outputsNow = async () => {
    const model = fresh();
    await model.loadWeights(join(folder, list));
    return (model(x) as Tensor).array();
  };
  /** A folder, which no file replaces. */
  const block = async (name: string) => {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'full'), '');
    return () => rm(join(folder, name), { recursive: true });
  };

  it('is replaced with its files, and what only the older one had is removed', async () => {
    await theirs();
    await writeFile(join(folder, 'model_00007.weights.h5'), 'of the user');
    const model = fresh();
    await save(model);
    const two = [list, 'model_00000.weights.h5', 'model_00001.weights.h5', 'model_00007.weights.h5'];
    expect(await namesNow()).toEqual(two);
    expect(await outputsNow()).toEqual(await (model(x) as Tensor).array());
    await save(model, 1);
    expect(await namesNow()).toEqual([two[0], two[1], two[3]]);
  });

  it('has all its files where writing fails', async () => {
    await save(fresh());
    const [before, names] = [await outputsNow(), await namesNow()];
    let unblock = await block('model_b00001.weights.h5');
    await expect(save(fresh())).rejects.toThrow(/Can't write/);
    expect(await outputsNow()).toEqual(before);
    await unblock();
    expect(await namesNow()).toEqual(names);
    // The new files are there under other names, before those of the old ones can be taken.
    await rm(join(folder, 'model_00001.weights.h5'));
    unblock = await block('model_00001.weights.h5');
    const model = fresh();
    await expect(save(model)).rejects.toThrow(/Can't write/);
    expect(await outputsNow()).toEqual(await (model(x) as Tensor).array());
    await expect(save(fresh())).rejects.toThrow(/Can't write/);
    expect(await outputsNow()).toEqual(await (model(x) as Tensor).array());
    await unblock();
    await save(model);
    expect(await namesNow()).toEqual(names);
    expect(await outputsNow()).toEqual(await (model(x) as Tensor).array());
  });

  it('that names other files as well does not have them removed', async () => {
    await writeFile(join(folder, list), JSON.stringify({ weight_map: { '/vars': ['mine.weights.h5'] } }));
    await writeFile(join(folder, 'mine.weights.h5'), 'of the user');
    await save(fresh());
    expect(await namesNow()).toContain('mine.weights.h5');
  });
});
