/**
 * Models inside of models, in every combination of depth, sharing, outputs, kinds, clones and calls elsewhere: they are written as
 * Python Keras writes them, and read as it wrote them. Cases and files: packages/testing/goldens/make_nested.py.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Tensor, tensor, tree } from '@org/core';
import { objectSharingScope, readKerasObject } from '@org/layers/internal';
import { expectClose, type GoldenCase, loadGolden, sampled } from '@org/testing';
import * as keras from './index.js';
import { walkSaveables } from './saving/saveables.js';
import { writtenConfig } from './testing/written-config.js';

const { Input, layers, Model, Sequential } = keras;
const WIDTH = 3;

interface NestedCase extends GoldenCase {
  readonly depth: number;
  readonly shared: number;
  readonly outputs: 'direct' | 'head' | 'mixed';
  readonly leaf: 'functional' | 'sequential' | 'unbuilt' | 'pair' | 'shared';
  readonly calls: number;
  readonly clone: 'none' | 'inner' | 'outer' | 'recursive';
  readonly config: Record<string, unknown>;
  /** The variables of the weight file, by their paths in it. */
  readonly groups: readonly string[];
  readonly out: readonly number[][][];
  /** Python does not read its own file: a layer has calls in two graphs. */
  readonly unreadable?: true;
  /** The `.keras` file, in hexadecimal digits. */
  readonly file?: string;
}

type Symbolic = Tensor | Tensor[];

const flat = (outputs: Symbolic): Tensor[] => (Array.isArray(outputs) ? outputs : [outputs]);
const single = <T>(values: T[]): T | T[] => (values.length === 1 ? values[0]! : values);
const total = (outputs: Symbolic, name: string): Tensor =>
  Array.isArray(outputs) ? new layers.Add({ name })(outputs) : outputs;

function leaf(kind: NestedCase['leaf']): { inner: keras.Model; outside?: keras.layers.Dense } {
  const dense = new layers.Dense(WIDTH, { name: 'leaf_dense' });
  if (kind === 'unbuilt') return { inner: new Sequential([dense], { name: 'leaf' }) };
  const x = Input([WIDTH], { name: 'leaf_in' });
  if (kind === 'sequential') return { inner: new Sequential([x, dense], { name: 'leaf' }) };
  if (kind === 'functional') return { inner: new Model(x, dense(x), { name: 'leaf' }) };
  if (kind === 'shared') return { inner: new Model(x, dense(x), { name: 'leaf' }), outside: dense };
  const other = new layers.Dense(WIDTH, { name: 'leaf_other' });
  return { inner: new Model(x, [dense(x), other(x)], { name: 'leaf' }) };
}

/** The model that `build` of the script makes. */
function build({ depth, shared, outputs, leaf: kind, calls, clone }: NestedCase): keras.Model {
  let { inner, outside } = leaf(kind);
  if (clone === 'inner') inner = keras.models.cloneModel(inner);
  callElsewhere(inner, calls, 'leaf');
  for (let level = 2; level <= depth; level++) {
    const x = Input([WIDTH], { name: `in${level}` });
    let y: Symbolic = x;
    for (let k = 0; k < shared; k++) y = inner<Symbolic>(total(y, `sum${level}_${k}`));
    if (outputs === 'head') y = new layers.Dense(WIDTH, { name: `head${level}` })(total(y, `sum${level}`));
    inner = new Model(x, y, { name: `level${level}` });
    callElsewhere(inner, calls, `level${level}`);
  }
  const inputs = Array.from({ length: shared }, (_, k) => Input([WIDTH], { name: `in_${k}` }));
  const ends: Tensor[] = [];
  inputs.forEach((x, k) => {
    const y = inner<Symbolic>(outside ? outside(x) : x);
    const isLast = k === shared - 1;
    if (outputs === 'direct' || (outputs === 'mixed' && (!isLast || shared === 1))) ends.push(...flat(y));
    if (outputs === 'head' || (outputs === 'mixed' && isLast))
      ends.push(new layers.Dense(2, { name: `head_${k}` })(total(y, `sum_${k}`)));
  });
  const model = new Model(single(inputs), single(ends), { name: 'outer' });
  callElsewhere(model, calls, 'outer', shared);
  return clone === 'outer' || clone === 'recursive'
    ? keras.models.cloneModel(model, { recursive: clone === 'recursive' })
    : model;
}

function callElsewhere(model: keras.Model, calls: number, name: string, inputs = 1): void {
  for (let i = 0; i < calls; i++)
    model(single(Array.from({ length: inputs }, (_, k) => Input([WIDTH], { name: `${name}_call${i}_${k}` }))));
}

const denses = (model: keras.Model): keras.layers.Layer[] =>
  model.layers.flatMap((layer) =>
    layer instanceof Model ? denses(layer) : layer instanceof layers.Dense ? [layer] : [],
  );

/** What the script draws for a name. */
function numbers(name: string, shape: readonly number[]): Tensor {
  const start = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const size = shape.reduce((n, dim) => n * dim, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, k) => Math.sin(start + k)),
    shape,
  );
}

