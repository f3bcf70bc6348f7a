// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { CounterNetOptions } from './counter-net.js';

export type CounterNetArguments = OptionArguments<
  CounterNetOptions,
  [],
  [
    config?: CounterNetOptions['config'],
    cfnetModule?: CounterNetOptions['cfnetModule'],
    name?: CounterNetOptions['name'],
  ]
>;
export const COUNTER_NET_PARAMETERS: Signature<CounterNetOptions> = {
  callee: 'CounterNet',
  names: ['config', 'cfnetModule', 'name'],
  keywords: [],
  required: 0,
};
