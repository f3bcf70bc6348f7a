import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KerasTensor, type Tensor, tensor } from '@org/core';
import { near } from '@org/testing';
import { StringLookup, type StringLookupOptions } from './string-lookup.js';
import type { LookupMode } from './token-index.js';

const ABCD = ['a', 'b', 'c', 'd'];
const UNKNOWN = ['q', 'w', 'e', 'r', 'a', 'Grüße', '日本'];

/** What a call gives, with its type and shape. */
const called = async (layer: StringLookup, x: Tensor): Promise<unknown> => {
  const y = layer(x);
  return [y.dtype, y.shape, await y.array()];
};

// Python Keras 3.15.1 on JAX.
const ENCODED: readonly [mode: LookupMode, x: never, shape: number[], values: unknown][] = [
  ['int', 'a' as never, [], 1],
  ['int', ['a', 'z'] as never, [2], [1, 0]],
  ['one_hot', 'a' as never, [1, 5], [[0, 1, 0, 0, 0]]],
  [
    'one_hot',
    [['a'], ['z']] as never,
    [2, 5],
    [
      [0, 1, 0, 0, 0],
      [1, 0, 0, 0, 0],
    ],
  ],
  [
    'one_hot',
    [['a', 'b']] as never,
    [1, 2, 5],
    [
      [
        [0, 1, 0, 0, 0],
        [0, 0, 1, 0, 0],
      ],
    ],
  ],
  ['multi_hot', 'a' as never, [5], [0, 1, 0, 0, 0]],
  ['multi_hot', ['a', 'z'] as never, [5], [1, 1, 0, 0, 0]],
  [
    'multi_hot',
    [
      ['a', 'z'],
      ['b', 'b'],
    ] as never,
    [2, 5],
    [
      [1, 1, 0, 0, 0],
      [0, 0, 1, 0, 0],
    ],
  ],
  [
    'count',
    [
      ['a', 'z'],
      ['b', 'b'],
    ] as never,
    [2, 5],
    [
      [1, 1, 0, 0, 0],
      [0, 0, 2, 0, 0],
    ],
  ],
  [
    'count',
    [
      [
        ['a', 'z', 'a'],
        ['b', 'b', 'c'],
      ],
    ] as never,
    [1, 3, 5],
    [
      [
        [0, 1, 1, 0, 0],
        [1, 0, 1, 0, 0],
        [0, 1, 0, 1, 0],
      ],
    ],
  ],
];

describe('texts become numbers', () => {
  it.each(ENCODED)("in mode '%s' %j", async (outputMode, x, shape, values) => {
    const layer = new StringLookup({ vocabulary: ABCD, outputMode });
    const texts = tensor(x);
    expect(await called(layer, texts)).toEqual(['int32', shape, values]);
    expect(layer.computeOutputShape(texts.shape)).toEqual(shape);
    const symbol = layer(new KerasTensor(texts.shape, 'string'));
    // Keras announces encodings as floats.
    expect([symbol.dtype, symbol.shape]).toEqual([outputMode === 'int' ? 'int32' : 'float32', shape]);
  });

  it.each<[StringLookupOptions, number[]]>([
    [{ numOovIndices: 3 }, [2, 2, 1, 1, 3, 1, 2]],
    [{ numOovIndices: 3, salt: 5 }, [1, 2, 1, 1, 3, 1, 1]],
    [{ numOovIndices: 3, salt: [5, 7], maskToken: '[M]' }, [2, 3, 1, 2, 4, 1, 1]],
    [{}, [0, 0, 0, 0, 1, 0, 0]],
  ])('unknown ones by their hash: %j', async (options, numbers) => {
    expect(await new StringLookup({ vocabulary: ABCD, ...options })(UNKNOWN).array()).toEqual(numbers);
  });

  it('unknown ones are an error where there is no number for them', async () => {
    const layer = new StringLookup({ vocabulary: ABCD, numOovIndices: 0 });
    expect(await layer(['a', 'd']).array()).toEqual([0, 3]);
    expect(() => layer(['a', 'q'])).toThrow('["q"]');
  });

  it.each<[LookupMode, unknown]>([
    ['int', [[2, 0, 1]]],
    [
      'one_hot',
      [
        [
          [0, 1, 0, 0, 0],
          [0, 0, 0, 0, 0],
          [1, 0, 0, 0, 0],
        ],
      ],
    ],
    ['multi_hot', [[1, 1, 0, 0, 0]]],
    ['count', [[1, 1, 0, 0, 0]]],
  ])("masks have a number in mode '%s' only if it is 'int'", async (outputMode, values) => {
    const layer = new StringLookup({ vocabulary: ABCD, outputMode, maskToken: '' });
    expect(await layer([['a', '', 'z']]).array()).toEqual(values);
  });

  it('and numbers texts', async () => {
    const layer = new StringLookup({ vocabulary: ABCD, invert: true, maskToken: 'm' });
    expect(
      await called(
        layer,
        tensor([
          [0, 1, 2],
          [5, 9, -1],
        ]),
      ),
    ).toEqual([
      'string',
      [2, 3],
      [
        ['m', '[UNK]', 'a'],
        ['d', '[UNK]', '[UNK]'],
      ],
    ]);
    expect(layer(new KerasTensor([null, 3], 'int64')).dtype).toBe('string');
  });
});

