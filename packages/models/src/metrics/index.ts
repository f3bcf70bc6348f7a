/** keras.metrics: classes, functions, and finding metrics by name. */
import {
  type ArgumentNamed,
  argumentNamed,
  type DeserializeArguments,
  deserializeArguments,
} from '@org/layers/internal';
import * as classes from './classes.js';
import * as functions from './functions.js';
import { metricFamily } from './identifiers.js';
import type { MetricFunction } from './mean-metric-wrapper.js';
import type { Metric } from './metric.js';

export * from './classes.js';
export * from './functions.js';
export type { MetricFunction } from './mean-metric-wrapper.js';
export type { Direction, MetricOptions, MetricResult, UpdateArguments } from './metric.js';

const family = /* @__PURE__ */ metricFamily({ ...classes, ...functions });

/**
 * A metric from its name, class or config; functions and metrics as they are.
 *
 * @throws ValueError for an unknown name
 * @example
 * get('mse'); // new MeanSquaredError()
 */
export const get = (...args: ArgumentNamed<'identifier'>): Metric | MetricFunction | null =>
  family.get(argumentNamed('get', 'identifier', args));

/** The metric as JSON. */
export const serialize = (...args: ArgumentNamed<'metric'>): unknown =>
  family.serialize(argumentNamed('serialize', 'metric', args));

/** The metric that {@link serialize} made the JSON from. */
export const deserialize = (...args: DeserializeArguments): Metric | MetricFunction =>
  family.deserialize(...deserializeArguments(args));
