import { ValueError } from '@org/core';
import { pythonFunction } from '@org/core/internal';
import { RandomState } from '@org/core/python';
import { cached, KERAS_FOLDER, type LoadedData, loadNpz } from './files.js';
import { inOrder, labelTensor, prepared, restricted, type Texts, wordCount, wordIndex } from './sequences.js';

/**
 * 25,000 reviews of films for training and as many for testing, as lists of the numbers of their words by frequency, and whether they
 * praise: int64 [n].
 *
 * @param path the name of the file in the cache
 * @param numWords of how many frequent words are told apart; null: all
 * @param skipTop how many of the most frequent words are left out
 * @param maxlen reviews of this length and longer ones are left out; null: none
 * @param seed of the order; the same as in Python
 * @param startChar the number in front of each review; null: none
 * @param oovChar the number that stands for words that are left out; null: nothing stands for them
 * @param indexFrom from which number on words are counted
 * @param origin another address of the file
 * @throws ValueError where no review is short enough
 * @example
 * const load = async () => {
 *   const [[xTrain, yTrain]] = await keras.datasets.imdb.loadData({ numWords: 10_000 });
 *   return [keras.utils.padSequences(xTrain, 200), yTrain];
 * };
 */
export const loadData = /* @__PURE__ */ pythonFunction(
  'load_data',
  ['path', 'numWords', 'skipTop', 'maxlen', 'seed', 'startChar', 'oovChar', 'indexFrom', 'origin'],
  async (
    path: string = 'imdb.npz',
    numWords: number | null = null,
    skipTop: number = 0,
    maxlen: number | null = null,
    seed: number = 113,
    startChar: number | null = 1,
    oovChar: number | null = 2,
    indexFrom: number | null = 3,
    origin: string | null = null,
  ): Promise<LoadedData<Texts>> => {
    const options = { numWords, skipTop, maxlen, startChar, oovChar, indexFrom };
    const fileHash = '69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f';
    const array = await loadNpz(await cached({ fname: path, origin: `${KERAS_FOLDER}imdb.npz`, fileHash }, origin));
    const state = new RandomState(seed);
    const [train, test] = (['train', 'test'] as const).map((name) => {
      const [x, y] = [array(`x_${name}`), array(`y_${name}`)];
      return prepared(inOrder(x, y, state.permutation(x.values.length)), options);
    }) as [ReturnType<typeof prepared>, ReturnType<typeof prepared>];
    if (train.texts.length === 0 || test.texts.length === 0) {
      throw new ValueError(
        `After filtering for sequences shorter than maxlen=${maxlen}, no sequence was kept. Increase maxlen.`,
      );
    }
    const most = wordCount([...train.texts, ...test.texts], options);
    return [
      [restricted(train.texts, options, most), labelTensor(train.labels)],
      [restricted(test.texts, options, most), labelTensor(test.labels)],
    ];
  },
);

/**
 * The words of the reviews with their numbers, counted from 1: `loadData` adds `indexFrom` to them.
 *
 * @param path the name of the file in the cache
 * @param origin another address of the file
 * @example
 * const numberOf = async (word: string) => (await keras.datasets.imdb.getWordIndex())[word];
 */
export const getWordIndex = /* @__PURE__ */ pythonFunction(
  'get_word_index',
  ['path', 'origin'],
  (path: string = 'imdb_word_index.json', origin: string | null = null): Promise<Record<string, number>> =>
    wordIndex(path, { name: 'imdb_word_index.json', fileHash: 'bfafd718b763782e994055a2d397834f', origin }),
);
