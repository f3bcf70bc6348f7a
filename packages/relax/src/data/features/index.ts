/** relax.data_utils.features */
export { Feature, type FeatureOptions, type FeatureState } from './feature.js';
export { type FeatureRange, FeaturesList, type TableRow } from './features-list.js';
