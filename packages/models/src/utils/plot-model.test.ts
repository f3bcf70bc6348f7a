import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Add, Dense, Input } from '@org/layers';
import { decodePng } from '@org/plots';
import { Model } from '../model.js';
import { modelToDot } from './model-to-dot.js';
import { plotModel } from './plot-model.js';

const folder = mkdtempSync(join(tmpdir(), 'plot-model-'));
afterAll(() => rmSync(folder, { recursive: true }));

function branched(): Model {
  const x = Input({ shape: [2], name: 'x' });
  const sum = new Add({ name: 'sum' })([new Dense(3, { name: 'left' })(x), new Dense(3, { name: 'right' })(x)]);
  return new Model(x, sum);
}

test('a picture in SVG has a box for each layer and an arrow for each connection', async () => {
  const path = join(folder, 'model.svg');
  await plotModel(branched(), { toFile: path, showShapes: true, showLayerNames: true });
  const svg = readFileSync(path, 'utf8');
  for (const name of ['x', 'left', 'right', 'sum']) expect(svg).toContain(`>${name}</text>`);
  expect(svg.match(/class="edge"/g)).toHaveLength(4);
  expect(svg).toContain('(None, 3)');
});

test('a picture in PNG, which is the format of names without an ending, grows with its dots per inch', async () => {
  const [small, large] = [join(folder, 'small'), join(folder, 'large.png')];
  await plotModel(branched(), small, { dpi: 50 });
  await plotModel(branched(), large, { dpi: 100 });
  const [a, b] = [small, large].map((path) => decodePng(readFileSync(path)));
  expect(b!.width / a!.width).toBeCloseTo(2, 1);
  expect([...a!.data.subarray(0, 3)]).toEqual([255, 255, 255]);
  expect(a!.data.some((value) => value < 64)).toBe(true);
});

test('the graph itself, in the language of Graphviz', async () => {
  const model = branched();
  const path = join(folder, 'model.dot');
  await plotModel(model, { toFile: path, rankdir: 'LR' });
  expect(readFileSync(path, 'utf8')).toBe(modelToDot(model, { rankdir: 'LR', showLayerNames: false }).toString());
});

test('other formats and models that are not built are refused, and leave no file', async () => {
  const before = readdirSync(folder);
  await expect(plotModel(branched(), join(folder, 'model.xyz'))).rejects.toMatchObject({
    name: 'ValueError',
    message: expect.stringContaining('.png'),
  });
  class Own extends Model {}
  await expect(plotModel(new Own(), join(folder, 'own.svg'))).rejects.toThrow('has not yet been built');
  expect(readdirSync(folder)).toEqual(before);
});
