import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Tensor } from '@org/core';
import { goldenPath } from '@org/testing';
import * as keras from '../index.js';
import { readArchive } from './keras-archive.js';

const { Input, layers, Model, saving } = keras;

/** The classes of packages/testing/goldens/make_assets.py. */
class Words extends layers.Layer {
  words: string[] = [];
  override call(x: Tensor): Tensor {
    return x;
  }
  async saveAssets(dirPath: string): Promise<void> {
    await mkdir(join(dirPath, 'more'));
    await writeFile(join(dirPath, 'words.txt'), this.words.join('\n'));
    await writeFile(join(dirPath, 'more', 'count.txt'), String(this.words.length));
  }
  async loadAssets(dirPath: string): Promise<void> {
    this.words = (await readFile(join(dirPath, 'words.txt'), 'utf8')).split('\n');
  }
}
saving.registerKerasSerializable('golden')(Words);

class Reader extends layers.Layer {
  words: [[Words], Words] = [[new Words()], new Words()];
  override call(x: Tensor): Tensor {
    return this.words[1](this.words[0][0](x));
  }
}
saving.registerKerasSerializable('golden')(Reader);

function build(): keras.Model {
  const x = Input([2], { name: 'x' });
  const [words, reader] = [new Words({ name: 'words' }), new Reader({ name: 'reader' })];
  const dense = new layers.Dense(1, { kernelInitializer: 'ones', name: 'dense' });
  const model = new Model(x, dense(reader(words(x))), { name: 'model' });
  words.words = ['a', 'b'];
  reader.words[0][0].words = ['ä', 'b c'];
  reader.words[1].words = ['d'];
  return model;
}

function wordsIn(model: keras.Model): string[][] {
  const [words, reader] = [model.getLayer('words') as Words, model.getLayer('reader') as Reader];
  return [words.words, reader.words[0][0].words, reader.words[1].words];
}

const all = [['a', 'b'], ['ä', 'b c'], ['d']];
const python = gunzipSync(readFileSync(goldenPath('assets.keras.gz')));

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assets-test-'));
  path = join(folder, 'model.keras');
});
afterEach(() => rm(folder, { recursive: true }));

const contents = (bytes: Uint8Array): Record<string, string> => {
  const { assets } = readArchive(bytes);
  return Object.fromEntries([...assets.keys()].map((name) => [name, new TextDecoder().decode(assets.get(name))]));
};

it('layers get the files that Python saved', async () => {
  await writeFile(path, python);
  expect(wordsIn(await saving.loadModel(path))).toEqual(all);
});

it('layers save the files that Python saves', async () => {
  await build().save(path);
  expect(contents(await readFile(path))).toEqual(contents(python));
  expect(wordsIn(await saving.loadModel(path))).toEqual(all);
});

it('folders are removed, also after an error', async () => {
  const folders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('keras-assets-'));
  const before = await folders();
  const model = build();
  await model.save(path);
  await saving.loadModel(path);
  (model.getLayer('words') as Words).saveAssets = () => Promise.reject(new Error('no space'));
  const other = join(folder, 'other.keras');
  await expect(model.save(other)).rejects.toThrow('no space');
  expect(existsSync(other)).toBe(false);
  expect((await folders()).filter((name) => !before.includes(name))).toEqual([]);
});

it('methods need not wait, and a layer without files is not asked', async () => {
  class Plain extends Words {
    override async loadAssets(): Promise<void> {
      throw new Error('asked');
    }
    override saveAssets(): Promise<void> {
      return undefined as never;
    }
  }
  const x = Input([2]);
  await new Model(x, new Plain()(x)).save(path);
  expect(contents(await readFile(path))).toEqual({});
  await expect(saving.loadModel(path, { customObjects: { Plain } })).resolves.toBeInstanceOf(Model);
});
