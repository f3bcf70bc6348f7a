/** Data sets whose elements are read from the files of a folder while they are gone over. */
import { type Tensor, tensor, ValueError } from '@org/core';
import { RandomState } from '@org/core/python';
import { Dataset } from '../../data/dataset.js';
import { prefetched } from '../../data/dataset-passes.js';
import { inOrder } from '../../data/permutation.js';
import { printLine } from '../../display/output.js';
import { type FileIndex, indexDirectory } from './index-directory.js';
import type { DirectoryOptions } from './options.js';
import { type LabelMode, type Settled, settled } from './options.js';

/** One kind of files. */
export interface Files {
  /** What errors call one, and all. */
  readonly kind: string;
  readonly plural: string;
  /** Endings of names, with the dot. */
  readonly formats: readonly string[];
  /** Whether all passes have the order of the first one, as those of grain. */
  readonly keepsOrder?: boolean;
  /** The files of a batch as one tensor; of null, a single file without a batch axis. */
  load(paths: readonly string[], isBatch: boolean): Promise<Tensor>;
}

/** With labels, elements are pairs. */
export type Labelled = [x: Tensor, y: Tensor];

/** The data set of a folder, or of subset 'both' that for training and that for validation. */
export async function fromDirectory(
  options: DirectoryOptions,
  files: Files,
): Promise<Dataset<Labelled> | [train: Dataset<Labelled>, validation: Dataset<Labelled>]> {
  const all = settled(options, files.kind);
  const index = await indexDirectory({ ...all, formats: files.formats });
  if (all.labelMode === 'binary' && index.classNames?.length !== 2) {
    throw new ValueError(
      'When passing `labelMode="binary"`, there must be exactly 2 classNames. ' +
        `Received: classNames=${index.classNames?.join(', ')}`,
    );
  }
  if (all.subset === 'both') {
    const parts = (['training', 'validation'] as const).map((subset) => partOf(index, all.validationSplit, subset));
    const [train, validation] = parts as [FileIndex, FileIndex];
    return [
      datasetOf(required(train, all, files, 'training '), all, files),
      datasetOf(required(validation, all, files, 'validation '), { ...all, shuffle: false }, files),
    ];
  }
  return datasetOf(required(partOf(index, all.validationSplit, all.subset), all, files, ''), all, files);
}

function required(index: FileIndex, { directory }: Settled, { plural, formats }: Files, part: string): FileIndex {
  if (index.paths.length > 0) return index;
  throw new ValueError(`No ${part}${plural} found in directory ${directory}. Allowed formats: ${formats.join(', ')}`);
}

/** The files behind are for validation. */
function partOf(index: FileIndex, share: number | null, subset: 'training' | 'validation' | null): FileIndex {
  if (!share || subset === null) return index;
  const total = index.paths.length;
  const count = Math.trunc(share * total);
  printLine(`Using ${subset === 'training' ? total - count : count} files for ${subset}.`);
  // Of Python's slices, `[:-0]` is empty and `[-0:]` is all.
  const end = count === 0 ? 0 : total - count;
  const cut = <T>(values: T[]): T[] => (subset === 'training' ? values.slice(0, end) : values.slice(end));
  return { ...index, paths: cut(index.paths), labels: index.labels && cut(index.labels) };
}

function datasetOf(
  index: FileIndex,
  { batchSize, labelMode, shuffle, seed }: Settled,
  files: Files,
): Dataset<Labelled> {
  const { paths, labels, classNames } = index;
  const size = batchSize ?? 1;
  const read = async (places: Int32Array): Promise<Tensor | Labelled> => {
    const isBatch = batchSize !== null;
    const x = await files.load(
      Array.from(places, (i) => paths[i]!),
      isBatch,
    );
    if (!labels || labelMode === null) return x;
    return [
      x,
      labelTensor(
        Array.from(places, (i) => labels[i]!),
        labelMode,
        classNames!.length,
        isBatch,
      ),
    ];
  };
  const random = shuffle && !files.keepsOrder ? new RandomState(seed) : null;
  const pass = async function* () {
    const order = inOrder(paths.length);
    random?.shuffle(order);
    for (let at = 0; at < paths.length; at += size) yield (await read(order.subarray(at, at + size))) as Labelled;
  };
  const ahead = (): AsyncGenerator<Labelled, void, undefined> => prefetched({ [Symbol.asyncIterator]: pass }, 1);
  const dataset = new Dataset<Labelled>(ahead, Math.ceil(paths.length / size));
  dataset.classNames = classNames;
  dataset.filePaths = paths;
  return dataset;
}

/** The labels of a batch, or a single one. */
function labelTensor(
  labels: readonly number[],
  mode: NonNullable<LabelMode>,
  classes: number,
  isBatch: boolean,
): Tensor {
  const batch = isBatch ? [labels.length] : [];
  if (mode === 'int') return tensor(Int32Array.from(labels), batch);
  if (mode === 'binary') return tensor(Float32Array.from(labels), [...batch, 1]);
  const oneHot = new Float32Array(labels.length * classes);
  for (const [i, label] of labels.entries()) if (label >= 0 && label < classes) oneHot[i * classes + label] = 1;
  return tensor(oneHot, [...batch, classes]);
}
