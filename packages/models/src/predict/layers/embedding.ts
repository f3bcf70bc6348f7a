import type { FileLayer } from '../network.js';
import { assertSetting } from './options.js';

/** Rows of a table, by whole numbers. */
export const Embedding: FileLayer = {
  className: 'Embedding',
  variables: () => 1,
  write({ network, config, weights: [table], inputs: [x] }) {
    assertSetting(config, 'mask_zero', false);
    const places = network.op('Cast', [network.last(x!)], { to: { type: 2, i: 7 } });
    return { name: network.op('Gather', [network.weight(table!), places]), rank: x!.rank + 1 };
  },
};
