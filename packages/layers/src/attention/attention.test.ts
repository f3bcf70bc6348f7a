/** Laws of attention; the numbers of Keras are in the goldens. */
import { KerasTensor, ops, type Tensor, tensor } from '@org/core';
import { getKerasMask, setKerasMask } from '@org/core/internal';
import { AdditiveAttention } from './additive-attention.js';
import { Attention } from './attention.js';
import { GroupQueryAttention } from './group-query-attention.js';
import { MultiHeadAttention } from './multi-head-attention.js';

const wave = (...shape: number[]): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(1 + 2.3 * i)),
    shape,
  );
};
const bools = (rows: boolean[][]): Tensor => tensor(rows, null, 'bool');
const numbers = async (x: unknown): Promise<number[]> => Array.from(await (x as Tensor).data(), Number);

async function expectSame(a: unknown, b: unknown): Promise<void> {
  const [first, second] = [await numbers(a), await numbers(b)];
  expect(first).toHaveLength(second.length);
  first.forEach((value, i) => {
    expect(value).toBeCloseTo(second[i]!, 5);
  });
}

const x = wave(2, 5, 6);
const heads = {
  MultiHeadAttention: () => new MultiHeadAttention(2, 3),
  GroupQueryAttention: () => new GroupQueryAttention(3, 4, 2),
};

describe.each(Object.entries(heads))('%s', (_name, make) => {
  it('gives the same with the scores and without', async () => {
    const layer = make();
    const options = { useCausalMask: true };
    const [output, scores] = layer<[Tensor, Tensor]>(x, x, { ...options, returnAttentionScores: true });
    await expectSame(layer(x, x, options), output);
    await expectSame(ops.sum(scores, -1), ops.ones(scores.shape.slice(0, -1)));
  });

  it('sees nothing later under a causal mask, and nothing far outside of its window', async () => {
    const layer = make();
    const changed = ops.concatenate([x.at(':', ':3'), wave(2, 2, 6).add(1)], 1);
    const seen = async (input: Tensor) => numbers(layer(input, input, { useCausalMask: true }).at(':', ':3'));
    expect(await seen(changed)).toEqual(await seen(x));
    const { slidingWindow, ...config } = { ...layer.getConfig(), sliding_window: 1, slidingWindow: 1 };
    const narrow = (layer.constructor as typeof MultiHeadAttention).fromConfig(config) as MultiHeadAttention;
    const [, scores] = narrow<[Tensor, Tensor]>(x, x, { returnAttentionScores: true });
    expect(slidingWindow).toBe(1);
    await expectSame(scores, ops.broadcastTo(ops.eye(5), scores.shape));
  });

  it('does not look at masked values, whether the mask is given or carried', async () => {
    const layer = make();
    const mask = bools([
      [true, true, true, false, false],
      [true, true, true, true, true],
    ]);
    const noise = ops.where(ops.expandDims(mask, -1), x, 50);
    const query = wave(2, 4, 6);
    await expectSame(layer(query, noise, { valueMask: mask }), layer(query, x, { valueMask: mask }));
    const given = await numbers(layer(query, x, { valueMask: mask }));
    const carrying = x.mul(1);
    setKerasMask(carrying, mask);
    expect(await numbers(layer(query, carrying))).toEqual(given);
  });

  it('carries the mask of its query on', () => {
    const query = x.mul(1);
    const mask = bools([new Array(5).fill(true), new Array(5).fill(false)]);
    setKerasMask(query, mask);
    expect(getKerasMask(make()(query, x))).toBe(mask);
  });

  it('is symbolic over unknown batches and lengths', () => {
    const sequence = new KerasTensor([null, null, 6]);
    expect(make()(sequence, sequence).shape).toEqual([null, null, 6]);
    const [output, scores] = make()<[KerasTensor, KerasTensor]>(new KerasTensor([null, 7, 6]), sequence, {
      returnAttentionScores: true,
    });
    expect([output.shape.slice(1), scores.shape[2], scores.shape[3]]).toEqual([[7, 6], 7, null]);
  });

  it('survives its config', async () => {
    const layer = make();
    layer(x, x);
    const copy = (layer.constructor as typeof MultiHeadAttention).fromConfig(layer.getConfig()) as MultiHeadAttention;
    copy.build(x.shape, x.shape);
    copy.setWeights(layer.weights);
    await expectSame(copy(x, x), layer(x, x));
  });

  it('drops weights in training alone', async () => {
    const config = { ...make().getConfig(), dropout: 0.5 };
    const layer = (make().constructor as typeof MultiHeadAttention).fromConfig(config) as MultiHeadAttention;
    await expectSame(layer(x, x), layer(x, x, { training: false }));
    expect(await numbers(layer(x, x, { training: true }))).not.toEqual(await numbers(layer(x, x)));
  });
});

