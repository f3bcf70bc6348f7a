/** relax.methods.clue */
export { CLUE, CLUEConfig, type CLUEOptions } from './clue.js';
export { Decoder, type DecoderOptions, Encoder, type EncoderOptions } from './coders.js';
export { klDivergence } from './kl-divergence.js';
export { type FeatureSource, getReconstructionLossFn, type ReconstructionLossFn } from './reconstruction-loss.js';
export { VAEGaussCat, type VAEGaussCatOptions } from './vae-gauss-cat.js';
