export { Cross } from './cross.js';
export { Feature } from './feature.js';
export { FeatureSpace, type FeatureSpaceOptions } from './feature-space.js';
export { TFDConcat, TFDIdentity } from './inner-layers.js';
