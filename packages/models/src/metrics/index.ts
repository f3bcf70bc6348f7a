/** keras.metrics: classes, functions, and finding metrics by name. */
import { toSnakeCase } from '@org/core';
import { objectFamily } from '@org/layers';
import * as classes from './classes.js';
import type { MetricFunction } from './mean-metric-wrapper.js';
import type { Metric } from './metric.js';

// Keras has these functions under both headings.
export {
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalHinge,
  hinge,
  huber,
  klDivergence,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
  sparseCategoricalCrossentropy,
  squaredHinge,
} from '../losses/index.js';
export { binaryAccuracy } from './binary-accuracy.js';
export { categoricalAccuracy } from './categorical-accuracy.js';
export * from './classes.js';
export { concordanceCorrelation } from './concordance-correlation.js';
export type { MetricFunction } from './mean-metric-wrapper.js';
export type { Direction, MetricOptions, UpdateArguments } from './metric.js';
export { pearsonCorrelation } from './pearson-correlation.js';
export { sparseCategoricalAccuracy } from './sparse-categorical-accuracy.js';
export { sparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.js';
export { topKCategoricalAccuracy } from './top-k-categorical-accuracy.js';

const family = objectFamily<Metric | MetricFunction>('keras.metrics', 'metric');

/** Classes by the snake case of their names, which functions have as well: Keras means the classes. */
const classNames = new Map(Object.keys(classes).map((name) => [toSnakeCase(name), name]));

/**
 * A metric from its name, class or config; functions and metrics as they are.
 *
 * @throws ValueError for an unknown name
 * @example
 * get('mse'); // new MeanSquaredError()
 */
export const get = (identifier: unknown): Metric | MetricFunction | null =>
  family.get(typeof identifier === 'string' ? (classNames.get(identifier) ?? identifier) : identifier);

export const { serialize, deserialize } = family;
