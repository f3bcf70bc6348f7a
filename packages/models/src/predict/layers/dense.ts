import { activated } from '../activations.js';
import type { FileLayer } from '../network.js';
import { countOf } from './options.js';

/** A densely connected layer. */
export const Dense: FileLayer = {
  className: 'Dense',
  variables: (config) => 1 + countOf(config, 'use_bias'),
  write({ network, config, weights: [kernel, bias], inputs: [x] }) {
    const product = network.op('MatMul', [network.last(x!), network.weight(kernel!)]);
    const name = bias ? network.op('Add', [product, network.weight(bias)]) : product;
    return activated(network, config.activation, { name, rank: x!.rank });
  },
};
