/** Sound files, from which damaged ones are made. */
import { readFile as readBuffer, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as keras from '@org/models';

const { Input, layers, losses, metrics, Model, optimizers, Sequential } = keras;

export interface Seed {
  readonly kind: 'keras' | 'h5' | 'legacy' | 'onnx';
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MODELS: Record<string, () => keras.Model> = {
  dense() {
    const model = new Sequential([
      Input([4]),
      new layers.Dense(3, { activation: 'relu', kernelRegularizer: 'l2', kernelConstraint: 'non_neg' }),
      new layers.BatchNormalization(),
      new layers.Dropout(0.5, { seed: 1 }),
      new layers.Dense(2, { activation: 'softmax' }),
    ]);
    const rate = new optimizers.schedules.ExponentialDecay(0.1, 10, 0.5);
    model.compile({
      optimizer: new optimizers.SGD(rate, 0.9),
      loss: new losses.Huber(),
      metrics: ['accuracy', new metrics.AUC()],
    });
    return model;
  },
  images() {
    const x = Input([8, 8, 3]);
    let y: unknown = new layers.Conv2D(4, 3, { padding: 'same', activation: 'gelu' })(x);
    y = new layers.MaxPooling2D(2)(y as never);
    y = new layers.DepthwiseConv2D([3, 1], { depthMultiplier: 2 })(y as never);
    y = new layers.ZeroPadding2D(1)(y as never);
    y = new layers.Conv2DTranspose(2, 2, { strides: 2 })(y as never);
    y = new layers.GroupNormalization(2)(y as never);
    y = new layers.UpSampling2D(2)(y as never);
    y = new layers.GlobalAveragePooling2D()(y as never);
    const model = new Model(x, y as never, { name: 'images' });
    model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] });
    return model;
  },
  text() {
    const x = Input([5], { dtype: 'int32' });
    let y: unknown = new layers.Embedding(10, 4, { maskZero: true })(x);
    y = new layers.TimeDistributed(new layers.Dense(2))(y as never);
    y = new layers.Masking(0)(y as never);
    y = new layers.GlobalAveragePooling1D()(y as never);
    return new Model(x, y as never, { name: 'text' });
  },
  branches() {
    const [a, b] = [Input([4], { name: 'a' }), Input([4], { name: 'b' })];
    const shared = new layers.Dense(3, { name: 'shared' });
    const inner = new Sequential([Input([3]), new layers.Dense(3), new layers.ReLU()], { name: 'inner' });
    const sum = new layers.Add()([shared(a), shared(b)] as never);
    const both = new layers.Concatenate()([inner(sum as never), keras.ops.multiply(sum as never, 2)] as never);
    const heads = {
      one: new layers.Dense(1, { name: 'one' })(both as never),
      two: new layers.Dense(2, { name: 'two' })(both as never),
    };
    const model = new Model({ inputs: [a, b] as never, outputs: heads as never, name: 'branches' });
    model.compile({ optimizer: 'rmsprop', loss: { one: 'mse', two: 'mae' }, lossWeights: { one: 1, two: 0.5 } });
    return model;
  },
  others() {
    const x = Input([6, 4]);
    let y: unknown = new layers.Conv1D(4, 2, { dilationRate: 2, padding: 'causal' })(x);
    y = new layers.LayerNormalization()(y as never);
    y = new layers.SpatialDropout1D(0.1)(y as never);
    y = new layers.Permute([2, 1])(y as never);
    y = new layers.Reshape([-1])(y as never);
    y = new layers.RepeatVector(2)(y as never);
    y = new layers.Cropping1D(0)(y as never);
    y = new layers.Flatten()(y as never);
    y = new layers.GaussianNoise(0.1)(y as never);
    y = new layers.UnitNormalization()(y as never);
    y = new layers.Rescaling(0.5)(y as never);
    y = new layers.EinsumDense('ab,bc->ac', { outputShape: 3 })(y as never);
    const model = new Model(x, new layers.PReLU()(y as never) as never, { name: 'others' });
    model.compile({ optimizer: new optimizers.AdamW(0.01, { clipnorm: 1 }), loss: 'categorical_crossentropy' });
    return model;
  },
};

/** Buffers have a `slice` that does not copy. */
const readFile = async (path: string): Promise<Uint8Array> => new Uint8Array(await readBuffer(path));

const fixtures = resolve(import.meta.dirname, '../../../packages/models/src/saving/fixtures');

/** Those of Python Keras, and models of many layers that are written into `folder`. */
export async function makeSeeds(folder: string): Promise<Seed[]> {
  const seeds: Seed[] = [];
  for (const name of await readdir(fixtures)) {
    const kind = name.endsWith('.keras') ? 'keras' : name.endsWith('.h5') ? 'h5' : null;
    if (kind) seeds.push({ kind, name, bytes: await readFile(join(fixtures, name)) });
  }
  for (const [name, make] of Object.entries(MODELS)) {
    const model = make();
    model.optimizer?.build(model.trainableVariables);
    const path = (ending: string): string => join(folder, `${name}.${ending}`);
    await model.save(path('keras'));
    await model.saveWeights(path('weights.h5'));
    await model.save(path('h5'));
    seeds.push({ kind: 'keras', name: `${name}.keras`, bytes: await readFile(path('keras')) });
    seeds.push({ kind: 'h5', name: `${name}.weights.h5`, bytes: await readFile(path('weights.h5')) });
    seeds.push({ kind: 'legacy', name: `${name}.h5`, bytes: await readFile(path('h5')) });
    if (!['dense', 'branches'].includes(name)) continue;
    await model.export(path('onnx'));
    seeds.push({ kind: 'onnx', name: `${name}.onnx`, bytes: await readFile(path('onnx')) });
  }
  return [...seeds, ...(await legacyOfPython()), ...(await networksOfPyTorch())];
}

/** Those that Keras 2 wrote, and Keras 3 as Keras 2. */
async function legacyOfPython(): Promise<Seed[]> {
  const text = gunzipSync(await readFile(join(fixtures, 'legacy.json.gz'))).toString();
  return Object.entries(JSON.parse(text) as Record<string, { file: string }>).map(([name, { file }]) => ({
    kind: 'legacy',
    name: `${name}.h5`,
    bytes: new Uint8Array(Buffer.from(file, 'base64')),
  }));
}

const TORCH_MODELS = '../../../packages/core/src/onnx/import/fixtures/torch-models.json.gz';

/** Mutants repeat parts thousands of times. */
const MOST_BYTES = 4000;

/** ONNX files that the tests read. */
async function networksOfPyTorch(): Promise<Seed[]> {
  const text = gunzipSync(await readFile(resolve(import.meta.dirname, TORCH_MODELS))).toString();
  const cases = JSON.parse(text) as { name: string; model: string }[];
  return cases
    .map(({ name, model }): Seed => ({ kind: 'onnx', name, bytes: new Uint8Array(Buffer.from(model, 'base64')) }))
    .filter(({ bytes }) => bytes.length < MOST_BYTES);
}

/** The model whose weights are read from a seed's mutants. */
export const modelFor = (seed: Seed): keras.Model => (MODELS[seed.name.split('.')[0]!] ?? MODELS.dense!)();
