import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@org/core';
import { fromPythonName } from '@org/core/python';
import { disableInteractiveLogging, enableInteractiveLogging } from '../display/output.js';
import { writeZip } from '../saving/zip.js';
import * as datasets from './index.js';

type Parts = [x: unknown, y: unknown][];
interface Sequences {
  options: Record<string, unknown>;
  parts: Parts;
}
interface Golden {
  files: Record<string, string>;
  mnist: Parts;
  fashion: Parts;
  boston: Parts;
  california: Parts;
  cifar10: Parts;
  cifar100: Parts;
  imdb: Sequences[];
  reuters: Sequences[];
}

let golden: Golden;
let server: Server;
let address: string;
let home: string;
const others = new Map<string, Uint8Array>();
const before = process.env.KERAS_HOME;

beforeAll(async () => {
  golden = JSON.parse(await readFile(join(__dirname, 'fixtures/datasets.json'), 'utf8'));
  server = createServer(({ url }, response) => {
    const name = url!.slice(1);
    const content = others.get(name) ?? golden.files[name];
    response.statusCode = content === undefined ? 404 : 200;
    response.end(typeof content === 'string' ? Buffer.from(content, 'base64') : content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  home = await mkdtemp(join(tmpdir(), 'keras-home-'));
  process.env.KERAS_HOME = home;
  disableInteractiveLogging();
});
afterAll(async () => {
  enableInteractiveLogging();
  if (before === undefined) delete process.env.KERAS_HOME;
  else process.env.KERAS_HOME = before;
  server.closeAllConnections();
  server.close();
  await rm(home, { recursive: true });
});

/** Images as the golden file has them: by a sum in which each place counts otherwise. */
async function sums(images: Tensor): Promise<number[]> {
  const data = Array.from((await images.data()) as Uint8Array, Number);
  const size = data.length / images.shape[0]!;
  return Array.from({ length: images.shape[0]! }, (_, i) =>
    data.slice(i * size, (i + 1) * size).reduce((sum, value, place) => sum + value * (place + 1), 0),
  );
}

test.each([
  ['mnist', () => datasets.mnist.loadData({ origin: `${address}mnist.npz` }), [28, 28], 'uint8'],
  ['fashion', () => datasets.fashionMnist.loadData(address), [28, 28], 'uint8'],
  ['cifar10', () => datasets.cifar10.loadData(`${address}cifar-10-python.tar.gz`), [32, 32, 3], 'uint8'],
  ['cifar100', () => datasets.cifar100.loadData('coarse', `${address}cifar-100-python.tar.gz`), [32, 32, 3], 'int64'],
] as const)('%s has the images and labels of Keras', async (name, load, shape, dtype) => {
  const loaded = await load();
  for (const [i, [x, y]] of loaded.entries()) {
    const [images, labels] = golden[name][i]!;
    expect([x.shape.slice(1), x.dtype, y.dtype]).toEqual([shape, 'uint8', dtype]);
    expect([await sums(x), await y.array()]).toEqual([images, labels]);
  }
});

test("tables are split in Python's order", async () => {
  const boston = await datasets.bostonHousing.loadData({ testSplit: 0.3, origin: `${address}boston_housing.npz` });
  for (const [i, [x, y]] of boston.entries()) expect([await x.array(), await y.array()]).toEqual(golden.boston[i]);
  const { loadData } = datasets.californiaHousing;
  const [[x, y], [other]] = await loadData('small', { testSplit: 0.99, origin: `${address}california_housing.npz` });
  expect([await x.array(), await y.array()]).toEqual(golden.california[0]);
  expect([x.dtype, other.shape]).toEqual(['float32', [594, 2]]);
  await expect(loadData('huge')).rejects.toThrow(/must be one of 'small', 'large'. Received: version=huge/);
  await expect(loadData('small', { testSplit: 1 })).rejects.toThrow(/Invalid `testSplit` argument: 1/);
});

test.each([
  ['imdb', datasets.imdb.loadData],
  ['reuters', datasets.reuters.loadData],
] as const)('%s has the words of Keras', async (name, loadData) => {
  for (const { options, parts } of golden[name]) {
    const keywords = Object.fromEntries(Object.entries(options).map(([key, value]) => [fromPythonName(key), value]));
    const loaded = await loadData({ ...keywords, origin: `${address}${name}.npz` });
    for (const [i, [x, y]] of loaded.entries()) expect([x, await y.array()]).toEqual(parts[i]);
  }
});

test('texts that are all too long are told', async () => {
  await expect(datasets.imdb.loadData({ maxlen: 1, origin: `${address}imdb.npz` })).rejects.toThrow(
    /sequences shorter than maxlen=1, no sequence was kept/,
  );
});

test('words have numbers, and topics have names', async () => {
  others.set('words.json', Buffer.from('{"the": 1, "1990": 2, "constructor": 3}'));
  for (const { getWordIndex } of [datasets.imdb, datasets.reuters]) {
    expect(await getWordIndex('words.json', `${address}words.json`)).toEqual({ the: 1, 1990: 2, constructor: 3 });
  }
  expect(datasets.reuters.getLabelNames().slice(0, 4)).toEqual(['cocoa', 'grain', 'veg-oil', 'earn']);
  expect(datasets.reuters.getLabelNames()).toHaveLength(46);
});

test('what is in the cache is not downloaded again', async () => {
  await datasets.mnist.loadData('kept.npz', `${address}mnist.npz`);
  await expect(datasets.mnist.loadData('kept.npz', `${address}none`)).resolves.toHaveLength(2);
  await expect(datasets.mnist.loadData('absent.npz', `${address}none`)).rejects.toMatchObject({ name: 'OSError' });
});

test('files of another form are refused, and nothing of them is run', async () => {
  const header = `\x93NUMPY\x01\x00\x76\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }`.padEnd(127) + '\n';
  const evil = '\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93\x94\x8c\x02ls\x94\x85\x94R\x94.';
  others.set('evil.npz', writeZip(new Map([['x.npy', { data: Buffer.from(header + evil, 'latin1') }]])));
  await expect(datasets.reuters.loadData('evil.npz', { origin: `${address}evil.npz` })).rejects.toThrow(/os\.system/);
  await expect(datasets.reuters.loadData('x.npz', { origin: `${address}mnist.npz` })).rejects.toMatchObject({
    name: 'KeyError',
  });
  others.set('train-images-idx3-ubyte.gz', Buffer.from('no gzip'));
  await rm(join(home, 'datasets/fashion-mnist'), { recursive: true, force: true });
  await expect(datasets.fashionMnist.loadData(address)).rejects.toThrow(/damaged, or was cut off/);
  await expect(datasets.cifar100.loadData('other')).rejects.toThrow(/must be one of "fine", "coarse"/);
});
