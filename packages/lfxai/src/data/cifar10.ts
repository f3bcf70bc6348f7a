import { join } from 'node:path';
import { FileNotFoundError, ValueError } from '@org/core';
import { recordsOfPickle } from './cifar10-pickle.js';
import { bytesOf, find, provide, readAs } from './files.js';
import { type HostArray, hostArray, stack } from './host-array.js';
import { ImageDataset } from './image-dataset.js';
import type { Transform } from './transforms.js';

const URL = 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz';
const MD5 = 'c32a1d4ab5d03f1284b67883e8d87530';
const PIXELS = 32 * 32;
const RECORD = 1 + 3 * PIXELS;
const CLASSES = 10;

export interface CIFAR10Options {
  /** The training set, or the test set. */
  train?: boolean;
  transform?: Transform | null;
  /** Whether files that are not in the folder are downloaded. */
  download?: boolean;
  /** Where to download from. Files from there are not compared with the known hash. */
  url?: string;
}

/** Where the batches may be: in the folder itself, or as they are unpacked. */
const FOLDERS = ['', 'cifar-10-batches-bin/', 'cifar-10-binary/cifar-10-batches-bin/', 'cifar-10-binary/'];

/** The same for the version for Python. */
const PYTHON_FOLDERS = ['', 'cifar-10-batches-py/', 'cifar-10-python/cifar-10-batches-py/', 'cifar-10-python/'];

async function imagesOf(root: string, options: CIFAR10Options): Promise<[images: HostArray, labels: HostArray]> {
  const { train = true, download = false, url } = options;
  const batches = train ? [1, 2, 3, 4, 5].map((i) => `data_batch_${i}`) : ['test_batch'];
  const python = await find(
    root,
    PYTHON_FOLDERS.map((folder) => folder + batches[0]!),
  );
  if (python) {
    return recordsOf(await batchesIn(join(python, '..'), batches, (bytes) => recordsOfPickle(bytes)));
  }
  const files = batches.map((batch) => `${batch}.bin`);
  const namesOf = (file: string) => FOLDERS.map((folder) => folder + file);
  const hash = url === undefined ? { hash: MD5 } : {};
  const remote = download ? { name: 'cifar-10-binary', url: url ?? URL, extract: true, ...hash } : null;
  const first = await provide(root, namesOf(files[0]!), remote);
  return recordsOf(await batchesIn(join(first, '..'), files, requireRecords));
}

/** All batches of a folder: a part of them would be another data set. */
async function batchesIn(
  folder: string,
  files: readonly string[],
  read: (bytes: Uint8Array, path: string) => Uint8Array,
): Promise<Uint8Array[]> {
  const paths = await Promise.all(files.map((file) => find(folder, [file])));
  const missing = files.filter((_, i) => paths[i] === null);
  if (missing.length > 0) {
    throw new FileNotFoundError(`Batches of CIFAR-10 are missing in ${folder}: ${missing.join(', ')}.`, {
      hint: 'remove the folder, and load the data set with { download: true }.',
    });
  }
  const whole = paths as string[];
  return Promise.all(
    whole.map(async (path) => {
      const bytes = await bytesOf(path);
      return readAs(path, 'batch of CIFAR-10', () => read(bytes, path));
    }),
  );
}

/** @throws ValueError for bytes that are no records of a label and a photograph */
function requireRecords(bytes: Uint8Array, path: string): Uint8Array {
  const count = bytes.length / RECORD;
  if (!Number.isInteger(count) || count === 0) {
    throw new ValueError(`${path} is no batch of CIFAR-10 in its binary version.`, {
      expected: `a multiple of ${RECORD} bytes`,
      received: String(bytes.length),
    });
  }
  return bytes;
}

/** Records of a label and three channels of 32 by 32 bytes, with channels last. */
function recordsOf(parts: readonly Uint8Array[]): [images: HostArray, labels: HostArray] {
  const count = parts.reduce((sum, { length }) => sum + length / RECORD, 0);
  const images = new Uint8Array(count * 3 * PIXELS);
  const labels = new Int32Array(count);
  let i = 0;
  for (const part of parts) {
    for (let start = 0; start < part.length; start += RECORD, i++) {
      labels[i] = part[start]!;
      if (labels[i]! >= CLASSES) {
        throw new ValueError('The file is no batch of CIFAR-10.', {
          expected: `labels below ${CLASSES}`,
          received: `${labels[i]} for photograph ${i}`,
        });
      }
      for (let pixel = 0; pixel < PIXELS; pixel++) {
        for (let c = 0; c < 3; c++) images[(i * PIXELS + pixel) * 3 + c] = part[start + 1 + c * PIXELS + pixel]!;
      }
    }
  }
  return [hostArray(images, [count, 32, 32, 3]), hostArray(labels, [count])];
}

/**
 * Small photographs of ten classes, in the binary version of the data set, or in that for Python, of which no code is run. Made by
 * {@link CIFAR10.load}.
 *
 * @example
 * const load = () => CIFAR10.load('data/cifar10', { train: false, download: true });
 */
export class CIFAR10 extends ImageDataset {
  /**
   * @throws FileNotFoundError where the files are not in the folder, and `download` is not set, or where some are missing
   * @throws ValueError for files of another format
   */
  static async load(root: string, options: CIFAR10Options = {}): Promise<CIFAR10> {
    const [images, labels] = await imagesOf(root, options);
    return new CIFAR10(images, labels, options.transform ?? null);
  }
}

/** Each photograph twice, `[2, 3, 32, 32]`, with the random changes that its transform makes. */
export class CIFAR10Pair extends CIFAR10 {
  /** As {@link CIFAR10.load}. */
  static override async load(root: string, options: CIFAR10Options = {}): Promise<CIFAR10Pair> {
    const [images, labels] = await imagesOf(root, options);
    return new CIFAR10Pair(images, labels, options.transform ?? null);
  }

  protected override imageAt(index: number): HostArray {
    return stack([super.imageAt(index), super.imageAt(index)]);
  }
}
