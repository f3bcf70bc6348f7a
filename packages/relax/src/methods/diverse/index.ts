export { DiverseCF, DiverseCFConfig, type DiverseCFOptions } from './diverse.js';
export { dppStyleVmap } from './dpp.js';
