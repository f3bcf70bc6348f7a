// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { BetaHLossOptions } from './beta-h-loss.js';
import type { BtcvaeLossOptions } from './btcvae-loss.js';

export type BetaHLossArguments = OptionArguments<
  BetaHLossOptions,
  [],
  [
    beta?: BetaHLossOptions['beta'],
    recordLossEvery?: BetaHLossOptions['recordLossEvery'],
    recDist?: BetaHLossOptions['recDist'],
    stepsAnneal?: BetaHLossOptions['stepsAnneal'],
  ]
>;
export const BETA_H_LOSS_PARAMETERS: Signature<BetaHLossOptions> = {
  callee: 'BetaHLoss',
  names: ['beta', 'recordLossEvery', 'recDist', 'stepsAnneal'],
  keywords: [],
  required: 0,
};

export type BtcvaeLossArguments = OptionArguments<
  BtcvaeLossOptions,
  [nData: BtcvaeLossOptions['nData']],
  [
    alpha?: BtcvaeLossOptions['alpha'],
    beta?: BtcvaeLossOptions['beta'],
    gamma?: BtcvaeLossOptions['gamma'],
    isMss?: BtcvaeLossOptions['isMss'],
    recordLossEvery?: BtcvaeLossOptions['recordLossEvery'],
    recDist?: BtcvaeLossOptions['recDist'],
    stepsAnneal?: BtcvaeLossOptions['stepsAnneal'],
  ]
>;
export const BTCVAE_LOSS_PARAMETERS: Signature<BtcvaeLossOptions> = {
  callee: 'BtcvaeLoss',
  names: ['nData', 'alpha', 'beta', 'gamma', 'isMss', 'recordLossEvery', 'recDist', 'stepsAnneal'],
  keywords: [],
  required: 1,
};
