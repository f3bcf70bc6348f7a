export { Mean } from './mean.js';
export { MeanMetricWrapper } from './mean-metric-wrapper.js';
export { Metric } from './metric.js';
