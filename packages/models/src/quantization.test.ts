/** Layers are quantized, compute, train and are saved as in Python Keras. Cases and files: packages/testing/goldens/make_quantization.py. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grad, gradients, ops, type Tensor, tensor, type Variable } from '@org/core';
import { fromPythonName, renameKeys } from '@org/core/internal';
import { cotangent, decodeArray, type EncodedArray, expectClose, type GoldenCase, loadGolden } from '@org/testing';
import * as keras from './index.js';
import { drawnInputs, drawnNumbers, takesIndices } from './testing/drawn-inputs.js';

const { quantizers } = keras;

interface QuantizationCase extends GoldenCase {
  readonly class: 'Dense';
  readonly options: Record<string, unknown>;
  readonly shape: readonly number[];
  readonly kind: keyof typeof configs;
  /** Whether LoRA is added before. */
  readonly adapted: boolean;
  readonly policy: string;
  /** All weights afterwards, by name. */
  readonly weights: Readonly<Record<string, EncodedArray>>;
  readonly out: EncodedArray;
  /** The way back of embeddings. */
  readonly back?: EncodedArray;
  readonly by_x: EncodedArray | null;
  readonly by_trained: Readonly<Record<string, EncodedArray>>;
  readonly config: Record<string, unknown>;
  /** What Python computes after loading its file. */
  readonly loaded: EncodedArray;
  /** The `.keras` file, in hexadecimal digits. */
  readonly file: string;
}

const configs = {
  int8: () => new quantizers.Int8QuantizationConfig(),
  'int8-weights': () => new quantizers.Int8QuantizationConfig({ activationQuantizer: null }),
  'int4-rows': () => new quantizers.Int4QuantizationConfig({ blockSize: null }),
  'int4-rows-inputs': () =>
    new quantizers.Int4QuantizationConfig({ blockSize: null, activationQuantizer: new quantizers.AbsMaxQuantizer() }),
  'int4-blocks': () => new quantizers.Int4QuantizationConfig({ blockSize: 3 }),
  float8: () => new quantizers.Float8QuantizationConfig(),
};

type Called = keras.layers.Dense & ((x: Tensor, options?: { training?: boolean; reverse?: boolean }) => Tensor);

function quantized(golden: QuantizationCase): [keras.Sequential, Called] {
  const options = renameKeys(golden.options, fromPythonName);
  const type = keras.layers[golden.class] as new (options: object) => Called;
  const layer = new type({ ...options, name: 'quantized' });
  const dtype = takesIndices(golden) ? 'int32' : 'float32';
  const model = new keras.Sequential([keras.Input(golden.shape, { dtype }), layer], { name: 'model' });
  if (golden.adapted) layer.enableLora(2, { loraAlpha: 3 });
  layer.setWeights(layer.weights.map(({ name, shape }) => drawnNumbers(name, shape)));
  layer.quantize({ config: configs[golden.kind]() });
  if (golden.kind === 'float8') {
    for (const variable of layer.trainableWeights.filter(({ name }) => name.endsWith('history'))) {
      variable.assign(drawnNumbers(variable.name, variable.shape).square());
    }
  }
  return [model, layer];
}

async function expectSame(label: string, actual: Tensor | Variable, expected: EncodedArray): Promise<void> {
  const value = 'value' in actual ? (actual as Variable).uncast : actual;
  expect([label, value.dtype, value.shape]).toEqual([label, expected.dtype, expected.shape]);
  expectClose(await value.data(), decodeArray(expected).values, { rtol: 1e-5, atol: 2e-6, label });
}

const { cases } = loadGolden<QuantizationCase>('quantization');

/** To load all of our files in Python: `QUANTIZED_FILES=DIR npx jest models/src/quantization`, then `make_quantization.py check DIR`. */
const kept = process.env.QUANTIZED_FILES;
const folder = mkdtemp(join(tmpdir(), 'quantized-'));
afterAll(async () => rm(await folder, { recursive: true }));

describe.each(cases.map((golden) => [golden.id, golden] as const))('%s', (id, golden) => {
  it('has whole numbers, scales and outputs as in Python', async () => {
    const [model, layer] = quantized(golden);
    expect(layer.dtypePolicy.name).toBe(golden.policy);
    expect(layer.getConfig()).toEqual(golden.config);
    expect(layer.weights.map(({ name }) => name).sort()).toEqual(Object.keys(golden.weights).sort());
    for (const variable of layer.weights) await expectSame(variable.name, variable, golden.weights[variable.name]!);
    await expectSame('out', model(drawnInputs(golden)), golden.out);
    if (golden.back) await expectSame('back', layer(drawnNumbers('back', [2, 5]), { reverse: true }), golden.back);
  });

  it('has derivatives', async () => {
    const [, layer] = quantized(golden);
    const loss = (x: Tensor) => {
      const out = takesIndices(golden) ? layer(x) : layer(x, { training: true });
      return ops.sum(out.mul(tensor(cotangent(0, out.size), out.shape)));
    };
    const x = drawnInputs(golden);
    if (golden.by_x) await expectSame('by x', grad(loss)(x) as Tensor, golden.by_x);
    const trained = layer.trainableWeights;
    expect(trained.map(({ name }) => name).sort()).toEqual(Object.keys(golden.by_trained).sort());
    const found = trained.length > 0 ? (gradients(loss(x), trained) as Tensor[]) : [];
    for (const [i, { name }] of trained.entries()) await expectSame(`by ${name}`, found[i]!, golden.by_trained[name]!);
  });

  it('is read from files of Python, and written', async () => {
    const path = join(await folder, `${id}.keras`);
    await writeFile(path, Buffer.from(golden.file, 'hex'));
    const loaded = (await keras.saving.loadModel(path)) as keras.Model;
    expect((loaded.layers[0] as Called).dtypePolicy.name).toBe(golden.policy);
    await expectSame('loaded', loaded(drawnInputs(golden)), golden.loaded);
    const [model] = quantized(golden);
    await model.save(path);
    const again = (await keras.saving.loadModel(path)) as keras.Model;
    await expectSame('ours', again(drawnInputs(golden)), golden.loaded);
    if (kept) await model.save(join(kept, `${id}.keras`));
  });
});

it('quantize of a model refuses keywords that it does not have', () => {
  const model = new keras.Sequential([keras.Input([3]), new keras.layers.Dense(2)]);
  expect(() => model.quantize('int8', { typecheck: true } as never)).toThrow(
    expect.objectContaining({ name: 'ValueError', message: expect.stringMatching(/Sequential[\s\S]*typecheck/) }),
  );
});
