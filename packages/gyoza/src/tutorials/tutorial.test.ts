/** The tutorial: from the initial weights of the original, with the numbers that NumPy draws, training has the losses of the original. */
import { setFloatx, type Tensor } from '@org/core';
import * as keras from '@org/models';
import { expectClose } from '@org/testing';
import {
  ActivationNormalization,
  AdditiveCoupling,
  CheckerBoardMask,
  CheckerBoardPermutation,
  DisentanglingFlowModel,
  type FlowLayer,
  FlowModel,
  Reflection,
  SupervisedFactorLoss,
} from '../index.js';
import { decoded, type Encoded, golden } from '../testing/golden.js';
import * as gtds from './data-synthesis.js';
import { crossValidate } from './modelling.js';

const { initial, losses } = golden<{ initial: Encoded[]; losses: number[] }>('tutorial');
const policy = keras.config.dtypePolicy();

beforeAll(() => {
  setFloatx('float64');
  keras.config.setDtypePolicy('float64');
});
afterAll(() => {
  setFloatx('float32');
  keras.config.setDtypePolicy(policy);
});

const [M, N] = [2 ** 12, 2];
const along = { axes: [1], shape: [N] };

function stage(): FlowLayer[] {
  const { Dense } = keras.layers;
  const couple = () => [
    new AdditiveCoupling({
      ...along,
      computeCouplingParameters: new keras.Sequential([new Dense(4 * N, { activation: 'relu' }), new Dense(N)]),
      mask: new CheckerBoardMask(along),
    }),
    new CheckerBoardPermutation(along),
  ];
  const reflection = new Reflection({ ...along, reflectionCount: 1 });
  return [reflection, ...couple(), ...couple(), new ActivationNormalization(along)];
}

const arc = (s: Tensor) => [s, s.square().mul(0.5)] as const;

function tutorialData() {
  gtds.resetRandomNumberGenerators(953);
  const S = gtds.randomState().normal(M, { loc: 0, scale: 0.5 });
  const [Z, Y] = gtds.createDataSet(S, arc, [0.1, 0.1]);
  const iterator = gtds.factorizedPairIterator(Z, Y, 64, [0, 0.9]);
  iterator.next();
  return { Z, Y, iterator };
}

/** The squared correlation of an output with the position on points that were not trained on. */
async function explained(model: FlowModel, dimension: number): Promise<number> {
  gtds.resetRandomNumberGenerators(77);
  const [Z, Y] = gtds.createDataSet(gtds.randomState().normal(2000, { scale: 0.5 }), arc, [0.1, 0.1]);
  const standard = (x: Tensor) => x.sub(x.mean()).div(keras.ops.std(x));
  const [z] = model(Z);
  return (await standard(z.at(':', dimension))
    .mul(standard(Y.at(':', 1)))
    .mean()
    .square()
    .item()) as number;
}

test.each([
  ['a functional model of pairs', false],
  ['a disentangling model', true],
])('%s is trained as the original is', async (_, isDisentangling) => {
  const { iterator } = tutorialData();
  const layers = [new ActivationNormalization(along), ...stage(), ...stage()];
  const flow = isDisentangling ? new DisentanglingFlowModel(layers) : new FlowModel(layers);
  flow.build([null, N]);
  flow.setWeights(initial.map((weight) => decoded(weight)));
  let trained: keras.Model = flow;
  if (!isDisentangling) {
    const [a, b] = [keras.Input([N]), keras.Input([N])];
    const [[zA, jA], [zB, jB]] = [flow(a), flow(b)];
    const column = (j: Tensor) => keras.ops.reshape(j, [-1, 1]);
    trained = new keras.Model([a, b], new keras.layers.Concatenate(-1)([zA, zB, column(jA), column(jB)]));
  }
  trained.compile({ optimizer: new keras.optimizers.Adam(0.05), loss: new SupervisedFactorLoss([1, 1]) });
  gtds.resetRandomNumberGenerators(123);
  const { history } = await trained.fit(iterator, { stepsPerEpoch: 25, epochs: 10, verbose: 0 });
  // The difference of a rounding grows by kinks of the networks, to a hundredth after 250 steps.
  const found = history.loss as number[];
  expectClose(found.slice(0, 3), losses.slice(0, 3), { rtol: 1e-5 });
  expectClose(found, losses, { rtol: 4e-3 });
  expect(await explained(flow, 1)).toBeGreaterThan(0.95);
  expect(await explained(flow, 0)).toBeLessThan(0.1);
});

test('cross-validation trains on what it does not return', async () => {
  const { Z, Y } = tutorialData();
  const networks = [0, 1].map(() => {
    const model = new DisentanglingFlowModel([new ActivationNormalization(along), ...stage()]);
    model.compile({ optimizer: new keras.optimizers.Adam(0.05), loss: new SupervisedFactorLoss([1, 1]) });
    return model;
  });
  const [zTest, yTest] = await crossValidate(Z.at(':300'), Y.at(':300'), [0, 0.9], networks, 50, 2, 'arc');
  expect(zTest.map(({ shape }) => shape)).toEqual([
    [150, 2],
    [150, 2],
  ]);
  expect(yTest.map(({ shape }) => shape)).toEqual([
    [150, 2],
    [150, 2],
  ]);
  const firsts = await Promise.all(zTest.map((z) => z.at(':', 0).data()));
  const all = [...firsts[0]!, ...firsts[1]!].map(Number).sort((a, b) => a - b);
  const given = [...(await Z.at(':300', 0).data())].map(Number).sort((a, b) => a - b);
  expect(all).toEqual(given);
});
