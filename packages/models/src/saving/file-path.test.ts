import { execFileSync } from 'node:child_process';
import { lstat, mkdir, mkdtemp, open, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OSError } from '@org/core';
import { filePath } from '@org/core/files';
import * as keras from '../index.js';

const { callbacks, Input, layers, saving, Sequential } = keras;

let folder: string;
const inFolder = (name: string): string => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paths-'));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const model = new Sequential([Input([2]), new layers.Dense(1)]);

/** All that takes a path, with the ending of its files. */
const users: readonly [string, string, (path: string) => unknown][] = [
  ['loadModel', '.keras', (path) => saving.loadModel(path)],
  ['save', '.keras', (path) => model.save(path)],
  ['loadWeights', '.weights.h5', (path) => model.loadWeights(path)],
  ['saveWeights', '.weights.h5', (path) => model.saveWeights(path)],
  ['export', '.onnx', (path) => model.export(path)],
  ['ModelCheckpoint', '.keras', async (path) => new callbacks.ModelCheckpoint(path)],
  ['BackupAndRestore', '', async (path) => new callbacks.BackupAndRestore(path)],
  ['CSVLogger', '.csv', async (path) => new callbacks.CSVLogger(path)],
];

describe.each(users)('%s', (name, ending, use) => {
  test.each([null, 3, {}, ['a.keras'], Buffer.from('a.keras')])('takes no %p for a path', async (value) => {
    await expect(use(value as never)).rejects.toMatchObject({ name: 'TypeError' });
    await expect(use(value as never)).rejects.toThrow(/must be a path[\s\S]*a string, or the URL of a file/);
  });

  test('refuses names that are none, and addresses of the web', async () => {
    for (const value of ['', `a\0${ending}`]) await expect(use(value)).rejects.toMatchObject({ name: 'ValueError' });
    // What is read may lie on a server (source.test.ts).
    const web = name.startsWith('load') ? [] : [`https://x.org/a${ending}`, new URL(`https://x.org/a${ending}`)];
    for (const value of [`file:///a${ending}`, ...web]) {
      await expect(use(value as string)).rejects.toThrow(/is a URL[\s\S]*fetch what lies elsewhere/);
    }
  });
});

test('the URL of a file is a path', async () => {
  const [path, weights] = [inFolder('mo del.keras'), inFolder('w.weights.h5')].map((path) => pathToFileURL(path)) as [
    URL,
    URL,
  ];
  await model.save(path);
  await model.saveWeights(weights);
  expect((await saving.loadModel(path)).layers).toHaveLength(1);
  await model.loadWeights(weights);
  expect((await readdir(folder)).sort()).toEqual(['mo del.keras', 'w.weights.h5']);
  expect(filePath(pathToFileURL('/a b'))).toBe('/a b');
});

const writers = users.filter(([name]) => ['save', 'saveWeights', 'export'].includes(name));
const readers = users.filter(([name]) => name.startsWith('load'));

test.each([...writers, ...readers])('%s waits for no pipe, and replaces none', async (_, ending, use) => {
  const path = inFolder(`pipe${ending}`);
  execFileSync('mkfifo', [path]);
  await expect(use(path)).rejects.toThrow(OSError);
  await expect(use(path)).rejects.toThrow('a folder, a device or a pipe');
  expect((await lstat(path)).isFIFO()).toBe(true);
});

test.each([...writers, ...readers])('%s takes no folder', async (_, ending, use) => {
  await mkdir(inFolder(`folder${ending}`));
  await expect(use(inFolder(`folder${ending}`))).rejects.toThrow('a folder, a device or a pipe');
});

test.each(writers)('%s replaces no link that leads nowhere', async (_, ending, use) => {
  const path = inFolder(`link${ending}`);
  await symlink(inFolder('nowhere/x'), path);
  await expect(use(path)).rejects.toThrow(/a link that leads nowhere, to '.*nowhere\/x'/);
  expect(await readdir(folder)).toEqual([`link${ending}`]);
});

test.each(readers)('%s says that a link leads nowhere', async (_, ending, use) => {
  await symlink(inFolder('nowhere'), inFolder(`link${ending}`));
  await expect(use(inFolder(`link${ending}`))).rejects.toThrow(/no such file/i);
});

test.each(writers)('%s names the folder that cannot be written', async (_, ending, use) => {
  const path = inFolder(`model${ending}`);
  // A user who may write anywhere, as in containers, meets no such folder.
  const denied = Object.assign(new Error('EACCES: permission denied, open'), { code: 'EACCES' });
  const fs = process.getBuiltinModule('node:fs/promises');
  jest.spyOn(fs, 'open').mockRejectedValue(denied);
  await expect(use(path)).rejects.toMatchObject({ name: 'OSError' });
  await expect(use(path)).rejects.toThrow(`Can't write '${path}'.\n  Received: EACCES: permission denied, open`);
});

test('bytes of memory that threads share are copied before they are read', async () => {
  await model.export(inFolder('model.onnx'));
  const handle = await open(inFolder('model.onnx'));
  const bytes = new Uint8Array(await handle.readFile());
  await handle.close();
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  const { onnx } = await import('@org/core');
  const read = onnx.readModel(shared);
  const before = read.graph.initializer.map((tensor) => onnx.readTensor(tensor).data);
  shared.fill(0);
  expect(read.graph.initializer.map((tensor) => onnx.readTensor(tensor).data)).toEqual(before);
  expect(read).toEqual(onnx.readModel(bytes));
});
