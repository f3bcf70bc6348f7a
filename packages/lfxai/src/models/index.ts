/** `lfxai.models`, by module. */
export * as base from './base.js';
export * as images from './images.js';
export * as losses from './losses/index.js';
export * as pretext from './pretext.js';
export * as timeSeries from './time-series.js';
