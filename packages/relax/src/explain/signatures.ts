// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { ExplanationOptions } from './explanation.js';

export type ExplanationArguments = OptionArguments<
  ExplanationOptions,
  [cfs: ExplanationOptions['cfs'], predFn: ExplanationOptions['predFn']],
  [
    dataModule?: ExplanationOptions['dataModule'],
    xs?: ExplanationOptions['xs'],
    ys?: ExplanationOptions['ys'],
    totalTime?: ExplanationOptions['totalTime'],
    cfName?: ExplanationOptions['cfName'],
    data?: ExplanationOptions['data'],
    desiredClass?: ExplanationOptions['desiredClass'],
    desiredRange?: ExplanationOptions['desiredRange'],
  ],
  [cfs: ExplanationOptions['cfs'], predFn: ExplanationOptions['predFn'] | Omit<ExplanationOptions, 'cfs'>]
>;
export const EXPLANATION_PARAMETERS: Signature<ExplanationOptions> = {
  callee: 'Explanation',
  names: ['cfs', 'predFn', 'dataModule', 'xs', 'ys', 'totalTime', 'cfName', 'data', 'desiredClass', 'desiredRange'],
  keywords: [],
  required: 2,
};
