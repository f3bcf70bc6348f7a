/**
 * "Getting Started with Disentangling Flow Models", the tutorial of gyoza, line by line: a flow that unrolls an arc, so that one of
 * its outputs is the position along the arc and the other what is left. Charts go to the folder that is given, or ./gyoza-tutorial.
 */
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelling, tutorials } from '@org/gyoza';
import type { Tensor } from '@org/models';
import * as keras from '@org/models';

const { flowLayers: gmfl, masks: gmm, losses: gml } = modelling;
const { dataSynthesis: gtds, plotting: gtp } = tutorials;
keras.config.setFloatx('float64');

const folder = process.argv[2] ?? 'gyoza-tutorial';
await mkdir(folder, { recursive: true });

// Configuration
gtds.resetRandomNumberGenerators(953);
const [M, N] = [2 ** 12, 2]; // instance count, dimension count
const batchSize = 2 ** 6;
const targetCorrelations = [0.0, 0.9]; // for residual and position factor
const noiseStandardDeviation = [0.1, 0.1];
const manifoldName = 'arc';

// Points along a line, mapped to an arc, with noise
const S = gtds.randomState().normal(M, { loc: 0.0, scale: 0.5 });
const manifoldFunction = (s: Tensor) => [s, s.square().mul(0.5)] as const;
const [Z, Y] = gtds.createDataSet({ S, manifoldFunction, noiseStandardDeviation });

// An iterator that samples correlated pairs
const iterator = gtds.factorizedPairIterator({ X: Z, Y, batchSize, targetCorrelations });
const [[Z_a, Z_b], Y_ab] = iterator.next().value!;
await (await gtp.plotInstancePairs({ S, Z_a, Z_b, Y_ab, manifoldFunction, manifoldName })).save(
  join(folder, 'pairs.png'),
);
await (await gtp.plotInstancePairs2(Z_a, Z_b)).save(join(folder, 'pairs-by-dimension.png'));
console.log(
  'The original dataset consists of Z, the positions in the input space:',
  Z.shape,
  'and Y, the factors:',
  Y.shape,
);
console.log('\tZ₀ =', await Z.at(0).array(), '\n\tY₀ =', await Y.at(0).array());
console.log('A batch consists of pairs', Z_a.shape, Z_b.shape, 'and their correlations by factor', Y_ab.shape);

function constructLayers(stageCount: number): InstanceType<typeof gmfl.FlowLayer>[] {
  const along = { axes: [1], shape: [N] };
  const couplingBlock = () => [
    new gmfl.AdditiveCoupling({
      ...along,
      computeCouplingParameters: new keras.Sequential([
        new keras.layers.Dense(4 * N, { activation: 'relu' }),
        new keras.layers.Dense(N),
      ]),
      mask: new gmm.CheckerBoardMask(along),
    }),
    new gmfl.CheckerBoardPermutation(along),
  ];
  const stage = () => [
    new gmfl.Reflection({ ...along, reflectionCount: 1 }),
    ...couplingBlock(),
    ...couplingBlock(),
    new gmfl.ActivationNormalization(along),
  ];
  return [new gmfl.ActivationNormalization(along), ...Array.from({ length: stageCount }, stage).flat()];
}

gtds.resetRandomNumberGenerators(123);
const flowModel = new gmfl.FlowModel({ flowLayers: constructLayers(2) });
flowModel.build([M, N]);
flowModel.summary();

async function plotInputOutput(network: InstanceType<typeof gmfl.FlowModel>, name: string): Promise<void> {
  gtds.resetRandomNumberGenerators(9523);
  const chart = await gtp.plotInputOutput(network, S, manifoldFunction, noiseStandardDeviation, manifoldName, true);
  await chart.save(join(folder, name));
}
await plotInputOutput(flowModel, 'before.png');

// Held-out points, to see how well the position is found
gtds.resetRandomNumberGenerators(77);
const S_test = gtds.randomState().normal(2000, { scale: 0.5 });
const [Z_test, Y_test] = gtds.createDataSet(S_test, manifoldFunction, noiseStandardDeviation);

