/** Everything of the models' modules, without these. */
export { BlackBox } from './base.js';
export * from './images.js';
export * from './losses/index.js';
export * from './pretext.js';
export * from './time-series.js';
