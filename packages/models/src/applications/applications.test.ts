/**
 * The networks have the layers, names and settings of Keras's, and compute what they do. Cases:
 * packages/testing/goldens/make_applications.py.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageDataFormat, ops, random, setImageDataFormat, tensor } from '@org/core';
import { fromPythonName, renameKeys } from '@org/core/python';
import { Input } from '@org/layers';
import { decodeArray, type EncodedArray, expectClose, type GoldenCase, loadGolden, sampled } from '@org/testing';
import { clearSession } from '../backend.js';
import { modelFromJson } from '../cloning.js';
import type { Model } from '../model.js';
import { writtenConfig } from '../testing/written-config.js';
import type { ApplicationOptions } from './application.js';
import * as applications from './index.js';

type Network = (options: ApplicationOptions) => Promise<Model>;

interface NetworkCase extends GoldenCase {
  readonly model: string;
  readonly options: Record<string, unknown>;
  readonly config?: Record<string, unknown>;
  readonly parameters?: number;
  readonly x?: EncodedArray;
  readonly out?: EncodedArray;
}

function made({ model, options }: NetworkCase): Promise<Model> {
  clearSession();
  const network = (applications as unknown as Record<string, Network>)[model]!;
  return network({ weights: null, ...renameKeys(options, fromPythonName) });
}

const cases = loadGolden<NetworkCase>('applications').cases;

/** Each family is met daily: `ResNet` of ResNet50 and ResNet101. */
const familyOf = ({ model }: NetworkCase) =>
  /^[A-Za-z]+?(?=V?\d|Tiny|Small|Base|Large|XLarge|Mobile$|$)/.exec(model)![0];

describe('networks without weights', () => {
  const networks = cases.filter(({ config }) => config);

  it('are all of Keras', () => {
    const own = Object.keys(applications).filter((name) => /^[A-Z]/.test(name));
    expect(own.sort()).toEqual([...new Set(networks.map(({ model }) => model))].sort());
  });

  it.each(['ConvNeXtTiny', 'InceptionResNetV2'])('%s is read from its config, with layers of its own', (name) => {
    const golden = networks.find(({ model, options }) => model === name && 'pooling' in options)!;
    const model = modelFromJson(JSON.stringify(golden.config));
    expect(writtenConfig(JSON.parse(model.toJson()))).toEqual(writtenConfig(golden.config));
  });

  it.each(sampled(networks, 25, familyOf))('$id', async (golden) => {
    const model = await made(golden);
    expect(writtenConfig(JSON.parse(model.toJson()))).toEqual(writtenConfig(golden.config));
    expect(model.countParams()).toBe(golden.parameters);
  });
});

describe('networks with weights', () => {
  const wave = (index: number, shape: readonly number[], name: string): number[] => {
    const size = shape.reduce((n, each) => n * each, 1);
    const scale = shape.length < 2 ? 0.1 : Math.sqrt((2 * shape.at(-1)!) / size);
    const middle = name === 'gamma' || name === 'moving_variance' ? 1 : 0;
    return Array.from({ length: size }, (_, i) => Math.sin(i * 0.7 + index) * scale + middle);
  };

  it.each(
    sampled(
      cases.filter(({ out }) => out),
      4,
    ),
  )('$id', async (golden) => {
    const model = await made(golden);
    model.weights.forEach((weight, index) => {
      weight.assign(tensor(wave(index, weight.shape, weight.name), weight.shape));
    });
    const { values, shape } = decodeArray(golden.x!);
    const out = (await model.predict(tensor(values, shape), { verbose: 0 })) as ReturnType<typeof tensor>;
    expectClose(await out.data(), decodeArray(golden.out!).values, { rtol: 1e-4 });
  });
});

