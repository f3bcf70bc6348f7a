import { ops, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { DecoderMnist } from '../models/decoder-mnist.js';
import { EncoderMnist } from '../models/encoder-mnist.js';
import { fill, uniforms } from '../testing/generated.js';
import { expectGolden, type GoldenTensor, loadGoldenFile } from '../testing/golden-file.js';
import { generateMasks, generateTseriesMasks } from './feature-attribution.js';
import { getNumpyParameters, hessianVectorProduct, stackTorchTensors } from './influence.js';
import { correlationLatexTable } from './latex-table.js';
import * as metrics from './metrics.js';

// biome-ignore lint/suspicious/noExplicitAny: entries of the file differ in form.
const golden = loadGoldenFile<Record<string, any>>('metrics');

test.each(['two', 'three', 'four'])('metrics of the saliency maps of %s units', async (name) => {
  const { maps, ...expected } = golden[name];
  const all = [
    metrics.pearsonSaliency,
    metrics.spearmanSaliency,
    metrics.cosSaliency,
    metrics.entropySaliency,
    metrics.countActivatedNeurons,
  ];
  const values = await metrics.computeMetrics(tensor(maps), all);
  const { pearson, spearman, cos, entropy, active } = expected;
  expectClose(values, [pearson, spearman, cos, entropy, active], { rtol: 1e-5 });
});

test('similarity rates', async () => {
  const { importance, train, test: tested, tops, most, least } = golden.similarity;
  const rates = await metrics.similarityRates(importance, train, tested, tops);
  expectClose(rates.flat(), [...most, ...least], { rtol: 1e-12 });
  await expect(metrics.similarityRates(importance, tested.slice(1), tested, tops)).rejects.toThrow(/one label/);
  for (const wrong of [train.length + 1, -1, 0.5])
    await expect(metrics.similarityRates(importance, train, tested, [wrong])).rejects.toThrow(/nTopList are numbers/);
});

test('the sum beside the diagonal', async () => {
  expect(
    await metrics.offDiagonalSum([
      [1, 2],
      [3, 4],
    ]),
  ).toBe(5);
});

test('a running mean', () => {
  const meter = new metrics.AverageMeter('loss');
  meter.update(2, 3);
  meter.update(6);
  expect(meter).toMatchObject({ name: 'loss', val: 6, sum: 12, count: 4, avg: 3 });
  meter.reset();
  expect(meter).toMatchObject({ val: 0, sum: 0, count: 0, avg: 0 });
});

test('a table in LaTeX as tabulate writes it', () => {
  const { avg, std, headers, text } = golden.table;
  expect(correlationLatexTable(avg, std, headers)).toBe(text);
});

describe('masks', () => {
  test('hide no more than there is', () => {
    for (const size of [5, -1, 0.5]) expect(() => generateMasks(ops.ones([1, 1, 2, 2]), size)).toThrow(/from 0 to 4/);
  });

  test('hide the pixels with the largest sums of absolute values over channels', async () => {
    const attr = [
      [
        [
          [1, -3],
          [2, 0],
        ],
        [
          [0, 0],
          [-2, 5],
        ],
      ],
    ];
    expect(await generateMasks(attr, 2).array()).toEqual([
      [
        [
          [1, 1],
          [0, 0],
        ],
      ],
    ]);
    expect(await generateMasks(attr, 0).array()).toEqual([
      [
        [
          [1, 1],
          [1, 1],
        ],
      ],
    ]);
    expect(await generateMasks(attr, 4).array()).toEqual([
      [
        [
          [0, 0],
          [0, 0],
        ],
      ],
    ]);
  });

  test('hide time steps, of several features as well', async () => {
    const attr = [
      [
        [1, 1],
        [-3, 0],
        [0, 1],
      ],
      [
        [0, 0],
        [1, 0],
        [0, 2],
      ],
    ];
    expect(await generateTseriesMasks(attr, 1).array()).toEqual([
      [[1], [0], [1]],
      [[1], [1], [0]],
    ]);
  });
});

describe('influence', () => {
  const encoder = fill(new EncoderMnist(2), 100).eval();

  test('parameters end to end', async () => {
    const all = getNumpyParameters(encoder);
    expect(all.shape).toEqual([
      encoder.parameters().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
      1,
    ]);
    expect(await stackTorchTensors([tensor([[1, 2]]), tensor([3])]).array()).toEqual([[1], [2], [3]]);
  });

  test('the Hessian times a vector', async () => {
    const x = uniforms(61, [2, 1, 28, 28]);
    const full = fill(new EncoderMnist(4), 100).eval();
    const loss = ops.mean(ops.square(ops.subtract(x, fill(new DecoderMnist(4), 200).eval()(full(x)))));
    const v = uniforms(65, [43428, 1], 2, -1);
    const { hvp } = loadGoldenFile<{ hvp: { value: GoldenTensor } }>('lfxai_examples');
    const product = stackTorchTensors(hessianVectorProduct(loss, { encoder: full }, v));
    await expectGolden(product, hvp.value, { rtol: 1e-4, atol: 1e-6 });
  });
});
