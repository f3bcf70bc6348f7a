/** Everything of the utilities' modules, without these. */
export { generateMasks, generateTseriesMasks } from './feature-attribution.js';
export { getNumpyParameters, hessianVectorProduct, stackTorchTensors } from './influence.js';
export { logImportanceWeightMatrix, matrixLogDensityGaussian } from './math.js';
export * from './metrics.js';
