/** Runs one case of the golden families layers_*: a layer of Python Keras with its weights, a call, and what came of it. */
import { gradients, isTensor, jit, ops, random, type Tensor, type TensorLike, tensor, tree, Variable } from '@org/core';
import { fromPythonName, getKerasMask, isFloat, renameKeys } from '@org/core/internal';
import {
  cotangent,
  type DecodedArray,
  decodeArray,
  decodeValue,
  type EncodedArray,
  expectClose,
  isEncodedArray,
  type LayerCase,
} from '@org/testing';
import { Lambda } from '../core/lambda.js';
import { shapesOf } from '../input-shape.js';
import type { Layer } from '../layer.js';
import { buildLayer } from '../layer-build.js';
import { deserializeKerasObject } from '../serialization/index.js';

type Nest = tree.Tree<unknown>;

const toTensor = ({ values, strings, shape, dtype }: DecodedArray): Tensor =>
  tensor(strings ?? values, shape, dtype as 'float32');
const decode = (value: unknown): unknown => decodeValue(value, { array: toTensor });

/** Rounding errors: of sums of many float32 terms in another order, and of one unit in the last place of half types. */
const tolerances: Readonly<Record<string, { rtol: number; atol: number }>> = {
  float32: { rtol: 1e-5, atol: 1e-6 },
  float16: { rtol: 2e-3, atol: 1e-4 },
  bfloat16: { rtol: 1.6e-2, atol: 1e-3 },
};

/** No compiled function makes texts of numbers. */
const isTexts = (encoded: unknown): boolean => isEncodedArray(encoded) && encoded.dtype === 'string';

/** Compares a nest of results with the encoded one. */
async function expectNest(label: string, actual: unknown, expected: unknown): Promise<void> {
  const results = tree.flatten<unknown>(actual as Nest);
  const goldens = tree.flatten<unknown>(expected as Nest, isEncodedArray);
  expect(results.length).toBe(goldens.length);
  for (const [i, golden] of goldens.entries()) {
    if (!isEncodedArray(golden)) continue;
    const result = results[i] as Tensor;
    expect([label, result.shape, result.dtype]).toEqual([label, golden.shape, golden.dtype]);
    if (isTexts(golden)) {
      expect(await result.data<string[]>()).toEqual(golden.data);
      continue;
    }
    const tolerance = tolerances[golden.dtype] ?? { rtol: 0, atol: 0 };
    expectClose(await result.data(), decodeArray(golden).values, { ...tolerance, label });
  }
}

/** What a call of the layer leads to, with gradients as the goldens define them. */
function observe(layer: Layer, golden: LayerCase, args: readonly unknown[], keywords: Record<string, unknown>) {
  const call = () => layer.invoke(...args, ...(Object.keys(keywords).length > 0 ? [keywords] : []));
  // The values before the call, which may assign new ones.
  const trained = layer.weights.filter(({ trainable }) => trainable).map((variable) => variable.uncast);
  const out = call();
  const losses = layer.losses;
  const outputs = tree.flatten<unknown>(out as Nest).filter(isTensor);
  const floating = outputs.filter(({ dtype }) => isFloat(dtype));
  const starts = floating.map(({ shape, size }, k) => tensor(cotangent(k, size), shape));
  const asked = golden.grad !== false && (golden.grad_args || golden.grad_weights);
  const given = floats(args, keywords);
  const derivatives = asked ? gradients(floating, [...given, ...trained], starts) : [];
  return {
    out: golden.calls === 2 ? [out, call()] : out,
    masks: outputs.map(getKerasMask),
    losses,
    derivatives: derivatives as (Tensor | null)[],
  };
}

const isFloating = (x: unknown): x is Tensor => isTensor(x) && isFloat(x.dtype);

/** The floating tensors among the arguments of a call. */
const floats = (args: readonly unknown[], keywords: Record<string, unknown>): Tensor[] =>
  tree.flatten<unknown>([args, Object.values(keywords)] as Nest).filter(isFloating);

/** The gradients that the golden has, in the order of {@link observe}. */
function expectedGradients(
  golden: LayerCase,
  args: readonly unknown[],
  keywords: Record<string, unknown>,
  layer: Layer,
): (EncodedArray | null)[] {
  const named = Object.entries(renameKeys(golden.grad_kwargs ?? {}, fromPythonName));
  const pairs = [[args, golden.grad_args], ...named.map(([name, encoded]) => [keywords[name], encoded])];
  const ofArgs = pairs.flatMap(([given, gradients]) => {
    const encoded = tree.flatten<unknown>((gradients ?? []) as Nest, isEncodedArray);
    return tree
      .flatten<unknown>(given as Nest)
      .flatMap((leaf, i) => (isFloating(leaf) ? [isEncodedArray(encoded[i]) ? encoded[i] : null] : []));
  });
  const ofWeights = layer.weights.flatMap(({ trainable }, i) => (trainable ? [golden.grad_weights?.[i] ?? null] : []));
  return [...ofArgs, ...ofWeights];
}

