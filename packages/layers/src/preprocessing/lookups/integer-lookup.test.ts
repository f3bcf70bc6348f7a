import { jit, KerasTensor, type Tensor, tensor } from '@org/core';
import { IntegerLookup, type IntegerLookupOptions } from './integer-lookup.js';
import type { LookupMode } from './token-index.js';

const NUMBERS = [100, 300, -7, 700, 1100, 10, 30, 0, 2 ** 40];

// Python Keras 3.15.1.
it.each<[IntegerLookupOptions, number[]]>([
  [{}, [0, 0, 1, 0, 0, 4, 6, 0, 0]],
  [{ oovMethod: 'farmhash' }, [3, 3, 2, 2, 2, 4, 6, 3, 2]],
  [{ oovMethod: 'farmhash', salt: 9 }, [3, 0, 2, 3, 0, 4, 6, 2, 2]],
  [{ maskToken: 0 }, [1, 1, 2, 1, 1, 5, 7, 0, 1]],
])('unknown numbers are spread with %j', async (options, places) => {
  const layer = new IntegerLookup({ vocabulary: [10, 20, 30], numOovIndices: 4, ...options });
  const y = layer(NUMBERS);
  expect([y.dtype, await y.array()]).toEqual(['int32', places]);
  expect(await jit((x: Tensor) => layer(x))(tensor(NUMBERS, null, 'int64')).array()).toEqual(places);
});

it('numbers of 64 bits keep all of their digits', async () => {
  const [one, other] = [2n ** 62n, 2n ** 62n + 1n];
  const layer = new IntegerLookup({ vocabulary: [one, 5] });
  expect(await layer(BigInt64Array.of(other, one, 5n)).array()).toEqual([0, 1, 2]);
  const learned = new IntegerLookup();
  await learned.adapt(tensor(BigInt64Array.of(other, other, 7n)));
  expect(learned.getVocabulary()).toEqual([-1, other, 7]);
});

it('is learned from whole numbers, the largest first among equals', async () => {
  const layer = new IntegerLookup();
  await layer.adapt([
    [5, 7],
    [7, 9],
  ]);
  expect(layer.getVocabulary()).toEqual([-1, 7, 9, 5]);
});

it.each<[LookupMode, unknown]>([
  [
    'int',
    [
      [1, 1, 0],
      [2, 0, 0],
    ],
  ],
  [
    'one_hot',
    [
      [
        [0, 1, 0],
        [0, 1, 0],
        [1, 0, 0],
      ],
      [
        [0, 0, 1],
        [1, 0, 0],
        [1, 0, 0],
      ],
    ],
  ],
  [
    'multi_hot',
    [
      [1, 1, 0],
      [1, 0, 1],
    ],
  ],
  [
    'count',
    [
      [1, 2, 0],
      [2, 0, 1],
    ],
  ],
  [
    'tf_idf',
    [
      [0.375, 1, 0],
      [0.75, 0, 0.25],
    ],
  ],
])("gives the same in a compiled function in mode '%s'", async (outputMode, values) => {
  const weights = outputMode === 'tf_idf' ? { idfWeights: [0.5, 0.25] } : {};
  const layer = new IntegerLookup({ vocabulary: [5, 6], outputMode, ...weights });
  const x = tensor(
    [
      [5, 5, 9],
      [6, 1, 2],
    ],
    null,
    'int64',
  );
  expect(await layer(x).array()).toEqual(values);
  expect(await jit((given: Tensor) => layer(given))(x).array()).toEqual(values);
});

it('gives numbers back, in a compiled function as well', async () => {
  const layer = new IntegerLookup({ vocabulary: [5, 6], invert: true, maskToken: 0 });
  const x = tensor(
    [
      [0, 1, 2],
      [3, 9, -1],
    ],
    null,
    'int64',
  );
  const values = [
    [0, -1, 5],
    [6, -1, -1],
  ];
  expect(await layer(x).array()).toEqual(values);
  expect(await jit((given: Tensor) => layer(given))(x).array()).toEqual(values);
});

it('numbers that are not whole are cut off', async () => {
  expect(await new IntegerLookup({ vocabulary: [5, 6] })(tensor([5.0, 6.5])).array()).toEqual([1, 2]);
});

// Python Keras 3.15.1.
it.each<[string, unknown, unknown[]]>([
  ['fractions', [1.5, 2], [-1, 1, 2]],
  ['negative fractions', [-3.5, 2], [-1, -3, 2]],
  ['digits', ['5', ' 7 '], [-1, 5, 7]],
  ['signs', ['-5', '+7'], [-1, -5, 7]],
  ['a boolean', [true], [-1, 1]],
  ['a tensor of fractions', tensor([1.5, 2]), [-1, 1, 2]],
])("a vocabulary of %s is what Python's int() makes of it", async (_what, vocabulary, tokens) => {
  expect(new IntegerLookup({ vocabulary: vocabulary as number[] }).getVocabulary()).toEqual(tokens);
  const later = new IntegerLookup();
  later.setVocabulary(vocabulary as number[]);
  expect(later.getVocabulary()).toEqual(tokens);
  expect(await later(Int32Array.from(tokens as number[])).array()).toEqual(tokens.map((_token, i) => i));
});

it('null stands for unknown numbers where nothing does', () => {
  const layer = new IntegerLookup({ vocabulary: [null as never, 5], oovToken: null });
  expect(layer.getVocabulary()).toEqual([null, 5]);
});

it.each<[unknown[]]>([
  [['a']],
  [['1.5']],
  [['']],
  [[null]],
  [[Number.NaN]],
  [[Infinity]],
  [[2 ** 63]],
  [[[1]]],
  [[{}]],
])('a vocabulary %j is refused', (vocabulary) => {
  const error = expect.objectContaining({ name: 'ValueError', message: expect.stringContaining('whole numbers') });
  expect(() => new IntegerLookup({ vocabulary: vocabulary as never })).toThrow(error);
  expect(() => new IntegerLookup().setVocabulary(vocabulary as never)).toThrow(error);
});

it('says in a compiled function what it cannot do there', () => {
  const layer = new IntegerLookup({ vocabulary: [5], numOovIndices: 0 });
  expect(() => jit((x: Tensor) => layer(x))(tensor([1, 2]))).toThrow('depends on its value');
});

it('is symbolic for any batch', () => {
  const y = new IntegerLookup({ vocabulary: [5, 6], outputMode: 'count' })(new KerasTensor([null, 4], 'int64'));
  expect([y.shape, y.dtype]).toEqual([[null, 3], 'float32']);
});

it.each<[string, () => unknown, string, string]>([
  ['a salt without hashes', () => new IntegerLookup({ salt: 9 }), 'ValueError', 'farmhash'],
  ['another type', () => new IntegerLookup({ vocabularyDtype: 'int32' as never }), 'ValueError', 'int64'],
  ['a mask of another kind', () => new IntegerLookup({ maskToken: 'a' as never }), 'TypeError', 'mask'],
  ['half a mask', () => new IntegerLookup({ maskToken: 1.5 }), 'TypeError', 'whole number'],
  ['equal numbers', () => new IntegerLookup({ vocabulary: [1.5, 1] }), 'ValueError', 'repeated term'],
  ['texts', () => new IntegerLookup({ vocabulary: [1] })(['a']), 'TypeError', 'another kind'],
])('refuses %s', (_what, wrong, name, message) => {
  expect(wrong).toThrow(expect.objectContaining({ name, message: expect.stringContaining(message) }));
});
