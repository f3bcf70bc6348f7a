import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Input, layers, ops, random, Sequential, type Tensor, tensor } from '@org/models';
import { TensorDataset } from '../data/index.js';
import { MSELoss } from '../nn/index.js';
import { reportOf, saveReport } from './index.js';
import { heatMapOf, pictureOf } from './pictures.js';

const images = (seed: number, count: number) => random.uniform([count, 6, 6, 1], { seed }) as Tensor;
const labelled = (seed: number, count: number) =>
  new TensorDataset(images(seed, count), tensor(Int32Array.from({ length: count }, (_, i) => i % 2)));

const encoder = new Sequential([Input([6, 6, 1]), new layers.Flatten(), new layers.Dense(3, { activation: 'tanh' })]);
const autoencoder = new Sequential([encoder, new layers.Dense(36), new layers.Reshape([6, 6, 1])]);

describe('reportOf', () => {
  it('shows examples, what matters in them, near and influential examples, and curves', async () => {
    const data = { train: labelled(1, 20), test: labelled(2, 7) };
    const page = await reportOf(autoencoder as never, data, {
      encoder,
      lossF: new MSELoss(),
      title: 'Noise & co <1>',
      examples: 3,
      neighbours: 4,
    });
    expect(page).toContain('<h1>Noise &amp; co &lt;1&gt;</h1>');
    expect(page).not.toContain('<1>');
    // An example and its map, four near and four influential ones, three times.
    expect(page.match(/<img /g)).toHaveLength(3 * (2 + 4 + 4));
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page).toContain('DKNN, most influential by TracIn');
    expect(page).toContain('<td>Integrated Gradients</td>');
  });

  it('explains any function of inputs alone, without labels or influence', async () => {
    const series = (seed: number, count: number) => random.normal([count, 12, 1], { seed }) as Tensor;
    const code = (x: Tensor) => ops.tanh(ops.reshape(x, [x.shape[0]!, 12]));
    const page = await reportOf(code as never, { train: series(1, 9), test: series(2, 4) }, { examples: 2 });
    expect(page).not.toContain('most influential');
    expect(page).not.toContain('alike');
    // One map and one example, and five near ones for each; a chart.
    expect(page.match(/<svg/g)).toHaveLength(2 * (2 + 5) + 1);
  });

  it('is written to a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lfxai-report-'));
    const path = join(folder, 'report.html');
    await saveReport(encoder as never, { train: images(1, 9), test: images(2, 4) }, path);
    expect(await readFile(path, 'utf8')).toContain('<h1>What representations come from</h1>');
    await rm(folder, { recursive: true });
  });
});

describe('a report that cannot be made', () => {
  const data = { train: images(1, 9), test: images(2, 4) };
  it.each([
    ['of no model', 3, data, 'r.html', {}, 'TypeError', /a model or a function/],
    ['without a test', encoder, { train: data.train }, 'r.html', {}, 'TypeError', /`test`[\s\S]*\{ train \}/],
    ['of a tensor', encoder, data.train, 'r.html', {}, 'TypeError', /`train` and `test`[\s\S]*a tensor/],
    ['without a path', encoder, data, undefined, {}, 'TypeError', /undefined for the path/],
    ['by a misspelt option', encoder, data, 'r.html', { maxtrain: 3 }, 'TypeError', /did you mean 'maxTrain'/],
    ['of no examples', encoder, data, 'r.html', { maxTrain: 0 }, 'ValueError', /maxTrain must be a whole number/],
  ])('%s says so', async (_, model, given, path, options, name, message) => {
    const saving = saveReport(model as never, given as never, path as never, options as never);
    await expect(saving).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });
});

describe('pictures', () => {
  const shape = (...sizes: number[]) => ({ shape: sizes, values: new Float32Array(sizes.reduce((a, b) => a * b, 1)) });

  it.each([
    ['[C, H, W]', shape(1, 8, 4), 144],
    ['[H, W, C]', shape(8, 4, 3), 144],
    ['[H, W]', shape(8, 8), 72],
  ])('are images for %s', (_, example, height) => {
    for (const picture of [pictureOf(example, 'it'), heatMapOf(example, example, 'it')])
      expect(picture).toContain(`width="72" height="${height}"`);
  });

  it('are lines for series, one for each feature, over a stripe for each step', () => {
    expect(pictureOf(shape(10, 2), 'it').match(/<polyline/g)).toHaveLength(2);
    expect(heatMapOf(shape(10, 2), shape(10, 2), 'it').match(/<rect/g)).toHaveLength(10);
  });
});
