/** Files: models go to Python's gyoza and come from it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Tensor } from '@org/core';
import * as keras from '@org/models';
import { expectClose } from '@org/testing';
import {
  ActivationNormalization,
  AdditiveCoupling,
  AffineCoupling,
  CheckerBoardMask,
  CheckerBoardPermutation,
  DisentanglingFlowModel,
  type FlowLayer,
  FlowModel,
  HeavisideMask,
  HeavisidePermutation,
  Mask,
  Permutation,
  Reflection,
  ShufflePermutation,
  SupervisedFactorLoss,
} from './index.js';
import { counting, decoded, type Encoded, expectGolden, golden, goldenFile } from './testing/golden.js';

const { Dense } = keras.layers;
const python = golden<{
  x: Encoded;
  y: Encoded;
  jacobian: Encoded;
  inverse_of_x: Encoded;
  config: Record<string, unknown>;
  paths: string[];
}>('files');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gyoza-'));
  for (const name of ['flow.keras', 'flow.weights.h5'])
    await writeFile(join(folder, name), gunzipSync(await readFile(goldenFile(`${name}.gz`))));
});
afterAll(() => rm(folder, { recursive: true }));

const network = () => new keras.Sequential([new Dense(6, { activation: 'relu' }), new Dense(4)]);
const along = { shape: [4], axes: [1] };

/** The model that the script of the golden values makes. */
function flow(): FlowModel {
  const coupling = (mask: Mask) => new AdditiveCoupling({ ...along, computeCouplingParameters: network(), mask });
  const layers: FlowLayer[] = [
    new ActivationNormalization(along),
    new Reflection({ ...along, reflectionCount: 2 }),
    coupling(new CheckerBoardMask(along)),
    new CheckerBoardPermutation(along),
    coupling(new HeavisideMask(along)),
    new HeavisidePermutation(along),
    new ShufflePermutation(along),
    new Permutation({ ...along, permutation: [2, 0, 3, 1] }),
    coupling(new Mask({ ...along, mask: [1, 0, 0, 1] })),
  ];
  const model = new FlowModel(layers);
  model.build([null, 4]);
  return model;
}

async function expectPythons(model: FlowModel): Promise<void> {
  const x = decoded(python.x);
  const [y, j] = model(x);
  await expectGolden(y, python.y);
  await expectGolden(j, python.jacobian);
  await expectGolden(model.invert(x), python.inverse_of_x);
}

test("a model that Python's gyoza saved", async () => {
  const model = (await keras.saving.loadModel(join(folder, 'flow.keras'))) as unknown as FlowModel;
  expect(model).toBeInstanceOf(FlowModel);
  await expectPythons(model);
});

test("weights that Python's gyoza saved, the orders of permutations among them", async () => {
  const model = flow();
  await model.loadWeights(join(folder, 'flow.weights.h5'));
  await expectPythons(model);
});

test('configs are those of Python', async () => {
  const model = (await keras.saving.loadModel(join(folder, 'flow.keras'))) as unknown as FlowModel;
  const plain = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (key, each) =>
        ['shared_object_id', 'quantization_config', 'compile_config'].includes(key) ? undefined : each,
      ),
    );
  expect(plain(model.getConfig())).toEqual(plain(python.config));
});

test.each(['keras', 'weights.h5'])('a .%s file and back', async (ending) => {
  const model = flow();
  const path = join(folder, `own.${ending}`);
  const x = counting([3, 4]);
  let again: FlowModel;
  if (ending === 'keras') {
    await model.save(path);
    again = (await keras.saving.loadModel(path)) as unknown as FlowModel;
  } else {
    await model.saveWeights(path);
    again = flow();
    await again.loadWeights(path);
  }
  expect(await again(x)[0].array()).toEqual(await model(x)[0].array());
  expect(await again.invert(x).array()).toEqual(await model.invert(x).array());
});

