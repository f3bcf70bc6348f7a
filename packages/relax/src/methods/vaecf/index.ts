/** relax.methods.vaecf */
export { hindgeEmbeddingLoss, hingeEmbeddingLoss, sampleLatent } from './losses.js';
export { VAE, type VAEOptions } from './vae.js';
export { VAECF, VAECFConfig, type VAECFOptions } from './vaecf.js';
