/** gyoza.modelling.losses. */
export { SupervisedFactorLoss, type SupervisedFactorLossOptions } from './supervised-factor-loss.js';