describe('what networks stand on', () => {
  const small = { weights: null, includeTop: false, alpha: 0.25 } as const;

  it('may be a tensor of another graph', async () => {
    const pixels = Input([40, 40, 3], { name: 'pixels' });
    const model = await applications.MobileNet({ ...small, inputTensor: ops.flip(pixels, { axis: 1 }) });
    expect(model.inputs[0]).toBe(pixels);
    expect(model.outputShape).toEqual([null, 1, 1, 256]);
  });

  it('has open sizes without a classifier, and closed ones with it', async () => {
    expect((await applications.MobileNet(small)).inputShape).toEqual([null, null, null, 3]);
    expect((await applications.MobileNet({ weights: null, alpha: 0.25 })).inputShape).toEqual([null, 224, 224, 3]);
  });

  it('has its channels first where that is the data format', async () => {
    const format = imageDataFormat();
    setImageDataFormat('channels_first');
    try {
      const model = await applications.MobileNet({ ...small, pooling: 'avg', inputShape: [3, 32, 40] });
      expect(model.inputShape).toEqual([null, 3, 32, 40]);
      expect(model.outputShape).toEqual([null, 256]);
      await expect(applications.DenseNet121({ weights: null })).rejects.toThrow('channels_first');
    } finally {
      setImageDataFormat(format);
    }
  });

  it.each([
    ['classes of their own', { classes: 10 }, '`classes` should be 1000'],
    ['weights that are no file', { weights: 'imagenat' }, "null (random weights), 'imagenet', or the path"],
    ['another size', { inputShape: [32, 32, 3] }, 'the shape of the images is that of the weights'],
    ['another pooling', { weights: null, pooling: 'mean' }, "null, 'avg' or 'max'"],
    ['small images', { weights: null, inputShape: [16, 64, 3] }, 'at least 32x32'],
    ['shapes of batches', { weights: null, inputShape: [1, 64, 64, 3] }, 'three sizes'],
    ['open sizes', { weights: null, inputShape: [null, 64, 3] }, 'no open sizes'],
    ['channels without weights', { includeTop: false, inputShape: [64, 64, 1] }, '3 channels'],
    ['other ends', { classifierActivation: 'relu' }, 'softmax or in nothing'],
    ['data', { weights: null, inputTensor: ops.ones([1, 64, 64, 3]) }, '`inputTensor` must be symbolic'],
  ] as [string, ApplicationOptions, string][])('refuses %s', async (_, options, message) => {
    await expect(applications.ResNet50(options)).rejects.toMatchObject({ name: 'ValueError' });
    await expect(applications.ResNet50(options)).rejects.toThrow(message);
  });

  it('refuses widths without weights', async () => {
    await expect(applications.MobileNet({ alpha: 0.3 })).rejects.toThrow('alpha=0.3');
    await expect(applications.MobileNetV2({ alpha: 0.25 })).rejects.toThrow('alpha=0.25');
    await expect(applications.MobileNetV3Small({ alpha: 0.5 })).rejects.toThrow('alpha=0.5');
  });
});

describe('weights', () => {
  const folder = mkdtempSync(join(tmpdir(), 'applications-'));
  const home = process.env.KERAS_HOME;
  afterAll(() => {
    if (home === undefined) delete process.env.KERAS_HOME;
    else process.env.KERAS_HOME = home;
    rmSync(folder, { recursive: true });
  });

  const network = (weights: ApplicationOptions['weights']) =>
    applications.MobileNet({ weights, includeTop: false, alpha: 0.25, inputShape: [128, 128, 3] });

  it('come from a file, or from the cache of downloads', async () => {
    const model = await network(null);
    const kernel = model.weights[0]!;
    kernel.assign(random.uniform(kernel.shape));
    await model.saveWeights(join(folder, 'own.weights.h5'));
    const own = await network(join(folder, 'own.weights.h5'));
    expect(await own.weights[0]!.array()).toEqual(await kernel.array());
    mkdirSync(join(folder, 'models'));
    await model.save(join(folder, 'models', 'mobilenet_2_5_128_tf_no_top.h5'));
    process.env.KERAS_HOME = folder;
    const cached = await network('imagenet');
    expect(cached.name).toBe('mobilenet_0.25_128');
    expect(await cached.weights[0]!.array()).toEqual(await kernel.array());
  });
});
