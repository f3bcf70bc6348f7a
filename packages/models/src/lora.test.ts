/** Layers adapted by LoRA compute, train and are saved as in Python Keras. Cases and files: packages/testing/goldens/make_lora.py. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gradients, ops, type Tensor, tensor, type Variable } from '@org/core';
import { fromPythonName, renameKeys } from '@org/core/internal';
import { cotangent, decodeArray, type EncodedArray, expectClose, type GoldenCase, loadGolden } from '@org/testing';
import * as keras from './index.js';
import { drawnInputs, drawnNumbers, takesIndices } from './testing/drawn-inputs.js';

interface LoraCase extends GoldenCase {
  readonly class: 'Dense';
  readonly options: Record<string, unknown>;
  readonly shape: readonly number[];
  readonly policy: string;
  readonly names: readonly string[];
  /** `layer.kernel` or `layer.embeddings`: the sum. */
  readonly weight: EncodedArray;
  readonly out: EncodedArray;
  /** All weights after one step of SGD. */
  readonly after: readonly EncodedArray[];
  readonly config: Record<string, unknown>;
  /** What Python computes after loading its file. */
  readonly loaded: EncodedArray;
  /** The `.keras` file, in hexadecimal digits. */
  readonly file: string;
}

type Adapted = keras.layers.Dense & { embeddings?: Variable };

function build(golden: LoraCase): [keras.Sequential, Adapted] {
  const options = renameKeys(golden.options, fromPythonName);
  const type = keras.layers[golden.class] as new (options: object) => Adapted;
  const layer = new type({ ...options, dtype: golden.policy, name: 'adapted' });
  const dtype = takesIndices(golden) ? 'int32' : 'float32';
  return [new keras.Sequential([keras.Input(golden.shape, { dtype }), layer], { name: 'model' }), layer];
}

function adapt(layer: Adapted): void {
  layer.enableLora(2, { loraAlpha: 3 });
  layer.setWeights(layer.weights.map(({ name, shape }) => drawnNumbers(name, shape)));
}

/** Sums of a few terms in another order; in bfloat16 up to eight factors of a gradient are rounded to 8 bits each. */
const rtolOf = ({ policy }: LoraCase): number => (policy === 'float32' ? 1e-5 : 2 ** -5);

async function expectValues(golden: LoraCase, label: string, actual: Tensor, expected: EncodedArray): Promise<void> {
  expect([label, actual.shape]).toEqual([label, expected.shape]);
  expectClose(await actual.data(), decodeArray(expected).values, { rtol: rtolOf(golden), atol: 1e-6, label });
}

const { cases } = loadGolden<LoraCase>('lora');

/** To load all of our files in Python: `LORA_FILES=DIR npx jest lora.test`, then `make_lora.py check DIR`. */
const kept = process.env.LORA_FILES;
const folder = mkdtemp(join(tmpdir(), 'lora-'));
afterAll(async () => rm(await folder, { recursive: true }));

describe.each(cases.map((golden) => [golden.id, golden] as const))('%s', (id, golden) => {
  it('computes with the sum, and trains the two matrices', async () => {
    const [model, layer] = build(golden);
    const plain = layer.embeddings ?? layer.kernel;
    expect(layer.loraEnabled).toBe(false);
    adapt(layer);
    expect(layer.loraEnabled).toBe(true);
    expect(layer.getConfig()).toEqual(golden.config);
    expect(layer.weights.map(({ name }) => name)).toEqual(golden.names);
    expect(plain.trainable).toBe(false);
    const sum = layer.embeddings ?? layer.kernel;
    expect(sum.dtype).toBe(layer.computeDtype);
    await expectValues(golden, 'weight', sum.value ?? sum, golden.weight);

    const out = model(drawnInputs(golden));
    await expectValues(golden, 'out', out, golden.out);
    const before = layer.weights.map((variable) => variable.uncast);
    const loss = [ops.sum(ops.cast(out, 'float32').mul(tensor(cotangent(0, out.size), out.shape))), ...layer.losses];
    const found = gradients(loss, layer.trainableWeights) as Tensor[];
    for (const [i, variable] of layer.trainableWeights.entries()) variable.assign(variable.uncast.sub(found[i]!));
    for (const [i, variable] of layer.weights.entries()) {
      expect([variable.name, variable.dtype]).toEqual([variable.name, before[i]!.dtype]);
      await expectValues(golden, `${variable.name} after a step`, variable.uncast, golden.after[i]!);
    }
  });

  it('is read from files of Python, and written', async () => {
    const path = join(await folder, `${id}.keras`);
    await writeFile(path, Buffer.from(golden.file, 'hex'));
    const loaded = (await keras.saving.loadModel(path)) as keras.Model;
    expect((loaded.layers[0] as Adapted).loraEnabled).toBe(true);
    await expectValues(golden, 'loaded', loaded(drawnInputs(golden)), golden.loaded);
    const [model, layer] = build(golden);
    adapt(layer);
    await model.save(path);
    const again = (await keras.saving.loadModel(path)) as keras.Model;
    await expectValues(golden, 'ours', again(drawnInputs(golden)), golden.loaded);
    if (kept) await model.save(join(kept, `${id}.keras`));
  });

  it('is merged where a file is loaded without adaptation', async () => {
    const [adapted, layer] = build(golden);
    adapt(layer);
    const path = join(await folder, `${id}.weights.h5`);
    await adapted.saveWeights(path);
    const [plain] = build(golden);
    await plain.loadWeights(path);
    await expectValues(golden, 'merged', plain(drawnInputs(golden)), golden.out);
  });
});

const plainDense = (): keras.layers.Dense => {
  const layer = new keras.layers.Dense(2);
  layer.build([null, 3]);
  return layer;
};

describe('LoRA', () => {
  it('is for layers that are built, unconstrained, and not adapted yet', () => {
    const dense = new keras.layers.Dense(2);
    expect(() => dense.kernel).toThrow(/before it is built/);
    expect(() => dense.enableLora(2)).toThrow(/built/);
    const constrained = new keras.layers.Conv1D(2, 3, { kernelConstraint: 'max_norm' });
    constrained.build([null, 5, 2]);
    for (const rank of [0, -1, 1.5]) expect(() => plainDense().enableLora(rank)).toThrow(/rank/);
    expect(() => constrained.enableLora(2)).toThrow(/constraint/);
    dense.build([null, 3]);
    dense.enableLora(2, { aInitializer: 'ones', bInitializer: 'ones' });
    expect(() => dense.enableLora(2)).toThrow(/once/);
  });

  it('is what the layers have that have it in Keras, and no others', () => {
    const has = (layer: object) => 'enableLora' in layer;
    expect(has(new keras.layers.Conv2D(2, 3))).toBe(true);
    const others = [new keras.layers.Conv2DTranspose(2, 3), new keras.layers.DepthwiseConv2D(3)];
    expect([...others, new keras.layers.SeparableConv2D(2, 3)].some(has)).toBe(false);
  });
});
