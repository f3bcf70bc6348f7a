/** `lfxai.utils`, by module. */
export * as datasets from '../data/index.js';
export * as visualize from '../visualize/index.js';
export * as featureAttribution from './feature-attribution.js';
export * as influence from './influence.js';
export * as math from './math.js';
export * as metrics from './metrics.js';
