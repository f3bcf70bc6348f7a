// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { CheckerBoardMaskOptions } from './checker-board-mask.js';
import type { HeavisideMaskOptions } from './heaviside-mask.js';
import type { MaskOptions } from './mask.js';

export type CheckerBoardMaskArguments = OptionArguments<
  CheckerBoardMaskOptions,
  [axes: CheckerBoardMaskOptions['axes'], shape: CheckerBoardMaskOptions['shape']],
  [
    activityRegularizer?: CheckerBoardMaskOptions['activityRegularizer'],
    trainable?: CheckerBoardMaskOptions['trainable'],
    dtype?: CheckerBoardMaskOptions['dtype'],
    autocast?: CheckerBoardMaskOptions['autocast'],
    name?: CheckerBoardMaskOptions['name'],
    inputShape?: CheckerBoardMaskOptions['inputShape'],
  ],
  [
    axes: CheckerBoardMaskOptions['axes'],
    shape: CheckerBoardMaskOptions['shape'] | Omit<CheckerBoardMaskOptions, 'axes'>,
  ]
>;
export const CHECKER_BOARD_MASK_PARAMETERS: Signature<CheckerBoardMaskOptions> = {
  callee: 'CheckerBoardMask',
  names: ['axes', 'shape', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
};

export type HeavisideMaskArguments = OptionArguments<
  HeavisideMaskOptions,
  [axes: HeavisideMaskOptions['axes'], shape: HeavisideMaskOptions['shape']],
  [
    activityRegularizer?: HeavisideMaskOptions['activityRegularizer'],
    trainable?: HeavisideMaskOptions['trainable'],
    dtype?: HeavisideMaskOptions['dtype'],
    autocast?: HeavisideMaskOptions['autocast'],
    name?: HeavisideMaskOptions['name'],
    inputShape?: HeavisideMaskOptions['inputShape'],
  ],
  [axes: HeavisideMaskOptions['axes'], shape: HeavisideMaskOptions['shape'] | Omit<HeavisideMaskOptions, 'axes'>]
>;
export const HEAVISIDE_MASK_PARAMETERS: Signature<HeavisideMaskOptions> = {
  callee: 'HeavisideMask',
  names: ['axes', 'shape', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
};

export type MaskArguments = OptionArguments<
  MaskOptions,
  [axes: MaskOptions['axes'], shape: MaskOptions['shape'], mask: MaskOptions['mask']],
  [
    activityRegularizer?: MaskOptions['activityRegularizer'],
    trainable?: MaskOptions['trainable'],
    dtype?: MaskOptions['dtype'],
    autocast?: MaskOptions['autocast'],
    name?: MaskOptions['name'],
    inputShape?: MaskOptions['inputShape'],
  ],
  [
    axes: MaskOptions['axes'],
    shape: MaskOptions['shape'] | Omit<MaskOptions, 'axes'>,
    mask?: MaskOptions['mask'] | Omit<MaskOptions, 'axes' | 'shape'>,
  ]
>;
export const MASK_PARAMETERS: Signature<MaskOptions> = {
  callee: 'Mask',
  names: ['axes', 'shape', 'mask', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 3,
};