test('a compiled model goes on training with its loss', async () => {
  const model = new DisentanglingFlowModel([
    new ActivationNormalization(along),
    new AffineCoupling({
      ...along,
      computeCouplingParameters: new keras.Sequential([new Dense(8)]),
      mask: new HeavisideMask(along),
    }),
  ]);
  model.compile({ optimizer: 'adam', loss: new SupervisedFactorLoss([2, 2]) });
  const data = [[counting([6, 4]), counting([6, 4], 1)], counting([6, 2]).div(20)] as const;
  await model.fit(data[0], data[1], { epochs: 2, verbose: 0 });
  const path = join(folder, 'compiled.keras');
  await model.save(path);
  const again = (await keras.saving.loadModel(path)) as unknown as DisentanglingFlowModel;
  const loss = async (each: DisentanglingFlowModel) =>
    (await each.evaluate(data[0], data[1], { verbose: 0 })) as number;
  expect(await loss(again)).toBeCloseTo(await loss(model), 5);
  await model.fit(data[0], data[1], { epochs: 1, verbose: 0 });
  await again.fit(data[0], data[1], { epochs: 1, verbose: 0 });
  expect(await loss(again)).toBeCloseTo(await loss(model), 4);
});

test.each<[string, () => FlowLayer | Mask]>([
  ['ActivationNormalization', () => new ActivationNormalization(along)],
  ['Reflection', () => new Reflection({ ...along, reflectionCount: 3 })],
  ['Permutation', () => new Permutation({ ...along, permutation: [1, 0, 3, 2] })],
  ['ShufflePermutation', () => new ShufflePermutation(along)],
  ['HeavisidePermutation', () => new HeavisidePermutation(along)],
  ['CheckerBoardPermutation', () => new CheckerBoardPermutation(along)],
  [
    'AdditiveCoupling',
    () => new AdditiveCoupling({ ...along, computeCouplingParameters: network(), mask: new HeavisideMask(along) }),
  ],
  [
    'AffineCoupling',
    () =>
      new AffineCoupling({
        ...along,
        computeCouplingParameters: new keras.Sequential([new Dense(8)]),
        mask: new Mask({ ...along, mask: [0, 1, 1, 0] }),
      }),
  ],
  ['Mask', () => new Mask({ ...along, mask: [0, 1, 1, 0] })],
  ['HeavisideMask', () => new HeavisideMask(along)],
  ['CheckerBoardMask', () => new CheckerBoardMask(along)],
])('the config of %s makes the same layer', async (name, make) => {
  const layer = make();
  const json = keras.layers.serialize(layer) as { registered_name: string; module: string };
  expect(json.registered_name).toBe(`Custom>${name}`);
  expect(json.module).toBe(`gyoza.modelling.${name.endsWith('Mask') ? 'masks' : 'flow_layers'}`);
  const again = keras.layers.deserialize(JSON.parse(JSON.stringify(json))) as unknown as FlowLayer;
  expect(again.getConfig()).toEqual(layer.getConfig());
});

test('the config of a shuffled order keeps the order', async () => {
  const layer = new ShufflePermutation([50], [1]);
  const again = ShufflePermutation.fromConfig(layer.getConfig()) as unknown as ShufflePermutation;
  expect(await again(counting([1, 50]))[0].array()).toEqual(await layer(counting([1, 50]))[0].array());
});

test('the config of the loss makes the same loss', async () => {
  const loss = new SupervisedFactorLoss([1, 2], { reduction: 'sum' });
  const again = SupervisedFactorLoss.fromConfig(loss.getConfig()) as SupervisedFactorLoss;
  const [yTrue, yPred] = [counting([3, 2]).div(10), counting([3, 8]).div(10)];
  expectClose(await (again(yTrue, yPred) as Tensor).data(), await loss(yTrue, yPred).data());
  expect(again.getConfig()).toEqual({ name: loss.name, reduction: 'sum', dimensions_per_factor: [1, 2] });
});
