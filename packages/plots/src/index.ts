export { type Chart, type ChartOptions, type ChartSpec, chart } from './chart.js';
export { decodePng, encodePng, type Pixels } from './pixels.js';
export { rasterize } from './rasterize.js';
