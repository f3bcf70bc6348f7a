/** The losses of variational autoencoders. */
export {
  BaseVAELoss,
  type BaseVAELossOptions,
  type LatentDistribution,
  type LossKeywords,
} from './base-vae-loss.js';
export { BetaHLoss, type BetaHLossOptions } from './beta-h-loss.js';
export { BtcvaeLoss, type BtcvaeLossOptions } from './btcvae-loss.js';
export { getLossF, type LossSettings } from './get-loss-f.js';
export { type LatentDensities, latentDensities } from './latent-densities.js';
export {
  klNormalLoss,
  LOSSES,
  linearAnnealing,
  RECON_DIST,
  type ReconDist,
  reconstructionLoss,
  type Storer,
} from './terms.js';
