/** Predictors: the networks, and what trains and keeps them. */
export { downloadMlModule, loadMlModule } from '../data/assets/load-ml-module.js';
export { AutoEncoder, type AutoEncoderOptions } from './auto-encoder.js';
export { MLModule, MLModuleConfig, type MLModuleOptions, optimizerOf, type TrainingSource } from './ml-module.js';
export { MLP, MLPBlock, type MLPBlockOptions, type MLPOptions } from './mlp.js';
