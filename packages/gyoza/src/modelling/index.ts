/** gyoza.modelling. */
export * as flowLayers from './flow-layers/index.js';
export * as losses from './losses/index.js';
export * as masks from './masks/index.js';
