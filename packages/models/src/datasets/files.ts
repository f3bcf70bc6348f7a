/** Where the data sets come from, and what their files hold. */
import { type Tensor, type TypedArray, tensor, ValueError } from '@org/core';
import { type NpyArray, namingFile, readFile, readNpy } from '@org/core/files';
import { openZip } from '../saving/zip.js';
import { type GetFileOptions, getFile } from '../utils/get-file.js';

/** What `loadData` returns, as in Keras. */
export type LoadedData<X = Tensor, Y = Tensor> = [train: [x: X, y: Y], test: [x: X, y: Y]];

/** The folder of Keras's own files. */
export const KERAS_FOLDER = 'https://storage.googleapis.com/tensorflow/tf-keras-datasets/';

/**
 * A file of the cache, which is downloaded if it is not there.
 *
 * @param origin another address, as of a mirror, whose file need not have the hash; null: the known one
 */
export const cached = (known: GetFileOptions & { origin: string }, origin: string | null): Promise<string> =>
  getFile(origin === null ? known : { ...known, origin, fileHash: null });

/** The arrays of an `.npz` file, by their names. Nothing of a file is run. */
export async function loadNpz(path: string): Promise<(name: string) => NpyArray> {
  const archive = openZip(await readFile(path), { label: `'${path}'` });
  return (name) => namingFile(path, readNpy, archive.read(`${name}.npy`));
}

/** An array of numbers of a file as a tensor. @throws ValueError for one of texts or objects */
export const numbersIn = ({ shape, values }: NpyArray): Tensor => tensor(typed(values), shape);

export function typed(values: NpyArray['values']): TypedArray {
  if (ArrayBuffer.isView(values)) return values as TypedArray;
  throw new ValueError('The data set has another form than it should.', { expected: 'arrays of numbers' });
}

/** How many of `total` samples are for training. */
export function trainingSize(total: number, testSplit: number): number {
  return Math.trunc(total * (1 - testSplit));
}

/** @throws ValueError unless it is a share below 1 */
export function requireShare(testSplit: number): void {
  if (testSplit >= 0 && testSplit < 1) return;
  throw new ValueError(`Invalid \`testSplit\` argument: ${testSplit}. It must be between 0 and 1 (exclusive of 1).`);
}
