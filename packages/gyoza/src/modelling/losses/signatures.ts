// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { SupervisedFactorLossOptions } from './supervised-factor-loss.js';

export type SupervisedFactorLossArguments = OptionArguments<
  SupervisedFactorLossOptions,
  [dimensionsPerFactor: SupervisedFactorLossOptions['dimensionsPerFactor']],
  [
    name?: SupervisedFactorLossOptions['name'],
    reduction?: SupervisedFactorLossOptions['reduction'],
    dtype?: SupervisedFactorLossOptions['dtype'],
  ]
>;
export const SUPERVISED_FACTOR_LOSS_PARAMETERS: Signature<SupervisedFactorLossOptions> = {
  callee: 'SupervisedFactorLoss',
  names: ['dimensionsPerFactor', 'name', 'reduction', 'dtype'],
  keywords: [],
  required: 1,
};
