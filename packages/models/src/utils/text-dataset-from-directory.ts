import { type Tensor, tensor, ValueError } from '@org/core';
import { readFile } from '@org/core/files';
import { bindOptions, show } from '@org/core/internal';
import type { Dataset } from '../data/dataset.js';
import { fromDirectory } from './directory/from-directory.js';
import type { DirectoryOptions } from './directory/options.js';
import { requireFormat } from './image-dataset-from-directory.js';
import { TEXT_DATASET_FROM_DIRECTORY_PARAMETERS, type TextDatasetFromDirectoryArguments } from './signatures.js';

export interface TextDatasetFromDirectoryOptions {
  /** The folder. */
  directory: DirectoryOptions['directory'];
  /** 'inferred': by the folders in it; null: none; or an integer for each file, in the order of their paths. */
  labels?: DirectoryOptions['labels'];
  /** 'int': int32 [batch]; 'categorical': one-hot [batch, classes]; 'binary': float32 [batch, 1]; null: no labels. */
  labelMode?: DirectoryOptions['labelMode'];
  /** The names of the folders, where their order is to be another than the alphabet's. */
  classNames?: DirectoryOptions['classNames'];
  /** null: single texts, without a batch axis. */
  batchSize?: DirectoryOptions['batchSize'];
  /** How much of each text is kept: bytes of UTF-8 in format 'tf', characters in 'grain'; null: all. */
  maxLength?: number | null;
  /** Whether files come in random order, of format 'tf' in another one in each pass; otherwise in that of their paths. */
  shuffle?: boolean;
  /** Of the order; the same as in Python. */
  seed?: DirectoryOptions['seed'];
  /** The share of files for validation, in (0, 1). */
  validationSplit?: DirectoryOptions['validationSplit'];
  /** Which part is returned where `validationSplit` is set; of 'both', training and validation data. */
  subset?: DirectoryOptions['subset'];
  /** Whether links to folders are followed. */
  followLinks?: boolean;
  /** In which unit `maxLength` counts. */
  format?: 'tf' | 'grain';
  /** Whether the number of files is printed. */
  verbose?: boolean;
}

/**
 * Batches of the texts (`.txt`, UTF-8) below a folder, a tensor of texts [batch], with labels by the folders that they lie in. Files are
 * read while they are needed. The data set has `classNames` and `filePaths`.
 *
 * Without labels its elements are texts alone: `textDatasetFromDirectory<Tensor>('folder', { labels: null })`.
 *
 * @throws ValueError for arguments that do not fit together or the folder, or where it holds no text; OSError without the folder
 * @example
 * const load = () => textDatasetFromDirectory('aclImdb/train', { batchSize: 32, validationSplit: 0.2, subset: 'training', seed: 1337 });
 */
export function textDatasetFromDirectory<Element = [texts: Tensor, labels: Tensor]>(
  directory: DirectoryOptions['directory'],
  options: Omit<TextDatasetFromDirectoryOptions, 'directory' | 'subset'> & { readonly subset: 'both' },
): Promise<[training: Dataset<Element>, validation: Dataset<Element>]>;
export function textDatasetFromDirectory<Element = [texts: Tensor, labels: Tensor]>(
  ...args: TextDatasetFromDirectoryArguments
): Promise<Dataset<Element>>;
export async function textDatasetFromDirectory(...args: TextDatasetFromDirectoryArguments): Promise<unknown> {
  const options = bindOptions(TEXT_DATASET_FROM_DIRECTORY_PARAMETERS, args);
  const { maxLength = null, format = 'tf' } = options;
  requireFormat(format);
  if (maxLength !== null && !(Number.isSafeInteger(maxLength) && maxLength >= 0)) {
    throw new ValueError('`maxLength` must be a whole number, or null.', { received: `maxLength=${show(maxLength)}` });
  }
  const decoder = new TextDecoder();
  const read = async (path: string): Promise<string> => {
    const bytes = await readFile(path);
    if (maxLength === null) return decoder.decode(bytes);
    if (format === 'tf') return decoder.decode(bytes.subarray(0, maxLength));
    return Array.from(decoder.decode(bytes)).slice(0, maxLength).join('');
  };
  return fromDirectory(options, {
    kind: 'text',
    plural: 'text files',
    formats: ['.txt'],
    keepsOrder: format === 'grain',
    load: async (paths, isBatch) => {
      const texts = tensor(await Promise.all(paths.map(read)));
      return isBatch ? texts : texts.at(0);
    },
  });
}
