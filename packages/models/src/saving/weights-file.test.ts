import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as keras from '../index.js';

const stack = (initializer: string) => {
  const dense = () => new keras.layers.Dense(1, { kernelInitializer: initializer, useBias: false });
  return new keras.Sequential([keras.Input([1]), dense(), dense()]);
};

const kernels = async (model: keras.Sequential): Promise<number[]> =>
  Promise.all(model.weights.map(({ value }) => value.item() as Promise<number>));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weights-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('objects to skip keep their values, and are not needed in the file', async () => {
  const path = join(folder, 'part.weights.h5');
  const [ones, zeros] = [stack('ones'), stack('zeros')];
  await ones.saveWeights(path, { objectsToSkip: [ones.layers[0]!] });
  await expect(zeros.loadWeights(path)).rejects.toThrow('the file has 0');
  await zeros.loadWeights(path, { objectsToSkip: [zeros.layers[0]!] });
  expect(await kernels(zeros)).toEqual([0, 1]);
});

test('files with another ending are refused', async () => {
  await expect(stack('ones').loadWeights('weights.pkl')).rejects.toMatchObject({ name: 'ValueError' });
});
