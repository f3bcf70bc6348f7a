/** Decoding with a cache of keys and values gives what attention over all tokens at once gives. */
import { exportFunction, jit, ops, type Tensor, type TensorLike, tensor } from '@org/core';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { Embedding } from '../core/embedding.js';
import { GroupQueryAttention } from './group-query-attention.js';
import type { HeadsAttention } from './heads-attention.js';
import type { KeyValueCache } from './key-value-cache.js';
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

describe('The place in a cache', () => {
  const layer = new MultiHeadAttention(2, 4, { rotaryWavelength: 100 });
  const put = (from: number, to: number, cacheUpdateIndex: TensorLike) => () =>
    layer(tokens(from, to), tokens(from, to), { cache: layer.emptyCache(2, 3), cacheUpdateIndex });

  it.each([
    ['behind the end', 3, 4, 3, 'an integer from 0 to 2'],
    ['across the end', 2, 4, 2, 'an integer from 0 to 1'],
    ['before the start', 0, 1, -1, 'an integer from 0 to 2'],
    ['between two places', 0, 1, 1.5, 'an integer from 0 to 2'],
    ['that is none', 0, 1, Number.NaN, 'an integer from 0 to 2'],
    ['of several', 0, 1, [0, 1], 'or a scalar'],
    ['for more tokens than there is room for', 0, 4, tensor(0, null, 'int32'), 'at most 3 new tokens'],
  ])('is refused %s', (_name, from, to, index, expected) => {
    expect(put(from, to, index)).toThrow(
      expect.objectContaining({
        name: 'ValueError',
        message: expect.stringMatching(new RegExp(`cache of length 3.*${expected}`, 's')),
      }),
    );
  });

  it('may be the last', () => {
    expect(put(2, 3, 2)).not.toThrow();
    expect(put(1, 3, 1)).not.toThrow();
  });

  it('is nothing without a cache', async () => {
    const options = { useCausalMask: true, returnAttentionScores: true };
    const [shifted] = layer<[Tensor, Tensor]>(x, x, { ...options, cacheUpdateIndex: 2 });
    await expectSame(shifted, layer(x, x, { useCausalMask: true }));
  });
});

