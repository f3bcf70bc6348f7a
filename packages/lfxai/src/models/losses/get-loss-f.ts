import { ValueError } from '@org/core';
import type { BaseVAELoss } from './base-vae-loss.js';
import { BetaHLoss } from './beta-h-loss.js';
import { BtcvaeLoss } from './btcvae-loss.js';
import { LOSSES, type ReconDist } from './terms.js';

/** The settings of {@link getLossF}, under the names of the original's command line. */
export interface LossSettings {
  recDist: ReconDist;
  regAnneal: number;
  betaHB?: number;
  nData?: number;
  btcvaeA?: number;
  btcvaeB?: number;
  btcvaeG?: number;
  [other: string]: unknown;
}

/**
 * A loss by its name.
 *
 * @throws ValueError for a name that is none of {@link LOSSES}
 * @example
 * getLossF('betaH', { recDist: 'bernoulli', regAnneal: 0, betaHB: 4 });
 */
export function getLossF(lossName: string, settings: LossSettings): BaseVAELoss {
  const common = { recDist: settings.recDist, stepsAnneal: settings.regAnneal };
  const required = (name: 'betaHB' | 'nData' | 'btcvaeA' | 'btcvaeB' | 'btcvaeG'): number => {
    const value = settings[name];
    if (typeof value === 'number') return value;
    throw new ValueError(`The loss "${lossName}" needs ${name}.`);
  };
  if (lossName === 'betaH') return new BetaHLoss({ beta: required('betaHB'), ...common });
  if (lossName === 'btcvae') {
    const [alpha, beta, gamma] = [required('btcvaeA'), required('btcvaeB'), required('btcvaeG')];
    return new BtcvaeLoss({ nData: required('nData'), alpha, beta, gamma, ...common });
  }
  throw new ValueError(`Uknown loss : ${lossName}`, { expected: LOSSES.join(' or ') });
}