describe.each(Object.entries(heads))('%s', (_name, make) => {
  const x = ops.ones([2, 3, 4]);
  type Call = (...given: unknown[]) => unknown;

  it('names the value that is missing', () => {
    expect(() => make()(x)).toThrow('is missing the argument `value`');
    for (const given of [
      [x, null],
      [x, {}],
      [x, []],
      [x, { key: x }],
      [null, x],
      [x, null, x],
    ]) {
      const error = thrown(() => (make() as unknown as Call)(...given));
      expect([error.name, error.message]).toEqual(['TypeError', expect.stringContaining('`value`')]);
    }
  });

  it('refuses inputs without an axis to look along when it is built', () => {
    const rows = ops.ones([2, 4]);
    for (const body of [
      () => make()(rows, rows),
      () => make()(x, rows),
      () => make()(rows.at(0), rows.at(0)),
      () => make()(new KerasTensor([null, 4]), new KerasTensor([null, 4])),
      () => make().build([2, 4], [2, 4]),
    ])
      expect(thrown(body)).toMatchObject({ name: 'ValueError', message: expect.stringContaining('has no axis') });
  });

  it('names it when it is built as well', () => {
    const layer = make();
    layer(x, x);
    expect(() => layer(x, null)).toThrow('needs a tensor for `value`');
    expect(() => layer(null, x)).toThrow('needs a tensor for `query`');
  });
});

function thrown(body: () => unknown): Error {
  try {
    body();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

it('axes that are given may be any, as in Keras', () => {
  const rows = ops.ones([2, 4]);
  for (const attentionAxes of [0, 1]) {
    expect(new MultiHeadAttention(2, 3, { attentionAxes })<Tensor>(rows, rows).shape).toEqual([2, 4]);
  }
});

it('heads of their own are heads in groups of one', async () => {
  const own = new MultiHeadAttention(4, 3);
  const grouped = new GroupQueryAttention(3, 4, 4);
  const expected = own(x, x);
  grouped.build(x.shape, x.shape);
  grouped.setWeights(own.weights);
  await expectSame(grouped(x, x), expected);
});

describe('one head', () => {
  it('weighs all values alike where all keys are', async () => {
    const [query, value] = [wave(1, 2, 3), wave(1, 4, 3)];
    const [output] = new Attention()<[Tensor, Tensor]>([query, value, ops.ones([1, 4, 3])], {
      returnAttentionScores: true,
    });
    await expectSame(output, ops.broadcastTo(ops.mean(value, 1, true), [1, 2, 3]));
  });

  it('takes lists alone', () => {
    expect(() => new Attention()(x)).toThrow('must be a list of 2 or 3');
    expect(() => new AdditiveAttention()([x])).toThrow('must be a list of 2 or 3');
    expect(() => new Attention({ scoreMode: 'sum' as 'dot' })).toThrow("'dot' or 'concat'");
  });
});

it.each([
  ['no heads', () => new MultiHeadAttention(0, 2)],
  ['half a head', () => new MultiHeadAttention(1.5, 2)],
  ['a window of nothing', () => new MultiHeadAttention(1, 2, { slidingWindow: 0 })],
  ['groups that do not divide', () => new GroupQueryAttention(2, 3, 2)],
  ['flash attention with dropout', () => new MultiHeadAttention(1, 2, { flashAttention: true, dropout: 0.1 })],
  ['lengths of key and value that differ', () => new MultiHeadAttention(1, 2)(x, x, wave(2, 4, 6))],
])('%s: a ValueError', (_what, make) => {
  expect(make).toThrow(expect.objectContaining({ name: 'ValueError' }));
});
