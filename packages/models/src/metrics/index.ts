/** keras.metrics: classes, functions, and finding metrics by name. */
import { toSnakeCase } from '@org/core/internal';
import type { CustomObjects } from '@org/layers';
import { objectFamily } from '@org/layers/internal';
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
export type { Direction, MetricOptions, MetricResult, UpdateArguments } from './metric.js';
export { pearsonCorrelation } from './pearson-correlation.js';
export { sparseCategoricalAccuracy } from './sparse-categorical-accuracy.js';
export { sparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.js';
export { topKCategoricalAccuracy } from './top-k-categorical-accuracy.js';

const family = /* @__PURE__ */ objectFamily<Metric | MetricFunction>('keras.metrics', 'metric');

/**
 * A metric from its name, class or config; functions and metrics as they are.
 *
 * @throws ValueError for an unknown name
 * @example
 * get('mse'); // new MeanSquaredError()
 */
export const get = (identifier: unknown): Metric | MetricFunction | null =>
  family.get(typeof identifier === 'string' ? (className(identifier) ?? identifier) : identifier);

/** Functions have the snake case of class names as well: Keras means the classes. */
const className = (identifier: string): string | undefined =>
  Object.keys(classes).find((name) => toSnakeCase(name) === identifier);

/** The metric as JSON. */
export const serialize = (metric: unknown): unknown => family.serialize(metric);

/** The metric that {@link serialize} made the JSON from. */
export const deserialize = (config: unknown, customObjects: CustomObjects | null = null): Metric | MetricFunction =>
  family.deserialize(config, customObjects);
