/** What the goldens of the nn heading leave open. */
import '../../backend/evaluate.js';
import '../methods.js';
import { resetNames } from '../../python/naming.js';
import { KerasTensor } from '../../symbolic/keras-tensor.js';
import { tensor } from '../../tensor/tensor.js';
import { expectValues } from '../../testing/agreement.js';
import * as numpy from '../numpy/index.js';
import type { OpOperation } from '../support/op-operation.js';
import * as nn from './index.js';

const vector = (...values: number[]) => tensor(Float32Array.from(values), [values.length]);

test('activations keep or make dtypes as Keras does', () => {
  const integers = tensor([1, -2], null, 'int32');
  expect(nn.relu(integers).dtype).toBe('int32');
  expect(nn.hardTanh(integers).dtype).toBe('int32');
  expect(nn.relu6(integers).dtype).toBe('float32');
  expect(nn.gelu(tensor([1, 2], null, 'bfloat16')).dtype).toBe('bfloat16');
});

test('second names', () => {
  expect([nn.swish, nn.hardSwish]).toEqual([nn.silu, nn.hardSilu]);
});

test('glu needs an even axis', async () => {
  await expectValues(nn.glu(vector(2, 0)), [1]);
  expect(() => nn.glu(vector(1, 2, 3))).toThrow(/even/);
});

test('silu of float64, for which the runtime has no kernel of its own', async () => {
  const x = Float64Array.from({ length: 5000 }, (_, i) => (i - 2500) / 100);
  await expectValues(
    nn.silu(tensor(x, [5000])),
    Array.from(x, (each) => each / (1 + Math.exp(-each))),
  );
});

describe('softmax', () => {
  it('goes over several axes at once', async () => {
    await expectValues(nn.softmax([[0, 0]], [0, 1]), [[0.5, 0.5]]);
    await expectValues(nn.logSoftmax([[0, 0]], null), [[-Math.LN2, -Math.LN2]]);
  });

  it('is even where all logits are the lowest', async () => {
    await expectValues(nn.softmax(vector(-2e38, -2e38)), [0.5, 0.5]);
    await expectValues(nn.softmax(vector(1e30, 0)), [1, 0]);
  });
});

describe('one_hot and multi_hot', () => {
  it('put the new axis where it is asked for', async () => {
    await expectValues(nn.oneHot([0, 2], 3, { axis: 0 }), [
      [1, 0],
      [0, 0],
      [0, 1],
    ]);
    await expectValues(nn.oneHot([-1, 3], 3), [
      [0, 0, 0],
      [0, 0, 0],
    ]);
    await expectValues(nn.multiHot([[0, 2]], 3, { dtype: 'int32' }), [[1, 0, 1]]);
  });

  it.each([
    [3, {}],
    [5, {}],
    [2, {}],
    [3, { axis: 0 }],
    [3, { dtype: 'int32' }],
  ] as const)('are the same for positions of largest elements: %d classes, %j', async (classes, options) => {
    const positions = numpy.argmax(
      [
        [0, 2, 1],
        [Number.NaN, 0, Number.NaN],
        [1, 5, 7],
      ],
      -1,
    );
    const found = nn.oneHot(positions, classes, options);
    const expected = nn.oneHot([1, 0, 2], classes, options);
    expect(await found.array()).toEqual(await expected.array());
    expect(found.dtype).toBe(expected.dtype);
  });

  it('have no sparse form', () => {
    expect(() => nn.oneHot([0], 3, { sparse: true })).toThrow(/sparse/);
    expect(() => nn.multiHot([0])).toThrow(/num_classes/);
  });
});

