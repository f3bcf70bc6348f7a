import { pythonFunction } from '@org/core/internal';
import { RandomState } from '@org/core/python';
import { cached, KERAS_FOLDER, type LoadedData, loadNpz, trainingSize } from './files.js';
import { inOrder, labelTensor, prepared, restricted, type Texts, wordCount, wordIndex } from './sequences.js';

const labelNames = [
  'cocoa',
  'grain',
  'veg-oil',
  'earn',
  'acq',
  'wheat',
  'copper',
  'housing',
  'money-supply',
  'coffee',
  'sugar',
  'trade',
  'reserves',
  'ship',
  'cotton',
  'carcass',
  'crude',
  'nat-gas',
  'cpi',
  'money-fx',
  'interest',
  'gnp',
  'meal-feed',
  'alum',
  'oilseed',
  'gold',
  'tin',
  'strategic-metal',
  'livestock',
  'retail',
  'ipi',
  'iron-steel',
  'rubber',
  'heat',
  'jobs',
  'lei',
  'bop',
  'zinc',
  'orange',
  'pet-chem',
  'dlr',
  'gas',
  'silver',
  'wpi',
  'hog',
  'lead',
] as const;

/**
 * 11,228 wires of 46 topics, as lists of the numbers of their words by frequency, and their topics: int64 [n].
 *
 * @param path the name of the file in the cache
 * @param numWords of how many frequent words are told apart; null: all
 * @param skipTop how many of the most frequent words are left out
 * @param maxlen wires of this length and longer ones are left out; null: none
 * @param testSplit the share of wires for testing
 * @param seed of the order; the same as in Python
 * @param startChar the number in front of each wire; null: none
 * @param oovChar the number that stands for words that are left out; null: nothing stands for them
 * @param indexFrom from which number on words are counted
 * @param origin another address of the file
 * @example
 * const load = async () => { const [[xTrain, yTrain]] = await keras.datasets.reuters.loadData({ numWords: 10_000 }); };
 */
export const loadData = /* @__PURE__ */ pythonFunction(
  'load_data',
  ['path', 'numWords', 'skipTop', 'maxlen', 'testSplit', 'seed', 'startChar', 'oovChar', 'indexFrom', 'origin'],
  async (
    path: string = 'reuters.npz',
    numWords: number | null = null,
    skipTop: number = 0,
    maxlen: number | null = null,
    testSplit: number = 0.2,
    seed: number = 113,
    startChar: number | null = 1,
    oovChar: number | null = 2,
    indexFrom: number | null = 3,
    origin: string | null = null,
  ): Promise<LoadedData<Texts>> => {
    const options = { numWords, skipTop, maxlen, startChar, oovChar, indexFrom };
    const fileHash = 'd6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916';
    const array = await loadNpz(await cached({ fname: path, origin: `${KERAS_FOLDER}reuters.npz`, fileHash }, origin));
    const [x, y] = [array('x'), array('y')];
    const { texts, labels } = prepared(inOrder(x, y, new RandomState(seed).permutation(x.values.length)), options);
    const words = restricted(texts, options, wordCount(texts, options));
    const end = trainingSize(words.length, testSplit);
    return [
      [words.slice(0, end), labelTensor(labels.slice(0, end))],
      [words.slice(end), labelTensor(labels.slice(end))],
    ];
  },
);

/**
 * The words of the wires with their numbers, counted from 1: `loadData` adds `indexFrom` to them.
 *
 * @param path the name of the file in the cache
 * @param origin another address of the file
 */
export const getWordIndex = /* @__PURE__ */ pythonFunction(
  'get_word_index',
  ['path', 'origin'],
  (path: string = 'reuters_word_index.json', origin: string | null = null): Promise<Record<string, number>> =>
    wordIndex(path, { name: 'reuters_word_index.json', fileHash: '4d44cc38712099c9e383dc6e5f11a921', origin }),
);

/** The names of the 46 topics, in the order of their numbers. */
export const getLabelNames = (): readonly string[] => labelNames;
