/** keras.applications.imagenet_utils: what images are turned into before, and answers after, a network that ImageNet trained. */
import { type DataFormat, ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { readFile } from '@org/core/files';
import { pythonFunction, show } from '@org/core/internal';
import { getFile } from '../utils/get-file.js';
import { type Mode, preprocess } from './preprocess.js';

/**
 * Images with pixels from 0 to 255 as a network expects them, as floating point numbers: one image or a batch, in three channels.
 *
 * @param mode 'tf': from -1 to 1; 'torch': with ImageNet's mean 0 and deviation 1; 'caffe': blue first, less ImageNet's means
 * @throws ValueError for another mode or data format
 * @example
 * await preprocessInput([[[0, 127.5, 255]]], { mode: 'tf' }).array(); // [[[-1, 0, 1]]]
 */
export const preprocessInput = /* @__PURE__ */ pythonFunction(
  'preprocess_input',
  ['x', 'dataFormat', 'mode'],
  (x: TensorLike, dataFormat: DataFormat | null = null, mode: Mode = 'caffe'): Tensor =>
    preprocess(x, dataFormat, mode),
);

/** WordNet's identifier of a class, its name, and the score. */
export type Prediction = [id: string, name: string, score: number];

const CLASS_INDEX = 'https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json';

/**
 * The likeliest classes of ImageNet, for each row of a prediction, by falling score. Their names are downloaded once.
 *
 * @param preds [images, 1000]
 * @throws ValueError for another shape
 * @example
 * const named = async () => decodePredictions(await model.predict(images), { top: 3 }); // [[['n02504458', 'African_elephant', .82], ...]]
 */
export const decodePredictions = /* @__PURE__ */ pythonFunction(
  'decode_predictions',
  ['preds', 'top'],
  async (preds: TensorLike, top: number = 5): Promise<Prediction[][]> => {
    const scores = ops.convertToTensor(preds);
    if (scores.shape.length !== 2 || scores.shape[1] !== 1000) {
      throw new ValueError('`decodePredictions` expects a batch of predictions.', {
        expected: '[images, 1000]',
        received: show(scores.shape),
      });
    }
    const path = await getFile({
      fname: 'imagenet_class_index.json',
      origin: CLASS_INDEX,
      cacheSubdir: 'models',
      fileHash: 'c2c37ea517e94d9795004a39431a14cb',
    });
    const classes = JSON.parse(new TextDecoder().decode(await readFile(path))) as Record<string, [string, string]>;
    const rows = (await scores.array()) as number[][];
    return rows.map((row) => likeliest(row, top).map((i): Prediction => [...classes[i]!, row[i]!]));
  },
);

/** The indices of the largest numbers, the largest first; of equal ones, as NumPy sorts them, the last first. */
const likeliest = (row: readonly number[], count: number): number[] =>
  row
    .map((_, i) => i)
    .sort((a, b) => row[b]! - row[a]! || b - a)
    .slice(0, count);
