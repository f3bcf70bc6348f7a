import { ops, type Tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import { BaseVAELoss, type BaseVAELossOptions, type LatentDistribution } from './base-vae-loss.js';
import { latentDensities } from './latent-densities.js';
import { BTCVAE_LOSS_PARAMETERS, type BtcvaeLossArguments } from './signatures.js';
import { klNormalLoss, reconstructionLoss, type Storer, store } from './terms.js';

export interface BtcvaeLossOptions extends BaseVAELossOptions {
  /** Number of examples that the model is trained with. */
  nData: number;
  /** Weight of the mutual information. */
  alpha?: number;
  /** Weight of the total correlation. */
  beta?: number;
  /** Weight of the divergence of the dimensions. */
  gamma?: number;
  /** Whether densities are estimated by stratified weights. */
  isMss?: boolean;
}

/**
 * The loss of a β-TCVAE (Chen et al. 2018): reconstruction, and the three parts of the divergence from the prior.
 *
 * @example
 * String(new BtcvaeLoss({ nData: 60000, isMss: false })); // 'TC'
 */
export class BtcvaeLoss extends BaseVAELoss {
  readonly nData: number;
  alpha: number;
  beta: number;
  gamma: number;
  readonly isMss: boolean;

  constructor(...args: BtcvaeLossArguments) {
    const options = bindOptions(BTCVAE_LOSS_PARAMETERS, args);
    super(options);
    this.nData = options.nData;
    this.alpha = options.alpha ?? 1;
    this.beta = options.beta ?? 6;
    this.gamma = options.gamma ?? 1;
    this.isMss = options.isMss ?? true;
  }

  override compute(
    data: Tensor,
    reconData: Tensor,
    latentDist: LatentDistribution,
    latentSample: Tensor | null,
    annealing: number | Tensor,
    storer: Storer | null,
  ): Tensor {
    if (!latentSample) throw new ValueError('BtcvaeLoss needs `latentSample`, what was decoded.');
    const reconstruction = reconstructionLoss(data, reconData, this.recDist, storer);
    const { logPz, logQz, logProdQzi, logQzCx } = latentDensities(latentSample, latentDist, this.nData, this.isMss);
    const information = ops.mean(ops.subtract(logQzCx, logQz));
    const correlation = ops.mean(ops.subtract(logQz, logProdQzi));
    const dimensions = ops.mean(ops.subtract(logProdQzi, logPz));
    const weighted = [
      ops.multiply(information, this.alpha),
      ops.multiply(correlation, this.beta),
      ops.multiply(ops.multiply(dimensions, this.gamma), annealing),
    ];
    const loss = ops.add(
      reconstruction,
      weighted.reduce((sum, term) => ops.add(sum, term)),
    );
    if (storer) {
      const parts = { loss, mi_loss: information, tc_loss: correlation, dw_kl_loss: dimensions };
      for (const [name, value] of Object.entries(parts)) store(storer, name, value);
      klNormalLoss(...latentDist, storer);
    }
    return loss;
  }

  override toString(): string {
    return 'TC';
  }
}
