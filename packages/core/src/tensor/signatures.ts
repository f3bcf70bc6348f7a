// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '../python/python-call.js';
import type { VariableOptions } from './variable.js';

export type VariableArguments = OptionArguments<
  VariableOptions,
  [initializer: VariableOptions['initializer']],
  [
    shape?: VariableOptions['shape'],
    dtype?: VariableOptions['dtype'],
    trainable?: VariableOptions['trainable'],
    autocast?: VariableOptions['autocast'],
    aggregation?: VariableOptions['aggregation'],
    synchronization?: VariableOptions['synchronization'],
    name?: VariableOptions['name'],
    layout?: VariableOptions['layout'],
  ]
>;
export const VARIABLE_PARAMETERS: Signature<VariableOptions> = {
  callee: 'Variable',
  names: ['initializer', 'shape', 'dtype', 'trainable', 'autocast', 'aggregation', 'synchronization', 'name', 'layout'],
  keywords: [],
  required: 1,
};