describe('the vocabulary', () => {
  it('is given with or without what stands in front of it', () => {
    const layer = new StringLookup({ vocabulary: ['', '[UNK]', 'a'], maskToken: '' });
    expect([layer.getVocabulary(), layer.vocabularySize()]).toEqual([['', '[UNK]', 'a'], 3]);
    expect(layer.getVocabulary({ includeSpecialTokens: false })).toEqual(['a']);
    expect(new StringLookup({ vocabulary: ['a', '[UNK]', 'b'] }).getVocabulary()).toEqual(['[UNK]', 'a', '[UNK]', 'b']);
    expect(new StringLookup({ vocabulary: tensor(['x', 'y']) }).getVocabulary()).toEqual(['[UNK]', 'x', 'y']);
  });

  it('is learned: the most frequent first, the last in the order of Unicode first among equals', async () => {
    const layer = new StringLookup();
    await layer.adapt(['b', 'a', 'b', 'é', '𝒳', '\ue000', 'z', '[UNK]']);
    expect(layer.getVocabulary()).toEqual(['[UNK]', 'b', '𝒳', '\ue000', 'é', 'z', 'a']);
    const small = new StringLookup({ maxTokens: 3 });
    await small.adapt([
      ['b', 'a'],
      ['b', 'c'],
    ]);
    expect(small.getVocabulary()).toEqual(['[UNK]', 'b', 'c']);
  });

  it('is learned from batches, as many as are asked for', async () => {
    const batches = () => [tensor(['a', 'b']), tensor(['b', 'c'])].values();
    const layer = new StringLookup();
    await layer.adapt(batches());
    expect(layer.getVocabulary()).toEqual(['[UNK]', 'b', 'c', 'a']);
    await layer.adapt(batches(), { steps: 1 });
    expect(layer.getVocabulary()).toEqual(['[UNK]', 'b', 'a']);
  });

  it('is learned step by step; what was counted is forgotten, and the vocabulary stays', async () => {
    const layer = new StringLookup();
    layer.updateState(['a']);
    layer.updateState(['b', 'b']);
    layer.finalizeState();
    layer.resetState();
    expect(layer.getVocabulary()).toEqual(['[UNK]', 'b', 'a']);
  });

  it('has weights in mode tf_idf', async () => {
    const layer = new StringLookup({ outputMode: 'tf_idf', maxTokens: 9, padToMaxTokens: true });
    await layer.adapt([
      ['b', 'a'],
      ['b', 'c'],
      ['b', 'b'],
    ]);
    const [row] = await layer([['a', 'b', 'b', 'q']]).array<number[][]>();
    const [mean, b, a] = [0.79739910364151, 1.1192315816879272, 0.9162907600402832];
    row!.forEach((value, i) => {
      expect(value).toBeCloseTo([mean, b, 0, a, 0, 0, 0, 0, 0][i]!, 6);
    });
    const each = new StringLookup({ outputMode: 'tf_idf' });
    await each.adapt(['b', 'a', 'b']);
    const weights = await each.idfWeights!.array<number[]>();
    expect(weights).toEqual(near([0.804719, Math.LN2, 0.916291], 1e-6));
  });

  it('is read from a file, and no config names one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vocabulary-'));
    try {
      const path = join(folder, 'words.txt');
      writeFileSync(path, 'x\ny\n z \n');
      const layer = new StringLookup({ vocabulary: path });
      expect(layer.getVocabulary()).toEqual(['[UNK]', 'x', 'y', ' z ']);
      expect(layer.getConfig().vocabulary).toBeNull();
      expect(() => StringLookup.fromConfig({ ...layer.getConfig(), vocabulary: path })).toThrow('cannot name the file');
      writeFileSync(path, 'x\nx\n');
      expect(() => layer.setVocabulary(path)).toThrow('repeated');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('goes through files of assets, or the config', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vocabulary-'));
    try {
      const layer = new StringLookup({ maskToken: '' });
      layer.setVocabulary(['b', 'é', 'a']);
      layer.saveAssets(folder);
      const copy = StringLookup.fromConfig(layer.getConfig());
      copy.loadAssets(folder);
      expect(copy.getVocabulary()).toEqual(['', '[UNK]', 'b', 'é', 'a']);
      const given = new StringLookup({ vocabulary: ABCD, numOovIndices: 2 });
      expect(StringLookup.fromConfig(given.getConfig()).getVocabulary()).toEqual(['[UNK]', '[UNK]', ...ABCD]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it.each<[string, () => unknown, string, string]>([
  ['an empty vocabulary', () => new StringLookup({ vocabulary: [] }), 'ValueError', 'empty vocabulary'],
  ['numbers for texts', () => new StringLookup({ vocabulary: [1, 2] as never }), 'ValueError', 'texts'],
  ['a tensor of numbers', () => new StringLookup({ vocabulary: tensor([1, 2]) }), 'ValueError', 'texts'],
  ['no text among texts', () => new StringLookup({ vocabulary: ['a', null] as never }), 'ValueError', 'texts'],
  ['numbers later', () => new StringLookup().setVocabulary([1, 2] as never), 'ValueError', 'texts'],
  ['a mask that is no text', () => new StringLookup({ maskToken: 1 as never }), 'TypeError', 'mask'],
  ['repeated tokens', () => new StringLookup({ vocabulary: ['a', 'a'] }), 'ValueError', 'repeated term'],
  ['a mask among them', () => new StringLookup({ vocabulary: ['a', ''], maskToken: '' }), 'ValueError', 'mask token'],
  [
    'the unknown token among them',
    () => new StringLookup({ vocabulary: ['a', '[UNK]'], invert: true }),
    'ValueError',
    'OOV token',
  ],
  ['too many tokens', () => new StringLookup({ vocabulary: ['a', 'b'], maxTokens: 2 }), 'ValueError', 'maximum vocab'],
  ['no weights', () => new StringLookup({ vocabulary: ABCD, outputMode: 'tf_idf' }), 'ValueError', 'idf_weights'],
  ['weights for nothing', () => new StringLookup({ idfWeights: [1] }), 'ValueError', 'idf_weights'],
  [
    'too few weights',
    () => new StringLookup({ vocabulary: ABCD, idfWeights: [1], outputMode: 'tf_idf' }),
    'ValueError',
    'same length',
  ],
  ['a mode', () => new StringLookup({ outputMode: 'x' as never }), 'ValueError', 'output_mode'],
  ['one token at most', () => new StringLookup({ maxTokens: 1 }), 'ValueError', 'max_tokens'],
  ['a negative number', () => new StringLookup({ numOovIndices: -1 }), 'ValueError', 'num_oov_indices'],
  ['padding to nothing', () => new StringLookup({ padToMaxTokens: true }), 'ValueError', 'max_tokens'],
  ['an inverted encoding', () => new StringLookup({ invert: true, outputMode: 'count' }), 'ValueError', 'invert'],
  ['sparse tensors', () => new StringLookup({ sparse: true, outputMode: 'count' }), 'ValueError', 'sparse'],
  ['a salt', () => new StringLookup({ salt: [1] as never }), 'ValueError', 'salt'],
  ['a missing file', () => new StringLookup({ vocabulary: '/nonexistent' }), 'ValueError', 'does not exist'],
  ['no vocabulary', () => new StringLookup()(['a']), 'RuntimeError', 'no vocabulary'],
  ['no vocabulary to count', () => new StringLookup({ outputMode: 'count' })(['a']), 'RuntimeError', 'vocabulary'],
  ['numbers', () => new StringLookup({ vocabulary: ABCD })([1, 2]), 'TypeError', 'another kind'],
  [
    'another size of encodings',
    () => {
      const layer = new StringLookup({ outputMode: 'count' });
      layer.setVocabulary(ABCD);
      layer.setVocabulary(['a']);
    },
    'RuntimeError',
    'vocabulary size',
  ],
])('refuses %s', (_what, wrong, name, message) => {
  expect(wrong).toThrow(expect.objectContaining({ name, message: expect.stringContaining(message) }));
});

it('cannot learn where the vocabulary was given', async () => {
  await expect(new StringLookup({ vocabulary: ABCD }).adapt(['q'])).rejects.toThrow('static vocabulary');
});
