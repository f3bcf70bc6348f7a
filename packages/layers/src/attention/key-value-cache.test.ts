/** Decoding with a cache of keys and values gives what attention over all tokens at once gives. */
import { jit, ops, type Tensor, tensor } from '@org/core';
import { GroupQueryAttention } from './group-query-attention.js';
import type { HeadsAttention, KeyValueCache } from './heads-attention.js';
import { MultiHeadAttention } from './multi-head-attention.js';

const LENGTH = 6;
const x = tensor(
  Float32Array.from({ length: 2 * LENGTH * 4 }, (_, i) => Math.sin(1 + 2.3 * i)),
  [2, LENGTH, 4],
);
const tokens = (from: number, to: number): Tensor => x.at(':', `${from}:${to}`);

async function expectSame(a: Tensor, b: Tensor): Promise<void> {
  expect(a.shape).toEqual(b.shape);
  const [first, second] = [await a.data(), await b.data()];
  first.forEach((value, i) => {
    expect(value).toBeCloseTo(Number(second[i]), 5);
  });
}

const layers: Record<string, () => HeadsAttention> = {
  MultiHeadAttention: () => new MultiHeadAttention(2, 3, { valueDim: 5 }),
  'MultiHeadAttention with rotary embeddings and dropout': () =>
    new MultiHeadAttention(2, 4, { rotaryWavelength: 100, dropout: 0.5 }),
  'MultiHeadAttention with a window': () => new MultiHeadAttention(2, 3, { slidingWindow: 2 }),
  'GroupQueryAttention with rotary embeddings and a gate': () =>
    new GroupQueryAttention(4, 4, 2, { rotaryWavelength: 100, useGate: true }),
};

describe.each(Object.entries(layers))('%s', (_name, make) => {
  it('decodes token by token, by a step that is compiled once', async () => {
    const layer = make();
    const whole = layer(x, x, { useCausalMask: true });
    let traces = 0;
    const step = jit((token: Tensor, cache: KeyValueCache, cacheUpdateIndex: Tensor) => {
      traces++;
      return layer<[Tensor, KeyValueCache]>(token, token, { cache, cacheUpdateIndex });
    });
    let cache = layer.emptyCache(2, LENGTH + 3);
    const outputs: Tensor[] = [];
    for (let i = 0; i < LENGTH; i++) {
      const [output, next] = step(tokens(i, i + 1), cache, tensor(i, null, 'int32'));
      outputs.push(output);
      cache = next;
    }
    await expectSame(ops.concatenate(outputs, 1), whole);
    expect(traces).toBe(1);
  });

  it('takes several tokens at once, as a prompt', async () => {
    const layer = make();
    const whole = layer(x, x, { useCausalMask: true });
    const [first, cache] = layer<[Tensor, KeyValueCache]>(tokens(0, 4), tokens(0, 4), {
      cache: layer.emptyCache(2, LENGTH),
    });
    const rest = { cache, cacheUpdateIndex: 4, returnAttentionScores: true };
    const [second, scores, full] = layer<[Tensor, Tensor, KeyValueCache]>(tokens(4, 6), tokens(4, 6), rest);
    await expectSame(ops.concatenate([first, second], 1), whole);
    expect(scores.shape.slice(-2)).toEqual([2, LENGTH]);
    expect(full.map(({ shape }) => shape)).toEqual(cache.map(({ shape }) => shape));
  });
});
