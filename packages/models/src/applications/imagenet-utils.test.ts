/** Cases: packages/testing/goldens/make_imagenet_utils.py. */
// Alone: it puts another function in the place of getFile, which others call.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DType, ops, tensor } from '@org/core';
import { Input } from '@org/layers';
import { decodeArray, type EncodedArray, expectClose, type GoldenCase, loadGolden } from '@org/testing';
import { Model } from '../model.js';
import * as getFileModule from '../utils/get-file.js';
import { decodePredictions, preprocessInput } from './imagenet-utils.js';
import { vgg16 } from './index.js';

jest.mock('../utils/get-file.js');

interface ImagesCase extends GoldenCase {
  readonly options: {
    readonly data_format: 'channels_last' | 'channels_first';
    readonly mode: 'caffe' | 'tf' | 'torch';
  };
  readonly x: EncodedArray;
  readonly out: EncodedArray;
}

describe('preprocessInput', () => {
  it.each(loadGolden<ImagesCase>('imagenet_utils').cases)('$id', async ({ options, x, out }) => {
    const { values, shape, dtype } = decodeArray(x);
    const { data_format: dataFormat, mode } = options;
    const images = preprocessInput(tensor(values, shape, dtype as DType), { dataFormat, mode });
    expect(images.dtype).toBe('float32');
    expectClose(await images.data(), decodeArray(out).values, { rtol: 1e-6 });
  });

  it('works on symbolic images', async () => {
    const x = Input([1, 1, 3]);
    const model = new Model(x, vgg16.preprocessInput(x));
    const out = (await model.predict(ops.ones([1, 1, 1, 3]), { verbose: 0 })) as ReturnType<typeof tensor>;
    expectClose(await out.data(), [1 - 103.939, 1 - 116.779, 1 - 123.68], { rtol: 1e-6 });
  });

  it('refuses other modes', () => {
    expect(() => preprocessInput(ops.ones([1, 1, 3]), { mode: 'pytorch' as 'torch' })).toThrow('Unknown mode.');
  });
});

describe('decodePredictions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'classes-'));
  afterAll(() => rm(folder, { recursive: true }));

  beforeAll(() => {
    const path = join(folder, 'classes.json');
    const classes = Array.from({ length: 1000 }, (_, i) => [i, [`n${i}`, `class_${i}`]]);
    writeFileSync(path, JSON.stringify(Object.fromEntries(classes)));
    jest.mocked(getFileModule.getFile).mockResolvedValue(path);
  });

  it('names the likeliest classes by falling score', async () => {
    const scores = ops
      .oneHot([7, 3], 1000)
      .mul(0.5)
      .add(ops.oneHot([999, 0], 1000).mul(0.25));
    expect(await decodePredictions(scores, { top: 2 })).toEqual([
      [
        ['n7', 'class_7', 0.5],
        ['n999', 'class_999', 0.25],
      ],
      [
        ['n3', 'class_3', 0.5],
        ['n0', 'class_0', 0.25],
      ],
    ]);
  });

  it('refuses what is no prediction of a thousand classes', async () => {
    await expect(decodePredictions(ops.ones([2, 10]))).rejects.toThrow('[images, 1000]');
  });
});
