// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { L2COptions } from './l2c.js';
import type { L2CModelOptions } from './l2c-model.js';

export type L2CModelArguments = OptionArguments<
  L2CModelOptions,
  [generatorLayers: L2CModelOptions['generatorLayers'], selectorLayers: L2CModelOptions['selectorLayers']],
  [
    featureIndices?: L2CModelOptions['featureIndices'],
    immutableMask?: L2CModelOptions['immutableMask'],
    predFn?: L2CModelOptions['predFn'],
    alpha?: L2CModelOptions['alpha'],
    tau?: L2CModelOptions['tau'],
    seed?: L2CModelOptions['seed'],
    activityRegularizer?: L2CModelOptions['activityRegularizer'],
    trainable?: L2CModelOptions['trainable'],
    dtype?: L2CModelOptions['dtype'],
    autocast?: L2CModelOptions['autocast'],
    name?: L2CModelOptions['name'],
    inputShape?: L2CModelOptions['inputShape'],
  ],
  [
    generatorLayers: L2CModelOptions['generatorLayers'],
    selectorLayers: L2CModelOptions['selectorLayers'] | Omit<L2CModelOptions, 'generatorLayers'>,
  ]
>;
export const L2C_MODEL_PARAMETERS: Signature<L2CModelOptions> = {
  callee: 'L2CModel',
  names: [
    'generatorLayers',
    'selectorLayers',
    'featureIndices',
    'immutableMask',
    'predFn',
    'alpha',
    'tau',
    'seed',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 2,
};

export type L2CArguments = OptionArguments<
  L2COptions,
  [],
  [config?: L2COptions['config'], l2cModel?: L2COptions['l2cModel'], name?: L2COptions['name']]
>;
export const L2C_PARAMETERS: Signature<L2COptions> = {
  callee: 'L2C',
  names: ['config', 'l2cModel', 'name'],
  keywords: [],
  required: 0,
};
