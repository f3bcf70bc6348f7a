import { KerasTensor, tensor } from '@org/core';
import { near } from '@org/testing';
import * as fc from 'fast-check';
import { registerKerasSerializable } from '../../serialization/index.js';
import { TextVectorization, type TextVectorizationOptions } from './text-vectorization.js';
import { standardizeText, tokenize } from './tokenize.js';

const WORDS = ['earth', 'wind', 'and', 'fire'];
const LINES = ['Earth, wind and FIRE!', 'fire fire  water', 'the wind'];
const PLAIN = { split: null, standardize: null };

// Python Keras 3.15.1 on JAX.
const CALLS: readonly [options: TextVectorizationOptions, x: unknown, shape: number[], values: unknown][] = [
  [
    {},
    LINES,
    [3, 4],
    [
      [2, 3, 4, 5],
      [5, 5, 1, 0],
      [1, 3, 0, 0],
    ],
  ],
  [
    {},
    LINES.map((line) => [line]),
    [3, 4],
    [
      [2, 3, 4, 5],
      [5, 5, 1, 0],
      [1, 3, 0, 0],
    ],
  ],
  [{}, 'fire wind', [2], [5, 3]],
  [{}, [], [0, 0], []],
  [{}, [''], [1, 0], [[]]],
  [
    {},
    [[['fire wind'], ['earth']]],
    [1, 2, 2],
    [
      [
        [5, 3],
        [2, 0],
      ],
    ],
  ],
  [
    { outputSequenceLength: 3 },
    LINES,
    [3, 3],
    [
      [2, 3, 4],
      [5, 5, 1],
      [1, 3, 0],
    ],
  ],
  [{ outputSequenceLength: 3 }, [''], [1, 3], [[0, 0, 0]]],
  [
    { outputMode: 'multi_hot' },
    LINES,
    [3, 5],
    [
      [0, 1, 1, 1, 1],
      [1, 0, 0, 0, 1],
      [1, 0, 1, 0, 0],
    ],
  ],
  [
    { outputMode: 'count' },
    LINES,
    [3, 5],
    [
      [0, 1, 1, 1, 1],
      [1, 0, 0, 0, 2],
      [1, 0, 1, 0, 0],
    ],
  ],
  [{ outputMode: 'count' }, 'fire wind', [5], [0, 0, 1, 0, 1]],
  [
    { outputMode: 'one_hot' },
    'fire wind',
    [2, 5],
    [
      [0, 0, 0, 0, 1],
      [0, 0, 1, 0, 0],
    ],
  ],
  [PLAIN, ['earth', 'q'], [2], [2, 1]],
  [
    PLAIN,
    [
      ['earth', 'q'],
      ['', 'fire'],
    ],
    [2, 2],
    [
      [2, 1],
      [0, 5],
    ],
  ],
  [PLAIN, 'fire', [], 5],
  [
    { ...PLAIN, outputSequenceLength: 3 },
    [
      ['earth', 'q'],
      ['', 'fire'],
    ],
    [2, 3],
    [
      [2, 1, 0],
      [0, 5, 0],
    ],
  ],
  [
    { ...PLAIN, outputMode: 'count' },
    [
      ['earth', 'q'],
      ['', 'fire'],
    ],
    [2, 5],
    [
      [1, 1, 0, 0, 0],
      [0, 0, 0, 0, 1],
    ],
  ],
];

it.each(CALLS)('with %j %j become numbers', async (options, x, shape, values) => {
  const layer = new TextVectorization({ vocabulary: WORDS, ...options });
  const texts = tensor(x as never, null, 'string');
  const y = layer(texts);
  expect([y.dtype, y.shape, await y.array()]).toEqual(['int32', shape, values]);
  // What only the texts tell is unknown.
  const known = layer.computeOutputShape(texts.shape) as (number | null)[];
  expect(known.map((size, axis) => size ?? shape[axis])).toEqual(shape);
  expect(layer(new KerasTensor(texts.shape, 'string')).shape).toEqual(known);
});

const learned = async (options: TextVectorizationOptions, texts: readonly string[]): Promise<string[]> => {
  const layer = new TextVectorization(options);
  await layer.adapt(texts);
  return layer.getVocabulary().slice(2);
};

