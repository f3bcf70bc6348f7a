/**
 * Models of one preprocessing layer each: Python Keras's files are read, and what is written from them is read again, here and by
 * `make_layer_files.py check` and `make_text_files.py check` (the folder in LAYER_FILES), which make the files (packages/testing/goldens).
 */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Tensor, tensor } from '@org/core';
import { decodeArray, type EncodedArray, expectClose, type GoldenCase, loadGolden } from '@org/testing';
import * as keras from './index.js';

interface LayerFile extends GoldenCase {
  /** The `.keras` file, in hexadecimal digits. */
  readonly file: string;
  readonly x: EncodedArray;
  readonly out: EncodedArray;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layer-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

const cases = ['layer_files', 'text_files'].flatMap((family) => loadGolden<LayerFile>(family).cases);

it.each(cases.map((each) => [each.id, each] as const))('%s', async (id, { file, x, out }) => {
  const [theirs, ours] = [join(folder, `${id}.keras`), join(folder, `${id}-again.keras`)];
  await writeFile(theirs, Buffer.from(file, 'hex'));
  const model = (await keras.models.loadModel(theirs)) as keras.Model;
  await model.save(ours);
  if (process.env.LAYER_FILES) await copyFile(ours, join(process.env.LAYER_FILES, `${id}.keras`));
  const again = (await keras.models.loadModel(ours)) as keras.Model;
  const { values, strings, shape, dtype } = decodeArray(x);
  for (const each of [model, again]) {
    const given = tensor(strings ?? values, shape, dtype as 'float32');
    for (const y of [each(given, { training: false }), await each.predict(given)] as Tensor[]) {
      expect(y.shape).toEqual(out.shape);
      expectClose(await y.data(), decodeArray(out).values, { rtol: 1e-5, atol: 1e-5 });
    }
  }
  expect(again.getConfig()).toEqual(model.getConfig());
});
