import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Tensor } from '@org/core';
import { fromPythonName } from '@org/core/python';
import { Dense, Flatten, Input, Rescaling } from '@org/layers';
import { expectClose } from '@org/testing';
import type { Dataset } from '../../data/dataset.js';
import { Sequential } from '../../sequential.js';
import * as utils from '../index.js';

type Options = Record<string, unknown>;
interface Golden {
  names: string[];
  contents: Record<string, string>;
  texts: { options: Options; paths: string[]; labels: number[] | null; classes: string[] | null }[];
  images: { options: Options; x: number[]; shape: number[]; y: number[] | number[][] }[];
  grain: { options: Options; x: number[] }[];
  sounds: { options: Options; x: number[]; shape: number[] }[];
}

let golden: Golden;
let texts: string;
let pictures: string;
let sounds: string;

async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'directory-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const filesOf = (ending: string) =>
  Object.fromEntries(
    Object.entries(golden.contents)
      .filter(([name]) => name.endsWith(ending))
      .map(([name, content]) => [name, new Uint8Array(Buffer.from(content, 'base64'))]),
  );

beforeAll(async () => {
  golden = JSON.parse(await readFile(join(__dirname, 'fixtures/directory.json'), 'utf8'));
  texts = await folderOf(Object.fromEntries(golden.names.map((name) => [name, name])));
  pictures = await folderOf(filesOf('.png'));
  sounds = await folderOf(filesOf('.wav'));
});
afterAll(() => Promise.all([texts, pictures, sounds].map((folder) => rm(folder, { recursive: true }))));

const quiet = (options: Options): Options => ({
  ...Object.fromEntries(Object.entries(options).map(([name, value]) => [fromPythonName(name), value])),
  verbose: false,
});

async function all<T>(dataset: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const element of dataset) found.push(element);
  return found;
}

