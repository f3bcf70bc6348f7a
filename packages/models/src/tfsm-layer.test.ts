/** TFSMLayer alone and as a part of models, on SavedModels that TensorFlow and Keras wrote. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { KerasTensor, ops, type Tensor, tensor, ValueError } from '@org/core';
import { Dense, deserialize, Input, serialize, TFSMLayer } from '@org/layers';
import { SGD } from './optimizers/index.js';
import { loadModel } from './saving/index.js';
import { Sequential } from './sequential.js';

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly { readonly shape: number[]; readonly data: number[] }[];
  readonly outputs: { readonly data: number[] };
  readonly trainable: number;
  readonly variables: number;
}

const fixtures = new URL('../../core/src/saved-model/fixtures/saved-models.json.gz', import.meta.url);
const cases = JSON.parse(gunzipSync(readFileSync(fixtures)).toString()) as Case[];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tfsm-layer-'));
  for (const { name, files } of cases) {
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, Buffer.from(text, 'base64'));
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const caseNamed = (name: string): Case => cases.find((each) => each.name === name)!;
const inputOf = ({ inputs: [x] }: Case): Tensor => tensor(x!.data, x!.shape, 'float32');

async function expectClose(actual: Tensor, expected: ArrayLike<unknown>): Promise<void> {
  const values = await actual.data();
  expect(values).toHaveLength(expected.length);
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] as number, 5);
  });
}

describe('TFSMLayer', () => {
  it('computes what TensorFlow computes, with the weights of the model that was exported', async () => {
    const each = caseNamed('dense');
    const layer = new TFSMLayer(join(folder, 'dense'));
    await expectClose(layer(inputOf(each)), each.outputs.data);
    expect(layer.trainableWeights).toHaveLength(each.trainable);
    expect(layer.weights).toHaveLength(8);
    expect(new TFSMLayer(join(folder, 'dense'), { trainable: false }).trainableWeights).toEqual([]);
  });

  it('calls signatures, which return objects', async () => {
    const each = caseNamed('dense, as TensorFlow saves it');
    const layer = new TFSMLayer(join(folder, each.name), 'serving_default');
    const outputs = layer<Record<string, Tensor>>(inputOf(each));
    expect(Object.keys(outputs)).toEqual(['output_0']);
    await expectClose(
      outputs.output_0!,
      (each.outputs as unknown as Record<string, { data: number[] }>).output_0!.data,
    );
  });

  it('has shapes for symbolic inputs', () => {
    const y = new TFSMLayer(join(folder, 'images'))<KerasTensor>(new KerasTensor([null, 8, 8, 3]));
    expect(y.shape).toEqual([null, 6]);
  });

  it('takes another endpoint in training, which may move statistics', async () => {
    const make = () => new TFSMLayer(join(folder, 'both modes'), 'call_inference', 'call_training');
    const [layer, other] = [make(), make()];
    const x = inputOf(caseNamed('both modes'));
    const moving = layer.weights.find(({ name }) => name.includes('moving_mean'))!;
    const before = await moving.value.data();
    await expectClose(layer(x), [...(await other(x, { training: false }).data())]);
    expect(await moving.value.data()).toEqual(before);
    const y = await layer(x, { training: true }).array();
    expect(await moving.value.data()).not.toEqual(before);
    // Normalised by the batch: the means of its columns are those of the offset, which is 0.
    const means = await ops.mean(tensor(y as number[][]), 0).data();
    for (const mean of means) expect(mean).toBeCloseTo(0, 5);
  });

  it.each<[string, () => TFSMLayer, RegExp]>([
    ['a folder that is none', () => new TFSMLayer(join(folder, 'none')), /There is no SavedModel/],
    [
      'an endpoint that is not there',
      () => new TFSMLayer(join(folder, 'dense'), 'predict'),
      /no endpoint 'predict'[\s\S]*serve/,
    ],
    ['a path that is no text', () => new TFSMLayer(1 as never), /path of a SavedModel/],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('TFSMLayer in a model', () => {
  const makeModel = (trainable = true): Sequential => {
    const model = new Sequential([
      Input([4]),
      new TFSMLayer(join(folder, 'both modes'), {
        callEndpoint: 'call_inference',
        callTrainingEndpoint: 'call_training',
        trainable,
      }),
      new Dense(1, { kernelInitializer: 'ones' }),
    ]);
    model.compile({ optimizer: new SGD(0.1), loss: 'mse' });
    return model;
  };
  const x = tensor(
    Float32Array.from({ length: 64 }, (_, i) => Math.sin(1 + i * 1.7)),
    [16, 4],
  );
  const y = ops.sum(x, 1, true) as Tensor;

  it('is trained with native layers', async () => {
    const model = makeModel();
    const [layer] = model.layers;
    const before = await Promise.all(layer!.weights.map((weight) => weight.value.array()));
    const loss = (await model.evaluate(x, y, { verbose: 0 })) as number;
    await model.fit(x, y, { epochs: 40, batchSize: 16, verbose: 0 });
    expect(await model.evaluate(x, y, { verbose: 0 })).toBeLessThan(0.5 * loss);
    const after = await Promise.all(layer!.weights.map((weight) => weight.value.array()));
    const changed = layer!.weights.filter((_, i) => JSON.stringify(before[i]) !== JSON.stringify(after[i]));
    for (const name of ['kernel', 'gamma', 'beta', 'moving_mean', 'moving_variance'])
      expect(changed.some((weight) => weight.name.endsWith(name))).toBe(true);
  });

  it('stays as it is where it is not trainable', async () => {
    const model = makeModel(false);
    const weights = model.layers[0]!.weights.filter(({ name }) => !name.includes('moving'));
    const before = await Promise.all(weights.map((weight) => weight.value.array()));
    await model.fit(x, y, { epochs: 2, verbose: 0 });
    expect(await Promise.all(weights.map((weight) => weight.value.array()))).toEqual(before);
  });

  it('has the config of Keras, and is made again from it', async () => {
    const layer = new TFSMLayer(join(folder, 'dense'), { name: 'artifact', trainable: false });
    expect(layer.getConfig()).toMatchObject({
      name: 'artifact',
      trainable: false,
      filepath: join(folder, 'dense'),
      call_endpoint: 'serve',
      call_training_endpoint: null,
    });
    const copy = deserialize(serialize(layer)) as TFSMLayer;
    const input = inputOf(caseNamed('dense'));
    await expectClose(copy(input), [...(await layer(input).data())]);
  });

  it('is read from a model file by whoever trusts it', async () => {
    const model = makeModel();
    await model.fit(x, y, { epochs: 2, verbose: 0 });
    const path = join(folder, 'model.keras');
    await model.save(path);
    await expect(loadModel(path)).rejects.toThrow(/safeMode: false/);
    await expect(loadModel(path)).rejects.toThrow(ValueError);
    const loaded = await loadModel(path, { safeMode: false });
    await expectClose((await loaded.predict(x, { verbose: 0 })) as Tensor, [
      ...(await ((await model.predict(x, { verbose: 0 })) as Tensor).data()),
    ]);
  });
});
