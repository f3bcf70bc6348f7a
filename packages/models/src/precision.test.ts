/**
 * One training step of every layer in half precision, beside Python Keras on JAX: outputs, and all weights after SGD on the cases of the
 * golden families layers_*. Made by packages/testing/goldens/make_precision.py.
 */
import { gradients, isTensor, jit, ops, type Tensor, type TensorLike, tensor, tree } from '@org/core';
import { fromPythonName, isFloat, renameKeys } from '@org/core/internal';
import { buildLayer, shapesOf } from '@org/layers/internal';
import {
  cotangent,
  decodeArray,
  decodeValue,
  type EncodedArray,
  expectClose,
  type GoldenCase,
  isEncodedArray,
  type LayerCase,
  loadGolden,
} from '@org/testing';
import * as keras from './index.js';

interface PrecisionCase extends GoldenCase {
  readonly family: string;
  /** The id of a case of the family, which says what the layer, its weights and its inputs are. */
  readonly source: string;
  readonly class: string;
  readonly policy: string;
  readonly out: unknown;
  /** All weights after the step. */
  readonly after: readonly EncodedArray[];
}

type Nest = tree.Tree<unknown>;

/** The distance of 1 and the next number. Eight of them are allowed, relative to the largest value: a step rounds several times. */
const PRECISION = { float16: 2 ** -10, bfloat16: 2 ** -7 };

const decode = (value: unknown): unknown =>
  decodeValue(value, { array: ({ values, shape, dtype }) => tensor(values, shape, dtype as 'float32') });

/** The config with this policy wherever it has one, in the layers inside as well. */
function withPolicy(config: unknown, policy: string): unknown {
  if (Array.isArray(config)) return config.map((each) => withPolicy(each, policy));
  if (typeof config !== 'object' || config === null) return config;
  if ((config as { class_name?: string }).class_name === 'DTypePolicy') return { ...config, config: { name: policy } };
  return Object.fromEntries(Object.entries(config).map(([key, each]) => [key, withPolicy(each, policy)]));
}

function makeLayer(source: LayerCase, policy: string, args: readonly unknown[]): keras.layers.Layer {
  const config = withPolicy(source.config, policy);
  const serialized = { module: 'keras.layers', class_name: source.class, config, registered_name: null };
  const layer = keras.layers.deserialize(serialized) as keras.layers.Layer;
  buildLayer(layer, args.map(shapesOf));
  if (source.adapt) (layer as keras.layers.Layer & { adapt(data: unknown): void }).adapt(decode(source.adapt));
  layer.setWeights((source.weights ?? []).map(({ value }) => decode(value) as TensorLike));
  return layer;
}

/** Outputs and, as a sum weighted by the cotangents, the loss. */
function lossOf(layer: keras.layers.Layer, given: readonly unknown[]): { out: unknown; loss: Tensor } {
  const out = layer.invoke(...given);
  const floats = tree.flatten<unknown>(out as Nest).filter((x): x is Tensor => isTensor(x) && isFloat(x.dtype));
  const parts = floats.map((x, k) => ops.sum(ops.cast(x, 'float32').mul(tensor(cotangent(k, x.size), x.shape))));
  const losses = layer.losses.map((each) => ops.cast(each, 'float32'));
  return { out, loss: [...parts, ...losses].reduce((a, b) => a.add(b)) };
}

async function expectNest(label: string, actual: unknown, expected: unknown, rtol: number): Promise<void> {
  const results = tree.flatten<unknown>(actual as Nest) as Tensor[];
  const goldens = tree.flatten<unknown>(expected as Nest, isEncodedArray) as EncodedArray[];
  expect([label, results.length]).toEqual([label, goldens.length]);
  for (const [i, golden] of goldens.entries()) {
    const where = `${label} ${i}`;
    expect([where, results[i]!.shape, results[i]!.dtype]).toEqual([where, golden.shape, golden.dtype]);
    expectClose(await results[i]!.data(), decodeArray(golden).values, { rtol, atol: 1e-6, label: where });
  }
}

const sources = new Map<string, LayerCase>();
function sourceOf({ family, source }: PrecisionCase): LayerCase {
  if (!sources.has(`${family} ${source}`))
    for (const each of loadGolden<LayerCase>(family).cases) sources.set(`${family} ${each.id}`, each);
  return sources.get(`${family} ${source}`)!;
}

const { cases } = loadGolden<PrecisionCase>('precision_layers');
const known = cases.filter((golden) => golden.class in keras.layers);

it.each(known.map((golden) => [golden.id, golden] as const))('%s', async (_id, golden) => {
  const source = sourceOf(golden);
  const args = source.args.map(decode);
  const keywords = renameKeys(decode(source.kwargs ?? {}) as Record<string, unknown>, fromPythonName);
  const layer = makeLayer(source, golden.policy, args);
  const optimizer = new keras.optimizers.SGD(1);
  optimizer.build(layer.trainableVariables);
  const step = jit((...given: unknown[]) => {
    const { out, loss } = lossOf(layer, given);
    const trained = layer.trainableVariables;
    if (trained.length > 0) optimizer.apply(gradients(loss, trained) as Tensor[], trained);
    return out;
  });
  const out = step(...args, ...(Object.keys(keywords).length > 0 ? [keywords] : []));
  const rtol = 8 * PRECISION[golden.policy.replace('mixed_', '') as 'float16'];
  await expectNest('out', out, golden.out, rtol);
  await expectNest(
    'weight after the step',
    layer.weights.map((variable) => variable.uncast),
    golden.after,
    rtol,
  );
});
