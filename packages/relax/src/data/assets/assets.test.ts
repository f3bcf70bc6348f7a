import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utils } from '@org/models';
import { MLModule } from '../../ml-model/ml-module.js';
import { setConfig } from '../../utils/config.js';
import { DataModule } from '../module/index.js';
import { DEFAULT_DATA, downloadMlModule, loadData, loadMlModule } from './index.js';

const rows = Array.from({ length: 12 }, (_, i) => ({ age: 20 + i, job: ['a', 'b', 'c'][i % 3]!, y: i % 2 }));
const config = { dataName: 'german', continousCols: ['age'], discretCols: ['job'] };

let folder: string;
let server: Server;
let origin: string;
let requests: string[];
const before = { home: process.env.RELAX_DATA_HOME, cwd: process.cwd() };

beforeAll(async () => {
  utils.disableInteractiveLogging();
  server = createServer(async (request, response) => {
    requests.push(request.url!);
    const bytes = await readFile(join(folder, 'web', request.url!)).catch(() => null);
    if (bytes) response.end(bytes);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  utils.enableInteractiveLogging();
  server.close();
});
beforeEach(async () => {
  requests = [];
  folder = await mkdtemp(join(tmpdir(), 'relax-assets-'));
  delete process.env.RELAX_DATA_HOME;
  process.chdir(folder);
});
afterEach(async () => {
  process.chdir(before.cwd);
  if (before.home !== undefined) process.env.RELAX_DATA_HOME = before.home;
  setConfig({ compat: null });
  await rm(folder, { recursive: true });
});

/** A home with the files of earlier versions, or with those of the original's cache. */
async function write(home: string, layout: 'table' | 'cache'): Promise<void> {
  const dm = await DataModule.fromConfig(config, rows);
  if (layout === 'cache') return dm.save(join(home, 'german', 'data'));
  await mkdir(join(home, 'german'), { recursive: true });
  await writeFile(
    join(home, 'german', 'data.csv'),
    ['age,job,y', ...rows.map(({ age, job, y }) => `${age},${job},${y}`)].join('\n'),
  );
  const data_configs = {
    data_dir: 'assets/german/data.csv',
    data_name: 'german',
    batch_size: 64,
    continous_cols: ['age'],
    discret_cols: ['job'],
  };
  await writeFile(
    join(home, 'german', 'configs.json'),
    JSON.stringify({ data_configs, mlp_configs: {}, cf_configs: {} }),
  );
}

const shapes = (dm: DataModule) => [dm.xs.shape, dm.ys.shape, dm.name];

test('the names are those of the original', async () => {
  expect(DEFAULT_DATA).toHaveLength(15);
  await expect(loadData('germany')).rejects.toThrow(/knows no 'germany'[\s\S]*did you mean 'german'/);
  await expect(loadMlModule('x')).rejects.toMatchObject({ name: 'ValueError' });
});

test.each(['table', 'cache'] as const)('local files, as a %s', async (layout) => {
  await write(join(folder, 'home'), layout);
  expect(shapes(await loadData('german', { dataDir: join(folder, 'home') }))).toEqual([[12, 4], [12, 1], 'german']);
  process.env.RELAX_DATA_HOME = join(folder, 'home');
  expect(shapes(await loadData('german'))).toEqual([[12, 4], [12, 1], 'german']);
  const [dm, own] = await loadData('german', { returnConfig: true });
  expect(own).toBe(dm.config);
  const others = await loadData('german', {
    dataConfigs: { imutableCols: ['age'], continuousTransformation: 'identity' },
  });
  expect(others.features.features.map(({ isImmutable }) => isImmutable)).toEqual([true, false]);
  expect((await others.xs.at(':', 0).array<number[]>())[11]).toBe(31);
  await expect(loadData('german', { dataConfigs: { immutable: ['age'] } as never })).rejects.toThrow(
    /knows no 'immutable'/,
  );
  await expect(loadData('adult')).rejects.toThrow(/There is no data in '.*adult'[\s\S]*configs.json and data.csv/);
});

test('real data, compressed', async () => {
  const dm = await loadData('german', { dataDir: join(__dirname, '../../../../../examples/data') });
  expect(shapes(dm)).toEqual([[1000, 61], [1000, 1], 'german']);
  expect(dm.features.length).toBe(20);
  expect(await dm.ys.sum().item()).toBe(300);
  expect(dm.data[0]).toMatchObject({ duration: 18, status: 'A12', foreign_worker: 'A201', Y: 0 });
});

test('the original passes settings over', async () => {
  await write(join(folder, 'home'), 'cache');
  setConfig({ compat: 'jax-relax' });
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const options = { dataDir: join(folder, 'home'), returnConfig: true, dataConfigs: { imutableCols: ['age'] } };
  const dm = (await loadData('german', options)) as unknown as DataModule;
  expect(dm.features.get('age').isImmutable).toBe(false);
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});

test('the web, once; what is missing there is said, and nothing is loaded by half', async () => {
  await write(join(folder, 'web'), 'cache');
  expect(shapes(await loadData('german', { origin }))).toEqual([[12, 4], [12, 1], 'german']);
  expect(requests.sort()).toEqual(
    ['config.json', 'features/data.npy', 'features/treedef.json', 'label/data.npy', 'label/treedef.json'].map(
      (name) => `/german/data/${name}`,
    ),
  );
  expect((await readdir(join(folder, 'relax-assets/german/data'))).sort()).toEqual([
    'config.json',
    'features',
    'label',
  ]);
  await loadData('german', { origin });
  expect(requests).toHaveLength(5);
  await loadData('german', { origin, dataConfigs: { imutableCols: ['age'] } });
  expect(requests.slice(5)).toEqual(['/german/data/data.csv']);
  await expect(loadData('adult', { origin })).rejects.toThrow(
    /URL fetch failure on .*adult\/data\/features\/data.npy: 404 -- Not Found/,
  );
});

test('predictors, from a folder and from the web', async () => {
  const module = new MLModule({ sizes: [4] });
  await module.train(
    [
      [
        [0, 1],
        [1, 0],
      ],
      [0, 1],
    ],
    { epochs: 1, verbose: 0 },
  );
  await module.save(join(folder, 'home/german/model'));
  const x = [[0.2, 0.7]];
  const expected = await module.predFn(x).array();
  const dataDir = join(folder, 'home');
  expect(await (await loadMlModule('german', { dataDir })).predFn(x).array()).toEqual(expected);
  await expect(loadMlModule('adult', { dataDir })).rejects.toMatchObject({ name: 'FileNotFoundError' });
  await cp(dataDir, join(folder, 'web'), { recursive: true });
  expect(await (await loadMlModule('german', { origin })).predFn(x).array()).toEqual(expected);
  expect(requests.sort()).toEqual(['/german/model/config.json', '/german/model/model.keras']);
  await downloadMlModule('german', join(folder, 'mine'), { origin });
  expect((await stat(join(folder, 'mine/model.keras'))).size).toBeGreaterThan(1000);
});