// Training on pairs, by a functional model around the flow
gtds.resetRandomNumberGenerators(123);
const inputA = keras.Input([N], { name: 'z_a' });
const inputB = keras.Input([N], { name: 'z_b' });
const [zTildeA, jA] = flowModel(inputA);
const [zTildeB, jB] = flowModel(inputB);
const column = (j: Tensor) => keras.ops.reshape(j, [-1, 1]);
const outputs = new keras.layers.Concatenate(-1)([zTildeA, zTildeB, column(jA), column(jB)]);
const pairModel = new keras.Model([inputA, inputB], outputs);
const lossFunction = new gml.SupervisedFactorLoss({ dimensionsPerFactor: [1, 1] });
pairModel.compile({ optimizer: new keras.optimizers.Adam(0.05), loss: lossFunction });
const history = await pairModel.fit(iterator, { stepsPerEpoch: 25, epochs: 10, verbose: 2 });
await plotInputOutput(flowModel, 'after.png');

// The same by a model that takes pairs itself
const alternative = new gmfl.DisentanglingFlowModel({ flowLayers: constructLayers(2) });
alternative.build([M, N]);
alternative.compile({ optimizer: new keras.optimizers.Adam(0.05), loss: lossFunction });
await alternative.fit(iterator, { stepsPerEpoch: 25, epochs: 10, verbose: 2 });
await plotInputOutput(alternative, 'after-alternative.png');

// Inference, there and back
const [Z_a_tilde] = flowModel(Z_a);
const error = await flowModel.invert(Z_a_tilde).sub(Z_a).square().sum().item();
console.log('\nSum of squared errors between inputs and their reconstruction:', error);

async function explained(network: InstanceType<typeof gmfl.FlowModel>): Promise<string> {
  const [zTilde] = network(Z_test);
  const standard = (x: Tensor) => x.sub(x.mean()).div(keras.ops.std(x));
  const r2 = (dimension: number) =>
    standard(zTilde.at(':', dimension))
      .mul(standard(Y_test.at(':', 1)))
      .mean()
      .square()
      .item();
  return `position ${(await r2(1)).toFixed(3)}, residual ${(await r2(0)).toFixed(3)}`;
}
console.log('Variance of the position explained on held-out points (r²):', await explained(flowModel));
console.log('and by the alternative model:', await explained(alternative));

await (await gtp.plotInversePoint(1, 0, S, flowModel, manifoldFunction, manifoldName)).save(
  join(folder, 'inverse.png'),
);
await (await gtp.evaluateAndPlotNetworks([Z_test], [Y_test], [flowModel], manifoldName)).save(
  join(folder, 'evaluation.png'),
);
const steps = ['Normalize', 'Reflect', 'Couple', 'Couple', 'Normalize', 'Reflect', 'Couple', 'Couple', 'Normalize'];
const contributions = gtp.plotContributionPerLayer(
  flowModel,
  [-1, 1],
  manifoldFunction,
  manifoldName,
  [1, 2, 4, 6, 7, 8, 10, 12, 13],
  steps,
);
await (await contributions).save(join(folder, 'contributions.png'));
const losses = history.history.loss as number[];
await (
  await gtp.plotLossTrajectory(
    losses,
    losses.map(() => 0),
    manifoldName,
  )
).save(join(folder, 'losses.png'));

// Saving and loading
const path = join(tmpdir(), `example-${process.pid}.keras`);
await flowModel.save(path);
const loaded = (await keras.saving.loadModel(path)) as unknown as typeof flowModel;
const weights = join(tmpdir(), `example-${process.pid}.weights.h5`);
await flowModel.saveWeights(weights);
const again = new gmfl.FlowModel({ flowLayers: constructLayers(2) });
again.build([M, N]);
await again.loadWeights(weights);
await Promise.all([path, weights].map((each) => rm(each)));
for (const [name, model] of [
  ['model', loaded],
  ['weights', again],
] as const) {
  const difference = model(Z_a)[0].sub(Z_a_tilde).square().sum();
  console.log(`The saved and loaded ${name} give outputs that differ by`, await difference.item());
}
