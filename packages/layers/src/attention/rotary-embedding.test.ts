import { ops, type Tensor, tensor } from '@org/core';
import fc from 'fast-check';
import { runLayerTest } from '../testing/run-layer-test.js';
import { GroupQueryAttention } from './group-query-attention.js';
import { MultiHeadAttention } from './multi-head-attention.js';
import { RotaryEmbedding } from './rotary-embedding.js';

runLayerTest(RotaryEmbedding, {
  args: [{ maxWavelength: 100 }],
  inputShape: [2, 5, 3, 4],
  outputShape: [2, 5, 3, 4],
  supportsMasking: true,
});

const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number);

describe('RotaryEmbedding', () => {
  it('multiplies pairs, as complex numbers, by exp(i position / wavelength)', async () => {
    const vector = [0.3, -1.2, 0.7, 2.1, 0.5, -0.4];
    const size = vector.length;
    const x = tensor([[vector, vector, vector]]);
    const rows = ((await new RotaryEmbedding(50)(x, { startIndex: 7 }).array()) as number[][][])[0]!;
    rows.forEach((row, position) => {
      for (let i = 0; i < size / 2; i++) {
        const angle = (7 + position) / 50 ** ((2 * i) / size);
        const [re, im] = [vector[i]!, vector[i + size / 2]!];
        expect(row[i]).toBeCloseTo(re * Math.cos(angle) - im * Math.sin(angle), 5);
        expect(row[i + size / 2]).toBeCloseTo(re * Math.sin(angle) + im * Math.cos(angle), 5);
      }
    });
  });

  it('makes products of two vectors depend on their distance alone', async () => {
    const layer = new RotaryEmbedding();
    const at = (vector: number[], position: number) => layer(tensor([[vector]]), { startIndex: position });
    const entry = fc.integer({ min: -20, max: 20 }).map((n) => n / 10);
    const vector = fc.array(entry, { minLength: 4, maxLength: 4 });
    const position = fc.integer({ min: 0, max: 300 });
    await fc.assert(
      fc.asyncProperty(vector, vector, position, position, position, async (q, k, a, b, shift) => {
        const [near] = await numbers(ops.sum(at(q, a).mul(at(k, b))));
        const [far] = await numbers(ops.sum(at(q, a + shift).mul(at(k, b + shift))));
        expect(far).toBeCloseTo(near!, 3);
      }),
      { numRuns: 20 },
    );
  });

  it('rejects features that are no pairs', () => {
    expect(() => new RotaryEmbedding()(tensor([[[1, 2, 3]]]))).toThrow(/pairs/);
    expect(() => new RotaryEmbedding(0)).toThrow(/positive/);
  });
});

describe.each([
  ['MultiHeadAttention', () => new MultiHeadAttention(2, 4, { rotaryWavelength: 100, valueDim: 3 })],
  ['GroupQueryAttention', () => new GroupQueryAttention(4, 4, 2, { rotaryWavelength: 100 })],
] as const)('%s with rotary embeddings', (_name, make) => {
  it('has them in its config where it has any', () => {
    const layer = make();
    const copy = (layer.constructor as typeof MultiHeadAttention).fromConfig(layer.getConfig());
    expect(copy.rotaryWavelength).toBe(100);
    expect(new MultiHeadAttention(2, 4).getConfig()).not.toHaveProperty('rotary_wavelength');
  });

  it('tells the order of its sources, which attention alone does not', async () => {
    const layer = make();
    const query = tensor([[[0.3, -0.2, 0.9]]]);
    const sources = [
      [1, 0.5, -1],
      [-0.4, 2, 0.1],
    ];
    const seen = (list: number[][]) => numbers(layer(query, tensor([list])));
    const [forward, backward] = [await seen(sources), await seen(sources.toReversed())];
    expect(Math.max(...forward.map((each, i) => Math.abs(each - backward[i]!)))).toBeGreaterThan(0.01);
  });
});
