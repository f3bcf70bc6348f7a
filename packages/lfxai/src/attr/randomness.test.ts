import { ops } from '@org/core';
import { keyOf, keysOf, normalSamples } from './randomness.js';

describe('normalSamples', () => {
  it('gives each sample of each example its own numbers, whichever are drawn together', async () => {
    const keys = keysOf(keyOf(3), 4);
    const all = (await normalSamples(keys, ops.arange(6), [2]).array()) as number[][][];
    const part = (await normalSamples(
      ops.slice(keys, [1, 0], [2, 2]),
      ops.convertToTensor([4, 5], 'int32'),
      [2],
    ).array()) as number[][][];
    expect(part).toEqual([all[1]!.slice(4), all[2]!.slice(4)]);
    expect(new Set(all.flat(2)).size).toBe(48);
  });
});
