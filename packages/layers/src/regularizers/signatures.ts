// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { L1Options } from './l1.js';
import type { L1L2Options } from './l1-l2.js';
import type { L2Options } from './l2.js';
import type { OrthogonalRegularizerOptions } from './orthogonal-regularizer.js';

export type L1L2Arguments = OptionArguments<L1L2Options, [], [l1?: L1L2Options['l1'], l2?: L1L2Options['l2']]>;
export const L1L2_PARAMETERS: Signature<L1L2Options> = {
  callee: 'L1L2',
  names: ['l1', 'l2'],
  keywords: [],
  required: 0,
};

export type L1Arguments = OptionArguments<L1Options, [], [l1?: L1Options['l1']]>;
export const L1_PARAMETERS: Signature<L1Options> = { callee: 'L1', names: ['l1'], keywords: [], required: 0 };

export type L2Arguments = OptionArguments<L2Options, [], [l2?: L2Options['l2']]>;
export const L2_PARAMETERS: Signature<L2Options> = { callee: 'L2', names: ['l2'], keywords: [], required: 0 };

export type OrthogonalRegularizerArguments = OptionArguments<
  OrthogonalRegularizerOptions,
  [],
  [factor?: OrthogonalRegularizerOptions['factor'], mode?: OrthogonalRegularizerOptions['mode']]
>;
export const ORTHOGONAL_REGULARIZER_PARAMETERS: Signature<OrthogonalRegularizerOptions> = {
  callee: 'OrthogonalRegularizer',
  names: ['factor', 'mode'],
  keywords: [],
  required: 0,
};