describe('texts are split into tokens as TensorFlow does it', () => {
  it('by the white space of ASCII, with its letters in lower case and without its punctuation', async () => {
    expect(
      await learned({}, ['ÀÉ éà İ ẞ STRASSE', 'Ǆ x\u00a0y z\u3000w\u2003q a\tb\nc\vd\x0ce\rf\x1cg\x85h \u2028i']),
    ).toEqual([
      '\u2028i',
      'ẞ',
      'Ǆ',
      'İ',
      'éà',
      'ÀÉ',
      'z\u3000w\u2003q',
      'x\u00a0y',
      'strasse',
      'f\x1cg\x85h',
      'e',
      'd',
      'c',
      'b',
      'a',
    ]);
    expect(
      await learned({ standardize: 'strip_punctuation' }, ["Hello, world! it's “quoted” — a_b [x] \\back"]),
    ).toEqual(['“quoted”', '—', 'x', 'world', 'its', 'back', 'ab', 'Hello']);
    expect(await learned({ standardize: 'lower' }, ['A,B c!'])).toEqual(['c!', 'a,b']);
  });

  it('by characters', async () => {
    expect(await learned({ standardize: null, split: 'character' }, ['añ日🙂e\u0301 b'])).toEqual([
      '🙂',
      '日',
      '\u0301',
      'ñ',
      'e',
      'b',
      'a',
      ' ',
    ]);
  });

  it('by functions', async () => {
    const standardize = (texts: readonly string[]) => texts.map((text) => text.toUpperCase());
    const split = (texts: readonly string[]) => texts.map((text) => text.split(','));
    expect(await learned({ standardize, split }, ['a,b', 'b,c'])).toEqual(['B', 'C', 'A']);
    expect(await learned({ standardize }, ['a b', 'B'])).toEqual(['B', 'A']);
    expect(await learned({ split }, ['A,b.', 'B'])).toEqual(['b', 'ab']);
  });

  it.each<[number | readonly number[], string[]]>([
    [1, ['d', 'c', 'b', 'a']],
    [2, ['d', 'c', 'b c', 'b', 'c d', 'a b', 'a']],
    [[2], ['b c', 'c d', 'a b']],
    [
      [1, 3],
      ['d', 'c', 'b', 'b c d', 'a b c', 'a'],
    ],
  ])('with n-grams of %j', async (ngrams, tokens) => {
    expect(await learned({ ngrams }, ['a b c d', 'b c', 'd'])).toEqual(tokens);
  });

  it('byte by byte as with strings', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const { words, ids, ends } = tokenize(texts, 'lower_and_strip_punctuation', 'whitespace');
        const rows = texts.map((_, i) => Array.from(ids.subarray(ends[i - 1] ?? 0, ends[i]), (id) => words[id]));
        const expected = texts.map((each) =>
          standardizeText(each, 'lower_and_strip_punctuation')
            .split(/[\t-\r ]+/)
            .filter(Boolean),
        );
        expect(rows).toEqual(expected);
      }),
    );
  });

  it('whatever their number', () => {
    const many = Array.from({ length: 5000 }, (_, i) => `w${i}`);
    const { words, ids } = tokenize([many.join(' '), many.join(' ')], null, 'whitespace');
    expect(words).toEqual(many);
    expect(Array.from(ids)).toEqual([...many.keys(), ...many.keys()]);
  });
});

