// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { GraphINNOptions } from './graph-inn.js';

export type GraphINNArguments = OptionArguments<
  GraphINNOptions,
  [nodes: GraphINNOptions['nodes']],
  [
    activityRegularizer?: GraphINNOptions['activityRegularizer'],
    trainable?: GraphINNOptions['trainable'],
    dtype?: GraphINNOptions['dtype'],
    autocast?: GraphINNOptions['autocast'],
    name?: GraphINNOptions['name'],
    inputShape?: GraphINNOptions['inputShape'],
  ]
>;
export const GRAPH_INN_PARAMETERS: Signature<GraphINNOptions> = {
  callee: 'GraphINN',
  names: ['nodes', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};
