/** relax.methods.cchvae */
export { CCHVAE, CCHVAEConfig, type CCHVAEOptions } from './cchvae.js';
export { CHVAE, type CHVAEOptions } from './chvae.js';
