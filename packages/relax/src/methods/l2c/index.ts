/** relax.methods.l2c */
export {
  type CategoricalAndIndices,
  cutQuantiles,
  Discretizer,
  discretizeXs,
  qcut,
  qcutInverse,
} from './discretizer.js';
export { L2C, L2CConfig, type L2COptions } from './l2c.js';
export { L2CModel, type L2CModelOptions } from './l2c-model.js';
export { gumbelSoftmax, sampleBernouli, sampleBernoulli, sampleCategorical } from './sampling.js';
export { splitFn } from './split.js';
