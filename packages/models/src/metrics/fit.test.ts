/** Metrics take part in training: as graphs, many steps in one run. */
import { tensor } from '@org/core';
import { Dense, Input } from '@org/layers';
import { expectClose } from '@org/testing';
import { clearSession } from '../backend.js';
import { Sequential } from '../sequential.js';
import * as metrics from './index.js';

jest.setTimeout(60_000);

const count = 22;
const x = Array.from({ length: count }, (_, i) => [Math.sin(i), Math.cos(3 * i), Math.sin(7 * i)]);
const y = x.map(([a, b]) => (a! > b! ? [1, 0] : [0, 1]));

async function train(stepsPerExecution: number | 'auto'): Promise<Record<string, number[]>> {
  clearSession();
  const dense = new Dense(2, { activation: 'softmax', kernelInitializer: 'ones' });
  const model = new Sequential([Input([3]), dense]);
  model.compile({
    optimizer: 'sgd',
    loss: 'categorical_crossentropy',
    metrics: [
      'accuracy',
      'mse',
      metrics.binaryAccuracy,
      new metrics.AUC(),
      new metrics.AUC({ name: 'labels', multiLabel: true, curve: 'PR' }),
      new metrics.Precision({ topK: 1 }),
      new metrics.Recall([0.4, 0.5]),
      new metrics.SensitivityAtSpecificity(0.5),
      new metrics.F1Score('macro'),
      new metrics.OneHotMeanIoU(2),
      new metrics.R2Score(),
      new metrics.TopKCategoricalAccuracy(1),
      new metrics.PearsonCorrelation(),
    ],
    weightedMetrics: ['mae'],
    stepsPerExecution,
  });
  const sampleWeight = x.map((_, i) => 1 + (i % 3));
  const { history } = await model.fit({ x, y, sampleWeight, batchSize: 4, epochs: 2, shuffle: false, verbose: 0 });
  return history;
}

it('computes the same in single steps and in runs of several', async () => {
  const single = await train(1);
  for (const stepsPerExecution of [3, 'auto'] as const) {
    const several = await train(stepsPerExecution);
    expect(Object.keys(several)).toEqual(Object.keys(single));
    for (const [name, values] of Object.entries(single)) {
      const [actual, expected] = [several[name]!.flat(), values.flat()];
      expectClose(actual, expected, { rtol: 1e-5, label: `${name}, ${stepsPerExecution}` });
    }
  }
  expect(single.recall).toEqual([[expect.any(Number), expect.any(Number)], expect.any(Array)]);
  expect(Object.keys(single)).toEqual([
    'accuracy',
    'auc',
    'binary_accuracy',
    'f1_score',
    'labels',
    'loss',
    'mae',
    'mse',
    'one_hot_mean_io_u',
    'pearson_correlation',
    'precision',
    'r2_score',
    'recall',
    'sensitivity_at_specificity',
    'top_k_categorical_accuracy',
  ]);
});

describe('of very many batches', () => {
  const rows = 1_600_000;
  const [level, weight] = [Math.fround(0.3), Math.fround(0.1)];
  const constant = (value: number, shape: number[]) => tensor(new Float32Array(rows).fill(value), shape);
  const made = () => {
    const model = new Sequential([Input([1]), new Dense(1, { kernelInitializer: 'zeros' })]);
    model.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mae'] });
    return model;
  };

  test('means lose nothing', async () => {
    const results = await made().evaluate(constant(1, [rows, 1]), constant(level, [rows, 1]), {
      sampleWeight: constant(weight, [rows]),
      batchSize: 32,
      verbose: 0,
    });
    const [loss, error] = results as number[];
    // The loss is divided by the number of samples, the metric is not weighted.
    expect(Math.abs(loss! / (level ** 2 * weight) - 1)).toBeLessThan(1e-6);
    expect(Math.abs(error! / level - 1)).toBeLessThan(1e-6);
  });

  test('a sum that starts from a given state takes nothing over', async () => {
    const [mean, sum] = [new metrics.Mean(), new metrics.Sum()];
    for (const metric of [mean, sum]) {
      metric.updateState([2 ** 25]);
      metric.updateState([1]);
      await Promise.all(metric.variables.map((variable) => variable.value.data()));
      const [total] = metric.statelessUpdateState(
        metric.variables.map(() => 0),
        [1],
      );
      expect(await total!.item()).toBe(1);
      metric.resetState();
      metric.updateState([1]);
      expect(await metric.result().item()).toBe(1);
    }
  });
});
