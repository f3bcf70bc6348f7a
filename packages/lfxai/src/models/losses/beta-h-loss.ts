import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import { BaseVAELoss, type BaseVAELossOptions, type LatentDistribution } from './base-vae-loss.js';
import { BETA_H_LOSS_PARAMETERS, type BetaHLossArguments } from './signatures.js';
import { klNormalLoss, reconstructionLoss, type Storer, store } from './terms.js';

export interface BetaHLossOptions extends BaseVAELossOptions {
  /** Weight of the divergence. */
  beta?: number;
}

/**
 * The loss of a β-VAE (Higgins et al. 2016): reconstruction, and β times the divergence from the prior.
 *
 * @example
 * String(new BetaHLoss({ beta: 10 })); // 'Beta'
 */
export class BetaHLoss extends BaseVAELoss {
  beta: number;

  constructor(...args: BetaHLossArguments) {
    const options = bindOptions(BETA_H_LOSS_PARAMETERS, args);
    super(options);
    this.beta = options.beta ?? 4;
  }

  override compute(
    data: Tensor,
    reconData: Tensor,
    [mean, logvar]: LatentDistribution,
    _latentSample: Tensor | null,
    annealing: number | Tensor,
    storer: Storer | null,
  ): Tensor {
    const reconstruction = reconstructionLoss(data, reconData, this.recDist, storer);
    const divergence = ops.multiply(klNormalLoss(mean, logvar, storer), this.beta);
    const loss = ops.add(reconstruction, ops.multiply(divergence, annealing));
    store(storer, 'loss', loss);
    return loss;
  }

  override toString(): string {
    return 'Beta';
  }
}