describe('the vocabulary', () => {
  it('is learned from arrays, from batches and step by step', async () => {
    const layer = new TextVectorization({ outputMode: 'tf_idf' });
    await layer.adapt([['a b', 'a c'], ['d']].map((batch) => tensor(batch)).values());
    expect(layer.getVocabulary()).toEqual(['[UNK]', 'a', 'd', 'c', 'b']);
    const weights = await layer._lookupLayer.idfWeights!.array<number[]>();
    expect(weights).toEqual(near([0.860505, Math.LN2, 0.916291, 0.916291, 0.916291], 1e-6));
    const steps = new TextVectorization();
    await steps.adapt([['a b', 'a c'], ['d']].values(), { steps: 1 });
    expect(steps.getVocabulary()).toEqual(['', '[UNK]', 'a', 'c', 'b']);
    steps.updateState(['z']);
    steps.finalizeState();
    expect([steps.getVocabulary(), steps.vocabularySize()]).toEqual([['', '[UNK]', 'z'], 3]);
  });

  it('may be cut off, and encodings padded', async () => {
    const layer = new TextVectorization({ maxTokens: 4, outputMode: 'count', padToMaxTokens: true });
    await layer.adapt(['b a a c c c d d d d']);
    expect(layer.getVocabulary()).toEqual(['[UNK]', 'd', 'c', 'a']);
    expect(await layer(['a b c d q']).array()).toEqual([[2, 1, 1, 1]]);
  });

  it('is part of a config where it was given', () => {
    const layer = new TextVectorization({ vocabulary: WORDS, ngrams: [1, 2], outputSequenceLength: 3 });
    const copy = TextVectorization.fromConfig(layer.getConfig());
    expect([copy.getVocabulary(), copy.getConfig()]).toEqual([layer.getVocabulary(), layer.getConfig()]);
    copy.setVocabulary(['x']);
    expect(copy.getVocabulary()).toEqual(['', '[UNK]', 'x']);
  });

  it('comes back with functions that are registered', async () => {
    const shout = registerKerasSerializable({ package: 'texts' })(function shout(texts: readonly string[]) {
      return texts.map((text) => text.toUpperCase());
    });
    const layer = new TextVectorization({ standardize: shout, vocabulary: ['A'] });
    const copy = TextVectorization.fromConfig(JSON.parse(JSON.stringify(layer.getConfig())));
    expect(await copy(['a b']).array()).toEqual([[2, 1]]);
  });
});

it.each<[string, () => unknown, string, string]>([
  ['a rule', () => new TextVectorization({ standardize: 'x' as never }), 'ValueError', 'standardize'],
  ['a way to split', () => new TextVectorization({ split: 'x' as never }), 'ValueError', 'split'],
  ['n-grams', () => new TextVectorization({ ngrams: 'x' as never }), 'ValueError', 'ngrams'],
  ['n-grams of nothing', () => new TextVectorization({ ngrams: [0] }), 'ValueError', 'ngrams'],
  ['a length', () => new TextVectorization({ outputSequenceLength: 'x' as never }), 'ValueError', 'sequence_length'],
  [
    'a length of encodings',
    () => new TextVectorization({ outputSequenceLength: 3, outputMode: 'count' }),
    'ValueError',
    'sequence_length',
  ],
  ['ragged tensors', () => new TextVectorization({ ragged: true }), 'ValueError', 'ragged'],
  ['sparse tensors', () => new TextVectorization({ sparse: true, outputMode: 'count' }), 'ValueError', 'sparse'],
  ['several texts in a row', () => new TextVectorization({ vocabulary: WORDS })([['a', 'b']]), 'ValueError', 'rank'],
  [
    'vectors for each token',
    () => new TextVectorization({ vocabulary: WORDS, outputMode: 'one_hot' })(LINES),
    'ValueError',
    'one_hot',
  ],
  ['numbers', () => new TextVectorization({ vocabulary: WORDS })([1]), 'TypeError', 'takes texts'],
  ['no vocabulary', () => new TextVectorization()(['a']), 'RuntimeError', 'no vocabulary'],
  [
    'a function that returns something else',
    () => new TextVectorization({ vocabulary: WORDS, standardize: () => [] })(['a']),
    'ValueError',
    'a list of 1',
  ],
])('refuses %s', (_what, wrong, name, message) => {
  expect(wrong).toThrow(expect.objectContaining({ name, message: expect.stringContaining(message) }));
});

it('functions may call their texts a list that they can change', async () => {
  const given = tensor(['b a', 'c']);
  const layer = new TextVectorization({
    standardize: (texts: string[]) => texts.map((text) => text.toUpperCase()),
    split: (texts: string[]) => texts.splice(0).map((text) => text.split(' ')),
    vocabulary: ['A', 'B', 'C'],
  });
  const places = [
    [3, 2],
    [4, 0],
  ];
  expect(await layer(given).array()).toEqual(places);
  expect(await layer(given).array()).toEqual(places);
});

it('texts that a function changes in place stay as they are elsewhere', async () => {
  const given = tensor(['b', 'a']);
  const standardize = (texts: string[]) => texts.sort();
  expect(await new TextVectorization({ standardize, vocabulary: ['a', 'b'] })(given).array()).toEqual([[2], [3]]);
  expect(await given.array()).toEqual(['b', 'a']);
});

it('a vocabulary of numbers is refused', () => {
  expect(() => new TextVectorization({ vocabulary: [1, 2] as never })).toThrow('vocabulary of texts');
  expect(() => new TextVectorization().setVocabulary([1, 2] as never)).toThrow('vocabulary of texts');
});
