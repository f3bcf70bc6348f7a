import { toSnakeCase } from '@org/core/internal';
import * as losses from '../losses/index.js';
import { compareWithKeras } from '../testing/keras-surface.js';
import * as classes from './classes.js';
import * as metrics from './index.js';

describe('metrics.get', () => {
  it('finds every class by both spellings', () => {
    const needArguments = ['IoU', 'MeanIoU', 'OneHotIoU', 'OneHotMeanIoU', 'MeanMetricWrapper'];
    const atPoint = ['SensitivityAtSpecificity', 'SpecificityAtSensitivity', 'PrecisionAtRecall', 'RecallAtPrecision'];
    for (const [name, type] of Object.entries(classes)) {
      if ([...needArguments, ...atPoint].includes(name)) continue;
      expect(metrics.get(name)).toBeInstanceOf(type);
      expect(metrics.get(toSnakeCase(name))).toBeInstanceOf(type);
    }
  });

  it.each([
    ['mse', 'MeanSquaredError'],
    ['MAE', 'MeanAbsoluteError'],
    ['mape', 'MeanAbsolutePercentageError'],
    ['MSLE', 'MeanSquaredLogarithmicError'],
    ['bce', 'BinaryCrossentropy'],
    // Functions of these names exist as well.
    ['binary_accuracy', 'BinaryAccuracy'],
    ['pearson_correlation', 'PearsonCorrelation'],
  ] as const)('%s is %s', (name, type) => {
    expect(metrics.get(name)?.constructor.name).toBe(type);
  });

  it('keeps metrics and functions, and makes classes and configs', () => {
    const metric = new metrics.Mean();
    expect(metrics.get(metric)).toBe(metric);
    expect(metrics.get(metrics.binaryAccuracy)).toBe(metrics.binaryAccuracy);
    expect(metrics.get(metrics.AUC)).toBeInstanceOf(metrics.AUC);
    const read = metrics.get({ class_name: 'TopKCategoricalAccuracy', config: { k: 3 } }) as metrics.Metric;
    expect(read.getConfig()).toEqual({ name: 'top_k_categorical_accuracy', dtype: 'float32', k: 3 });
    expect(metrics.get(null)).toBeNull();
  });

  it('refuses what is no metric', () => {
    expect(() => metrics.get('huber')).toThrow(/Could not interpret the metric[\s\S]*Received: 'huber'/);
    expect(() => metrics.get(3)).toThrow(/Could not interpret the metric/);
  });

  it('reads functions back as functions', () => {
    const config = metrics.serialize(metrics.binaryAccuracy);
    expect(config).toMatchObject({ class_name: 'function', config: 'binary_accuracy' });
    expect(metrics.deserialize(config)).toBe(metrics.binaryAccuracy);
  });

  it('shares the functions of losses', () => {
    expect(metrics.meanSquaredError).toBe(losses.meanSquaredError);
  });
});

it('has the names, methods and parameters of keras.metrics', async () => {
  // Their further keywords are those of a function; the others take a config or an identifier alone.
  const unchecked = ['MeanMetricWrapper', 'get', 'serialize', 'deserialize'];
  expect(await compareWithKeras('keras.metrics', metrics, unchecked)).toEqual({
    missing: [],
    missingMethods: [],
    otherParameters: {},
  });
});