describe('files and labels', () => {
  let printed: jest.SpyInstance;
  beforeEach(() => {
    printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });
  afterEach(() => printed.mockRestore());

  test("have Python's order, shuffled and split", async () => {
    for (const { options, paths, labels, classes } of golden.texts) {
      if (paths.length === 0) continue;
      const dataset = (await utils.textDatasetFromDirectory(texts, quiet(options))) as Dataset;
      const found = dataset.filePaths!.map((path) => relative(texts, path));
      expect({ options, paths: found, classes: dataset.classNames }).toEqual({ options, paths, classes });
      if (labels === null || options.shuffle !== false) continue;
      const elements = await all(dataset);
      expect((await Promise.all(elements.map(([, y]) => y.array()))).flat()).toEqual(labels);
    }
  });

  test('come in another order in each pass, labels with their texts', async () => {
    const dataset = await utils.textDatasetFromDirectory(texts, { batchSize: 5, seed: 1, verbose: false });
    const read = async () =>
      (
        await Promise.all(
          (
            await all(dataset)
          ).map(async ([x, y]) => [await x.array(), await y.array()] as unknown as [string[], number[]]),
        )
      ).flatMap(([x, y]) => x.map((text, i) => `${text} ${y[i]}`));
    const [first, second] = [await read(), await read()];
    expect(dataset.length).toBe(7);
    expect(first).not.toEqual(second);
    expect([...first].sort()).toEqual([...second].sort());
    expect(first.every((line) => 'abc'[Number(line.at(-1))] === line[0])).toBe(true);
    const again = await utils.textDatasetFromDirectory(texts, {
      batchSize: 40,
      seed: 1,
      verbose: false,
      format: 'grain',
    });
    expect(again.filePaths).toEqual(dataset.filePaths);
    for (let pass = 0; pass < 2; pass++) {
      for await (const [x] of again)
        expect(await x.array()).toEqual(again.filePaths!.map((path) => relative(texts, path)));
    }
  });

  test('are counted aloud', async () => {
    await utils.textDatasetFromDirectory(texts, { validationSplit: 0.5, subset: 'both', seed: 0 });
    await utils.textDatasetFromDirectory(texts, { labels: null });
    expect(printed.mock.calls.map(([line]) => line)).toEqual([
      'Found 32 files belonging to 3 classes.\n',
      'Using 16 files for training.\n',
      'Using 16 files for validation.\n',
      'Found 34 files.\n',
    ]);
  });

  test('lie behind links, where they are followed', async () => {
    const folder = await folderOf({ 'a/1.txt': '' });
    await symlink(join(texts, 'b'), join(folder, 'a/link'));
    await symlink(folder, join(folder, 'a/back'));
    const count = async (followLinks: boolean) =>
      (await utils.textDatasetFromDirectory(folder, { followLinks, verbose: false })).filePaths!.length;
    expect([await count(false), await count(true)]).toEqual([1, 7]);
    await rm(folder, { recursive: true });
  });

  test.each([
    [{ labels: 'x' }, /`labels` argument should be a list/],
    [{ labels: [1], classNames: ['a'] }, /only pass `classNames` if/],
    [{ labels: [1, 2] }, /len\(labels\) is 2 while we found 34 files/],
    [{ labelMode: 'other' }, /`labelMode` argument must be one of "int"/],
    [{ labelMode: 'binary' }, /exactly 2 classNames[\s\S]*a, b, c/],
    [{ labels: null, classNames: ['a'] }, /`labels=null` \(no labels\), argument `classNames`/],
    [{ classNames: ['d'] }, /did not match the names of the subdirectories[\s\S]*a, b, c/],
    [{ validationSplit: 2, subset: 'training' }, /must be between 0 and 1, received: 2/],
    [{ validationSplit: 0.2 }, /`subset` is set, `validationSplit` must be set/],
    [{ validationSplit: 0.2, subset: 'other', seed: 1 }, /"training", "validation" or "both"/],
    [{ validationSplit: 0.2, subset: 'both' }, /provide a `seed`/],
    [{ validationSplit: 0.01, subset: 'training', seed: 1 }, /No text files found/],
    [{ format: 'other' }, /should be either "tf" or "grain"/],
  ])('%j is refused', async (options, message) => {
    await expect(utils.textDatasetFromDirectory(texts, { ...options, verbose: false } as never)).rejects.toThrow(
      message,
    );
  });

  test.each<[string, Options, RegExp]>([
    ['no batches', { batchSize: 0 }, /`batchSize` must be a positive integer/],
    ['batches in words', { batchSize: '3' }, /batchSize="3"/],
    ['parts of an element', { batchSize: 2.5 }, /batchSize=2.5/],
    ['a share in words', { validationSplit: '0.2', subset: 'both', seed: 1 }, /between 0 and 1, received: "0.2"/],
    [
      'a share that is no number',
      { validationSplit: Number.NaN, subset: 'both', seed: 1 },
      /between 0 and 1, received: NaN/,
    ],
    ['a seed in words', { seed: 'a' }, /Seed must be an integer between 0 and 2\*\*32 - 1/],
    ['a seed below 0', { seed: -1 }, /seed=-1/],
    ['names of labels', { labels: ['a', 'b'] }, /list\/tuple of integer labels[\s\S]*\["a","b"\]/],
    ['parts of labels', { labels: [0.5, 1] }, /integer labels/],
    ['one name', { classNames: 'abc' }, /`classNames` must be a list[\s\S]*"abc"/],
    ['a length below 0', { maxLength: -1 }, /`maxLength` must be a whole number, or null[\s\S]*-1/],
  ])('are not read with %s', async (_, options, message) => {
    const reading = utils.textDatasetFromDirectory(texts, { verbose: false, ...options });
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ name: 'ValueError' });
  });

  test('take labels of typed arrays, addresses, and folders with links to nowhere', async () => {
    const folder = await folderOf({ 'a/1.txt': 'x', 'b/ü 1.txt': 'y' });
    try {
      await symlink('nowhere', join(folder, 'gone'));
      const dataset = await utils.textDatasetFromDirectory(pathToFileURL(folder), { verbose: false, shuffle: false });
      expect(dataset.classNames).toEqual(['a', 'b']);
      const labels = Int32Array.of(4, 2);
      const [[texts, ys]] = (await all(
        await utils.textDatasetFromDirectory(folder, { labels, verbose: false, shuffle: false }),
      )) as [[Tensor, Tensor]];
      expect([await texts.array(), await ys.array()]).toEqual([
        ['x', 'y'],
        [4, 2],
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('need a folder', async () => {
    await expect(utils.imageDatasetFromDirectory(null as never)).rejects.toMatchObject({ name: 'TypeError' });
    await expect(utils.imageDatasetFromDirectory(join(texts, 'none'))).rejects.toMatchObject({
      name: 'FileNotFoundError',
    });
    await expect(utils.imageDatasetFromDirectory(texts, { verbose: false })).rejects.toThrow(/No images found/);
  });
});

describe('images', () => {
  const load = (options: Options) =>
    utils.imageDatasetFromDirectory(pictures, { imageSize: [6, 8], shuffle: false, ...quiet(options) });

  test("have the values of Keras's pipeline", async () => {
    for (const { options, x, shape, y } of golden.images) {
      const [[images, labels]] = (await all(await load(options))) as [[Tensor, Tensor]];
      expect({ options, shape: images.shape, y: await labels.array() }).toEqual({ options, shape, y });
      expectClose(await images.data(), x, { atol: 1e-3, label: JSON.stringify(options) });
    }
  });

  test("and those of keras.ops, with format 'grain'", async () => {
    for (const { options, x } of golden.grain) {
      const [[images]] = (await all(await load({ ...options, format: 'grain' }))) as [[Tensor, Tensor]];
      expectClose(await images.data(), x, { atol: 1e-3, label: JSON.stringify(options) });
    }
  });

  test('come one by one, without labels, and are refused', async () => {
    const single = await utils.imageDatasetFromDirectory<Tensor>(pictures, {
      labels: null,
      batchSize: null,
      verbose: false,
    });
    expect((await all(single)).map(({ shape }) => shape)).toEqual(Array(3).fill([256, 256, 3]));
    expect(single.classNames).toBeNull();
    await expect(load({ colorMode: 'cmyk' })).rejects.toThrow(/`colorMode` must be one of/);
    await expect(load({ imageSize: [1, 2, 3] })).rejects.toThrow(/Invalid `imageSize`/);
    await expect(load({ interpolation: 'cubic' })).rejects.toThrow(/should be one of bilinear, nearest/);
    await expect(all(await load({ cropToAspectRatio: true, padToAspectRatio: true }))).rejects.toThrow(/Only one of/);
  });

  test('train a model that evaluates and predicts on them', async () => {
    const dataset = await load({ batchSize: 2, labelMode: 'binary' });
    const model = new Sequential([Input([6, 8, 3]), new Rescaling(1 / 255), new Flatten(), new Dense(1)]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const { history } = await model.fit(dataset, { epochs: 2, verbose: 0, validationData: dataset });
    expect(history.val_loss).toHaveLength(2);
    expect(history.val_loss![1]).toBeCloseTo((await model.evaluate(dataset, { verbose: 0 })) as number, 5);
    expect(((await model.predict(dataset, { verbose: 0 })) as Tensor).shape).toEqual([3, 1]);
  });
});

describe('sounds', () => {
  test("have TensorFlow's samples, filled up or cut", async () => {
    for (const { options, x, shape } of golden.sounds) {
      const dataset = await utils.audioDatasetFromDirectory(sounds, { shuffle: false, ...quiet(options) });
      const [[found]] = (await all(dataset)) as [[Tensor, Tensor]];
      expect(found.shape).toEqual(shape);
      expect(Array.from((await found.data()) as Float32Array)).toEqual(x);
    }
  });

  test('are refused in other kinds', async () => {
    const load = (options: Options) => utils.audioDatasetFromDirectory(sounds, { verbose: false, ...options });
    await expect(load({ ragged: true, outputSequenceLength: 2 })).rejects.toThrow(/Cannot set both/);
    await expect(load({ samplingRate: 1.5 })).rejects.toThrow(/integer value/);
    await expect(load({ samplingRate: 0 })).rejects.toThrow(/higher than 0/);
    await expect(load({ samplingRate: 8000 })).rejects.toMatchObject({ name: 'NotImplementedError' });
    const folder = await folderOf({ 'a/1.wav': 'RIFFxxxxWAVEfmt ', 'a/2.wav': 'text' });
    for (const label of ['1.wav', '2.wav']) {
      const dataset = await utils.audioDatasetFromDirectory(folder, {
        shuffle: false,
        batchSize: null,
        verbose: false,
      });
      const part = label === '1.wav' ? dataset : dataset.skip(0);
      await expect(all(part)).rejects.toThrow(/Cannot decode audio file/);
    }
    await rm(folder, { recursive: true });
  });
});