describe('Masks of sources, with a cache', () => {
  const layer = new GroupQueryAttention(4, 4, 2);
  const isWord = tensor([1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1], [2, LENGTH], 'bool');
  const whole = () => layer<Tensor>(x, x, { useCausalMask: true, valueMask: isWord });

  it('cover the tokens of the call, before which all count', async () => {
    const filled = layer<[Tensor, KeyValueCache]>(tokens(0, 4), tokens(0, 4), {
      cache: layer.emptyCache(2, LENGTH + 2),
      valueMask: isWord.at(':', ':4'),
    });
    await expectSame(filled[0], whole().at(':', ':4'));
    const rest = layer<[Tensor, KeyValueCache]>(tokens(4, 6), tokens(4, 6), {
      cache: filled[1],
      cacheUpdateIndex: 4,
      valueMask: isWord.at(':', '4:'),
    });
    const valueMask = ops.concatenate([ops.ones([2, 4], 'bool'), isWord.at(':', '4:')], 1);
    await expectSame(rest[0], layer<Tensor>(x, x, { useCausalMask: true, valueMask }).at(':', '4:'));
  });

  it.each(['valueMask', 'keyMask', 'attentionMask'])('cover a single token alone: %s', async (name) => {
    const step = jit((cache: KeyValueCache, token: Tensor, cacheUpdateIndex: Tensor, mask: Tensor) =>
      layer<[Tensor, Tensor, KeyValueCache]>(token, token, {
        cache,
        cacheUpdateIndex,
        [name]: mask,
        returnAttentionScores: true,
      }),
    );
    const [, cache] = layer<[Tensor, KeyValueCache]>(tokens(0, 2), tokens(0, 2), { cache: layer.emptyCache(2, 4) });
    const mask = tensor([false, true], name === 'attentionMask' ? [2, 1, 1] : [2, 1], 'bool');
    const [, scores] = step(cache, tokens(2, 3), tensor(2, null, 'int32'), mask);
    const isSeen = ops.greater(scores.at(':', 0, 0), 0);
    expect(await isSeen.array()).toEqual([
      [true, true, false, false],
      [true, true, true, false],
    ]);
  });

  it('may cover the whole cache, so that padding stays hidden', async () => {
    let cache = layer.emptyCache(2, LENGTH);
    for (let i = 0; i < LENGTH; i++) {
      const options = { cache, cacheUpdateIndex: i };
      const step = (masks: object) =>
        layer<[Tensor, KeyValueCache]>(tokens(i, i + 1), tokens(i, i + 1), { ...options, ...masks });
      const [output, next] = step({ valueMask: isWord });
      await expectSame(output, whole().at(':', `${i}:${i + 1}`));
      await expectSame(step({ attentionMask: ops.expandDims(isWord, 1) })[0], output);
      cache = next;
    }
  });

  it.each([
    ['MultiHeadAttention', new MultiHeadAttention(2, 3)],
    ['GroupQueryAttention', new GroupQueryAttention(3, 2, 1)],
  ])('may be those that inputs carry: %s', async (_name, attention) => {
    const embedding = new Embedding(9, 8, { maskZero: true });
    const ids = tensor([2, 3, 0, 4, 1, 5], [2, 3], 'int32');
    const embedded = (): Tensor => embedding(ids);
    const [output, cache] = attention<[Tensor, KeyValueCache]>(embedded(), embedded(), {
      cache: attention.emptyCache(2, 5),
    });
    // What padding sees is of no meaning.
    const counts = ops.cast(ops.expandDims(ops.notEqual(ids, 0), -1), 'float32');
    const whole = attention<Tensor>(embedded(), embedded(), { useCausalMask: true });
    await expectSame(output.mul(counts), whole.mul(counts));
    const token = (): Tensor => embedding(tensor([7, 8], [2, 1], 'int32'));
    const [next] = attention<[Tensor, KeyValueCache]>(token(), token(), { cache, cacheUpdateIndex: 3 });
    // Concatenated, they carry no masks: the padding in front counts.
    const all = ops.concatenate([embedded(), token()], 1);
    await expectSame(next, attention<Tensor>(all, all, { useCausalMask: true }).at(':', '3:'));
  });

  it('are part of a step in an ONNX file, with an open batch', async () => {
    const step = (token: Tensor, keys: Tensor, values: Tensor, cacheUpdateIndex: Tensor, valueMask: Tensor) => {
      const options = { cache: [keys, values] as const, cacheUpdateIndex, valueMask };
      const [output, next] = layer<[Tensor, KeyValueCache]>(token, token, options);
      return [output, ...next];
    };
    const [, cache] = layer<[Tensor, KeyValueCache]>(tokens(0, 2), tokens(0, 2), { cache: layer.emptyCache(2, 4) });
    const given = {
      token: tokens(2, 3),
      keys: cache[0],
      values: cache[1],
      index: tensor(2, null, 'int32'),
      mask: tensor([[false], [true]]),
    };
    const inputs = Object.entries(given).map(([name, { shape, dtype }]) => {
      return { name, shape: shape.map((size, axis) => (axis === 0 ? null : size)), dtype };
    });
    const names = ['output', 'nextKeys', 'nextValues'];
    const session = await InferenceSession.create(await exportFunction(step, inputs, names));
    const feeds: Record<string, OrtTensor> = {};
    for (const [name, value] of Object.entries(given)) {
      feeds[name] = new OrtTensor(value.dtype as 'float32', (await value.data()) as Float32Array, value.shape);
    }
    const found = await session.run(feeds);
    const expected = step(given.token, given.keys, given.values, given.index, given.mask);
    for (const [i, name] of names.entries()) {
      await expectSame(tensor(found[name]!.data as Float32Array, found[name]!.dims), expected[i]!);
    }
  });

  it.each([
    ['valueMask', [2, 3], 'a last axis of 2, the new tokens, or of 6'],
    ['valueMask', [], 'a last axis of 2, the new tokens, or of 6'],
    ['keyMask', [2, 1], 'a last axis of 2, the new tokens, or of 6'],
    ['attentionMask', [2, 2, 4], 'a last axis of 2, the new tokens, or of 6'],
    ['queryMask', [2, 6], 'a last axis of 2, the new tokens'],
  ])('are refused where they have another length: %s', (name, shape, expected) => {
    const cache = layer.emptyCache(2, 6);
    expect(() => layer(tokens(0, 2), tokens(0, 2), { cache, [name]: ops.ones(shape, 'bool') })).toThrow(
      expect.objectContaining({
        name: 'ValueError',
        message: expect.stringMatching(new RegExp(`\`${name}\` does not fit the cache.*${expected}`, 's')),
      }),
    );
  });
});

describe('What is no cache', () => {
  const layer = new MultiHeadAttention(2, 3, { valueDim: 5 });
  const [keys, values] = layer.emptyCache(2, 4);

  it.each<[string, unknown]>([
    ['one tensor', keys],
    ['a number', 4],
    ['nothing', []],
    ['keys alone', [keys]],
    ['values before keys', [values, keys]],
    ['a cache for another batch', layer.emptyCache(1, 4)],
    ['parts of different lengths', [keys, layer.emptyCache(2, 5)[1]]],
    ['the cache of another layer', new GroupQueryAttention(3, 4, 1).emptyCache(2, 4)],
  ])('is refused: %s', (_name, cache) => {
    expect(() => layer(x.at(':', ':1'), x.at(':', ':1'), { cache })).toThrow(
      expect.objectContaining({
        name: 'ValueError',
        message: expect.stringMatching(
          /`cache`.*keys and values: \[2, length, 2, 3\] and \[2, length, 2, 5\].*emptyCache/s,
        ),
      }),
    );
  });

  it.each<[string, () => unknown]>([
    [
      'attention over several axes',
      () => {
        const image = ops.ones([2, 3, 4, 5]);
        const attention = new MultiHeadAttention(2, 3, { attentionAxes: [1, 2] });
        return attention(image, image, { cache: attention.emptyCache(2, 12) });
      },
    ],
    ['a query of fewer tokens', () => layer(tokens(0, 1), tokens(0, 3), { cache: layer.emptyCache(2, 4) })],
  ])('is of no use for %s', (_name, call) => {
    expect(call).toThrow(
      expect.objectContaining({ name: 'ValueError', message: expect.stringMatching(/takes a cache where/) }),
    );
  });
});
