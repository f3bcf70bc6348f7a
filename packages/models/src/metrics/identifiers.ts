/** What `compile` needs of keras.metrics, which holds no metric that the program does not name. */
import { classBySnakeCase, type ObjectFamily, objectFamily } from '@org/layers/internal';
import type { MetricFunction } from './mean-metric-wrapper.js';
import type { Metric } from './metric.js';

const METRICS = 'keras.metrics';

/** Functions have the snake case of class names as well: Keras means the classes. */
export function metricFamily(members: Readonly<Record<string, unknown>> = {}): ObjectFamily<Metric | MetricFunction> {
  const family = objectFamily<Metric | MetricFunction>(METRICS, 'metric', members);
  const get = (identifier: unknown) =>
    family.get((typeof identifier === 'string' && classBySnakeCase(METRICS, identifier)) || identifier);
  return { ...family, get };
}

const family = /* @__PURE__ */ metricFamily();

/**
 * As `metrics.get`, among the metrics that the program contains.
 *
 * @throws ValueError for an unknown name
 */
export const getMetric = (identifier: unknown): Metric | MetricFunction | null => family.get(identifier);