function settle(model: keras.Model): keras.Model {
  for (const layer of denses(model))
    layer.setWeights(layer.weights.map(({ name, shape }) => numbers(`${layer.name}/${name}`, shape)));
  return model;
}

async function expectOutputs(model: keras.Model, { shared, out }: NestedCase): Promise<void> {
  const x = Array.from({ length: shared }, (_, k) => numbers(`x${k}`, [2, WIDTH]));
  const outputs = tree.flatten<Tensor>(model<Symbolic>(single(x)));
  expect(outputs.length).toBe(out.length);
  for (const [i, output] of outputs.entries())
    expectClose(await output.data(), (out[i] as number[][]).flat(), { rtol: 1e-5, atol: 1e-6 });
}

const pathsOf = (model: keras.Model): string[] => {
  const paths: string[] = [];
  walkSaveables(model, (path, saveable) => {
    const store: Record<string, Tensor> = {};
    saveable.saveOwnVariables(store);
    paths.push(...Object.keys(store).map((key) => `${path}/vars/${key}`));
  });
  return paths.sort();
};

const { cases } = loadGolden<NestedCase>('nested_models');

/** To compare all of our files in Python: `NESTED_FILES=DIR npx jest nested-models`, then `make_nested.py check DIR`. */
const kept = process.env.NESTED_FILES;
const folder = mkdtemp(join(tmpdir(), 'nested-'));
afterAll(async () => rm(await folder, { recursive: true }));

test.each(sampled(cases, 3).map((each) => [each.id, each] as const))('%s', async (id, golden) => {
  keras.utils.clearSession();
  const model = settle(build(golden));
  const config = objectSharingScope(() => keras.saving.serializeKerasObject(model));
  expect(writtenConfig(config)).toEqual(writtenConfig(golden.config));
  expect(pathsOf(model)).toEqual(golden.groups);
  const revived = objectSharingScope(() => readKerasObject(golden.config)) as keras.Model;
  await expectOutputs(settle(revived), golden);
  // A layer of two graphs is one layer again.
  expect(revived.weights.length).toBe(model.weights.length);
  if (kept) await model.save(join(kept, `${id}.keras`));
});

test.each(
  sampled(
    cases.filter(({ file }) => file),
    3,
  ).map((each) => [each.id, each] as const),
)('the files of %s, of Python and of ours', async (id, golden) => {
  const path = join(await folder, `${id}.keras`);
  await writeFile(path, Buffer.from(golden.file!, 'hex'));
  const model = await keras.saving.loadModel(path);
  await expectOutputs(model, golden);
  await model.save(path);
  await expectOutputs(await keras.saving.loadModel(path), golden);
  const made = settle(build(golden));
  await made.save(path);
  await expectOutputs(made, golden);
  await expectOutputs(await keras.saving.loadModel(path), golden);
});

describe('a layer, or a model, that several graphs contain is one after loading', () => {
  const dense = (units: number) => new layers.Dense(units, { biasInitializer: 'glorot_uniform' });
  const core = () => {
    const x = Input([WIDTH]);
    return new Model(x, dense(WIDTH)(x));
  };
  const over = (call: (x: Tensor) => Tensor, name: string) => {
    const x = Input([WIDTH]);
    return new Model(x, call(x), { name });
  };
  const input = () => Input([WIDTH]);

  const models: Record<string, () => keras.Model> = {
    'two models side by side'() {
      const [m, d, x] = [core(), dense(WIDTH), input()];
      const [p, q] = [over((y) => m(m(y)), 'p'), over((y) => m(d(y)), 'q')];
      return new Model(x, [p(x), q(p(x)), m(q(x))]);
    },
    'stacks inside of stacks'() {
      const [m, x] = [core(), input()];
      const inner = new Sequential([m, dense(WIDTH)]);
      const outer = new Sequential([Input([WIDTH]), inner, m, dense(2)]);
      return new Model(x, [outer(x), inner(x), m(inner(x))]);
    },
    'a layer inside and outside'() {
      const [d, x] = [dense(WIDTH), input()];
      const m = over((y) => d(d(y)), 'm');
      return new Model(x, [m(d(x)), d(m(x)), d(x)]);
    },
    'a wrapper and a model'() {
      const [m, x] = [core(), input()];
      const rows = new layers.Reshape([1, WIDTH])(x);
      return new Model(x, [new layers.TimeDistributed(m)(rows), m(x)]);
    },
    'one input'() {
      const x = input();
      const m = new Model(x, dense(WIDTH)(x));
      return new Model(x, m(m(x)));
    },
  };

  it.each(Object.entries(models))('%s', async (_, make) => {
    const model = make();
    const path = join(await folder, 'shared.keras');
    await model.save(path);
    const loaded = await keras.saving.loadModel(path);
    expect(loaded.weights.length).toBe(model.weights.length);
    const x = numbers('x', [2, WIDTH]);
    const [expected, actual] = [model, loaded].map((each) => tree.flatten<Tensor>(each<Symbolic>(x)));
    for (const [i, y] of actual!.entries()) expectClose(await y.data(), await expected![i]!.data(), { rtol: 1e-6 });
  });
});