describe('crossentropies', () => {
  it('stay finite for certain predictions', async () => {
    await expectValues(nn.binaryCrossentropy(vector(1, 0), vector(1, 0)), [1e-7, 1e-7], 0.2);
    await expectValues(nn.categoricalCrossentropy([[0, 1]], [[1, 0]]), [-Math.log(1e-7)]);
    await expectValues(nn.binaryCrossentropy(vector(1, 0), vector(90, 90), true), [0, 90]);
  });

  it('ignore targets that name no class', async () => {
    await expectValues(
      nn.sparseCategoricalCrossentropy(
        [-1, 7],
        [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
      ),
      [0, 0],
    );
  });

  it('may have the classes along any axis', async () => {
    const output = vector(0.5, 0.25, 0.5, 0.75).reshape([1, 2, 2]);
    const found = nn.sparseCategoricalCrossentropy([[1, 0]], output, { axis: 1 });
    await expectValues(found, [[-Math.log(0.5), -Math.log(0.25)]]);
  });

  it('say what does not fit', () => {
    expect(() => nn.binaryCrossentropy([1], [0.5, 0.5])).toThrow(/do not fit/);
    expect(() => nn.categoricalCrossentropy([[1]], [[0.5, 0.5]])).toThrow(/do not fit/);
    expect(() => nn.sparseCategoricalCrossentropy([[1, 1]], [[0.5, 0.5]])).toThrow(/do not fit/);
  });
});

describe('normalisation', () => {
  it('has no statistics of several devices', () => {
    expect(() => nn.moments([[1, 2]], 0, { synchronized: true })).toThrow(/synchronized/);
  });

  it('keeps the moments of half types finite', async () => {
    const x = tensor([60000, -60000], null, 'float16');
    const [mean, variance] = nn.moments(x, null);
    await expectValues([mean, variance], [0, 65504]);
  });

  it('works along any axis', async () => {
    const x = tensor([1, 2, 3, 4], [2, 2], 'float32');
    await expectValues(nn.batchNormalization(x, [1, 2], [1, 4], 0, { epsilon: 0 }), [
      [0, 1],
      [0.5, 1],
    ]);
    await expectValues(nn.normalize([[3, 4]]), [[0.6, 0.8]]);
    expect(() => nn.normalize([[3, 4]], -1, 1.5)).toThrow(/positive integer/);
  });
});

describe('dot_product_attention', () => {
  const qkv = (length: number, heads: number) =>
    tensor(new Float32Array(length * heads * 2).fill(1), [1, length, heads, 2]);

  it('is symbolic', () => {
    const x = new KerasTensor([null, 6, 4, 8], 'float32') as never;
    expect((nn.dotProductAttention(x, x, x) as unknown as KerasTensor).shape).toEqual([null, 6, 4, 8]);
  });

  it('sees no later sources where it is causal', async () => {
    const value = tensor([1, 2, 3], [1, 3, 1, 1], 'float32');
    const q = tensor([1, 1, 1], [1, 3, 1, 1], 'float32');
    await expectValues(nn.dotProductAttention(q, q, value, { isCausal: true }), [[[[1]], [[1.5]], [[2]]]]);
  });

  it('says what does not fit', () => {
    expect(() => nn.dotProductAttention(qkv(3, 4), qkv(3, 3), qkv(3, 3))).toThrow(/fit together/);
    expect(() => nn.dotProductAttention(qkv(3, 4), qkv(3, 4), qkv(2, 4))).toThrow(/fit together/);
    const mask = tensor([1, 1, 1], [1, 3, 1, 1], 'bool');
    expect(() => nn.dotProductAttention(qkv(3, 4), qkv(3, 4), qkv(3, 4), { mask })).toThrow(/mask/);
    expect(() => nn.dotProductAttention(qkv(3, 4), qkv(3, 4), qkv(3, 4), { flashAttention: true })).toThrow(/flash/);
  });
});

describe('windows and blocks', () => {
  const image = tensor(
    Float32Array.from({ length: 16 }, (_, i) => i),
    [1, 1, 4, 4],
  );

  it('unfold and fold are adjoint', async () => {
    const columns = nn.unfold(image, 2, { stride: 2 });
    expect(columns.shape).toEqual([1, 4, 4]);
    await expectValues(nn.fold(columns, 4, 2, { stride: 2 }), await image.array());
    const whole = nn.fold(columns.cast('int16'), 4, 2, { stride: 2 });
    expect(whole.dtype).toBe('int16');
    await expectValues(whole, await image.array());
    // A window that fits only once leaves the rest of the image empty.
    await expectValues(nn.fold([[[1]]], 2, 1, { stride: 3 }), [
      [
        [
          [1, 0],
          [0, 0],
        ],
      ],
    ]);
  });

  it('space_to_depth undoes depth_to_space', async () => {
    const x = tensor(
      Float32Array.from({ length: 32 }, (_, i) => i),
      [1, 2, 2, 8],
    );
    await expectValues(nn.spaceToDepth(nn.depthToSpace(x, 2), 2), await x.array());
  });

  it('say what does not fit', () => {
    expect(() => nn.fold([[[1, 2]]], 2, 1)).toThrow(/columns/);
    expect(() => nn.unfold([[1]], 1)).toThrow(/rank/);
    expect(() => nn.depthToSpace(image, 1)).toThrow(/block_size/);
    expect(() => nn.spaceToDepth(image, 3)).toThrow(/blocks/);
  });
});

describe('ctc', () => {
  const logits = tensor([0, 9, 0, 9, 0, 0, 0, 0, 9, 0, 9, 0], [1, 4, 3], 'float32');

  it('sums the alignments', async () => {
    // Two steps over two equally probable classes: of four alignments, three read [1].
    const even = tensor([0, 0, 0, 0], [1, 2, 2], 'float32');
    await expectValues(nn.ctcLoss([[1]], even, [1], [2]), [-Math.log(0.75)]);
  });

  it('decodes greedily and by beams', async () => {
    const [greedy] = nn.ctcDecode(logits, [4]);
    await expectValues(greedy, [[[1, 2, 1, -1]]]);
    const [labels] = nn.ctcDecode(logits, [3], 'beam_search', { beamWidth: 5, topPaths: 2 });
    expect(labels.shape).toEqual([2, 1, 4]);
    expect(((await labels.array()) as number[][][])[0]).toEqual([[1, 2, -1, -1]]);
  });

  it('say what does not fit', () => {
    expect(() => nn.ctcDecode(logits, [4], 'exhaustive')).toThrow(/strategy/);
    expect(() => nn.ctcLoss([1], logits, [1], [4])).toThrow(/do not fit/);
  });
});

test('operations have the class names of Keras', () => {
  resetNames();
  const x = new KerasTensor([null, 4], 'float32') as never;
  const made = (y: unknown) => {
    const { className, name } = (y as KerasTensor).history!.operation as unknown as OpOperation;
    return { className, name };
  };
  expect(made(nn.layerNormalization(x))).toEqual({ className: 'LayerNorm', name: 'layer_norm' });
  expect(made(nn.relu6(x))).toEqual({ className: 'Relu6', name: 'relu6' });
});