/** The functions of the Lambda layers, by the text that the goldens give. */
const lambdas: Readonly<Record<string, (x: Tensor, keywords: { p: number }) => Tensor>> = {
  'x => x*2+1': (x) => x.mul(2).add(1),
  '(x,{p}) => x**p': (x, { p }) => x.pow(p),
};

/** Makes the layer of the case, with its state. */
async function makeLayer(golden: LayerCase, args: readonly unknown[]): Promise<Layer> {
  if (golden.class === 'Lambda') {
    return new Lambda(lambdas[golden.function as string]!, { arguments: golden.arguments as Record<string, unknown> });
  }
  const layer = deserializeKerasObject({
    module: 'keras.layers',
    class_name: golden.class,
    config: golden.config,
    registered_name: null,
  }) as Layer;
  expect(layer.getConfig()).toEqual(golden.config);
  buildLayer(layer, args.map(shapesOf));
  if (golden.adapt) await (layer as Layer & { adapt(data: unknown): Promise<void> }).adapt(decode(golden.adapt));
  expect(layer.getConfig()).toEqual({ ...golden.config, ...golden.config_after_build });
  const weights = golden.weights ?? [];
  expect(layer.weights.map(({ path, shape, trainable }) => ({ path, shape, trainable }))).toEqual(
    weights.map(({ path, value, trainable }) => ({ path, shape: value.shape, trainable })),
  );
  layer.setWeights(weights.map(({ value }) => decode(value) as TensorLike));
  return layer;
}

/** Fails where the layer does not give the same for Variables as for tensors. */
export async function expectVariables(golden: LayerCase): Promise<void> {
  const held = (x: unknown): unknown =>
    tree.mapStructure((leaf) => (isTensor(leaf) && leaf.dtype !== 'string' ? new Variable(leaf) : leaf), x as Nest);
  const args = golden.args.map(decode);
  const keywords = renameKeys(decode(golden.kwargs ?? {}) as Record<string, unknown>, fromPythonName);
  const layer = await makeLayer(golden, args);
  if (golden.random_seed !== undefined) random.setRandomSeed(golden.random_seed as number);
  const given = [...args.map(held), ...(Object.keys(keywords).length > 0 ? [held(keywords)] : [])];
  await expectNest(
    'out of Variables',
    layer.invoke(...given),
    golden.calls === 2 ? (golden.out as unknown[])[0] : golden.out,
  );
}

/** Fails where our layer differs from Keras's. */
export async function expectGolden(golden: LayerCase): Promise<void> {
  const args = golden.args.map(decode);
  const keywords = renameKeys(decode(golden.kwargs ?? {}) as Record<string, unknown>, fromPythonName);
  const layer = await makeLayer(golden, args);
  if (golden.random_seed !== undefined) random.setRandomSeed(golden.random_seed as number);
  const observed = (...given: unknown[]) => observe(layer, golden, given.slice(0, -1), given.at(-1) as typeof keywords);
  const run = tree.flatten<unknown>(golden.out as Nest, isEncodedArray).some(isTexts) ? observed : jit(observed);
  const { out, masks, losses, derivatives } = run(...args, keywords);
  await expectNest('out', out, golden.out);
  if (golden.out_mask) await expectNest('mask', masks, golden.out_mask);
  await expectNest('losses', losses, golden.losses ?? []);
  const goldenGradients = expectedGradients(golden, args, keywords, layer);
  for (const [i, expected] of goldenGradients.entries()) {
    // Without a connection the gradient is zero.
    if (expected) await expectNest(`gradient ${i}`, derivatives[i] ?? ops.zeros(expected.shape, 'float32'), expected);
  }
  for (const [i, expected] of Object.entries(golden.weights_after ?? {})) {
    await expectNest(`weight ${i} after the call`, layer.weights[Number(i)]!.value, expected);
  }
  if (golden.states_after) {
    const { states } = layer as unknown as { states: tree.Tree<Variable> };
    await expectNest(
      'states',
      tree.flatten<Variable>(states).map(({ value }) => value),
      golden.states_after,
    );
  }
}
