import { type Tensor, tensor, ValueError } from '@org/core';
import { builtin, readFile } from '@org/core/files';
import { pythonFunction } from '@org/core/internal';
import { cached, KERAS_FOLDER, type LoadedData } from './files.js';

/**
 * 60,000 pictures of clothes for training and 10,000 for testing: uint8 [n, 28, 28], and their kinds, uint8 [n].
 *
 * @param origin another folder of the four files, as an address that ends in a slash
 * @example
 * const load = async () => { const [[xTrain, yTrain], [xTest, yTest]] = await keras.datasets.fashionMnist.loadData(); };
 */
export const loadData = /* @__PURE__ */ pythonFunction(
  'load_data',
  ['origin'],
  async (origin: string | null = null): Promise<LoadedData> => {
    const read = async (name: string): Promise<Tensor> => {
      const fname = `${name}-ubyte.gz`;
      const from = `${origin ?? KERAS_FOLDER}${fname}`;
      const path = await cached({ fname, origin: from, cacheSubdir: 'datasets/fashion-mnist' }, null);
      return readIdx(path);
    };
    const part = async (name: string): Promise<[Tensor, Tensor]> => [
      await read(`${name}-images-idx3`),
      await read(`${name}-labels-idx1`),
    ];
    return [await part('train'), await part('t10k')];
  },
);

/** Bytes of any shape: LeCun's format, compressed. @throws ValueError for other files and damaged ones */
async function readIdx(path: string): Promise<Tensor> {
  const { gunzipSync } = builtin<typeof import('node:zlib')>('node:zlib', path);
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(gunzipSync(await readFile(path)));
  } catch (error) {
    throw new ValueError(`'${path}' is damaged, or was cut off.`, { received: (error as Error).message });
  }
  const view = new DataView(bytes.buffer);
  const rank = bytes[3] ?? 0;
  const start = 4 + 4 * rank;
  if (bytes.length < start || bytes[2] !== 8)
    throw new ValueError(`'${path}' does not hold bytes in the format of MNIST.`);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, each) => product * each, 1);
  if (bytes.length !== start + size) {
    throw new ValueError(`'${path}' is damaged, or was cut off.`, {
      expected: `${size} bytes of [${shape.join(', ')}]`,
      received: String(bytes.length - start),
    });
  }
  return tensor(bytes.slice(start), shape);
}
