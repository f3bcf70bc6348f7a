/** Layers that have parts, or statistics, in .keras files; and batch normalization in training. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as keras from '@org/models';
import { expectClose } from '@org/testing';
import { FlowModel, HeavisideMask } from '../index.js';
import { drawn, network, stirred } from '../testing/layers.js';
import * as flows from './index.js';

beforeEach(() => keras.utils.setRandomSeed(1));
const vector = { axes: [1], shape: [4] };

test('a model of them goes through a file', async () => {
  const input = new flows.InputNode([4]);
  const parts = new flows.Node(input, new flows.SplitParts([2, 2]));
  const moved = new flows.Node([parts, 1], new flows.MaskedAutoregressive({ axes: [1], shape: [2], hiddenUnits: [6] }));
  const joined = new flows.Node([moved, parts], new flows.JoinParts());
  const layers = [
    new flows.GraphINN([input, parts, moved, joined, new flows.OutputNode(joined)]),
    new flows.BatchNorm(vector),
    new flows.Sylvester(vector),
    new flows.SVDLinear(vector),
    new flows.QRLinear(vector),
    new flows.Orthogonal(vector),
    new flows.AutoregressiveUMNN({ ...vector, hiddenUnits: [8], features: 3, integrandUnits: [6] }),
    new flows.UMNNCoupling({
      ...vector,
      features: 3,
      computeCouplingParameters: network(16),
      mask: new HeavisideMask(vector),
    }),
    ...(['linear', 'quadratic', 'cubic'] as const).map((kind) => new flows.ElementSpline({ ...vector, kind, bins: 5 })),
  ];
  const model = new FlowModel(layers, { base: new flows.NormalMixture(3, 4) });
  model.build([null, 4]);
  for (const layer of layers) stirred(layer, [1, 4]);
  const x = drawn([5, 4]);
  const wanted = await model.logProb(x).data();
  const folder = await mkdtemp(join(tmpdir(), 'flows-'));
  try {
    const path = join(folder, 'model.keras');
    await model.save(path);
    const again = (await keras.models.loadModel(path)) as unknown as FlowModel;
    expectClose(await again.logProb(x).data(), wanted, { rtol: 1e-6, atol: 1e-6 });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('BatchNorm: training takes the statistics of the batch, and moves its own', async () => {
  const layer = new flows.BatchNorm([2], [1], { momentum: 0.5 });
  const model = new FlowModel([layer]);
  const x = drawn([64, 2]).mul(3).add(1);
  const [y, determinants] = model(x, { training: true } as object);
  expectClose(await y.mean(0).data(), [0, 0], { atol: 1e-5 });
  const variances = await x.var(0).data();
  const logs = [...variances].map((each) => -0.5 * Math.log(Number(each) + 1e-5));
  expect(Number(await determinants.at(0).item())).toBeCloseTo(logs[0]! + logs[1]!, 4);
  const means = [...(await x.mean(0).data())].map((each) => Number(each) / 2);
  expectClose(await layer.movingMean.value.data(), means, { rtol: 1e-5 });
  model.compile({ optimizer: new keras.optimizers.Adam(0.01) });
  await model.fit(x, { epochs: 20, batchSize: 64, verbose: 0 });
  expectClose(await layer.movingMean.value.data(), await x.mean(0).data(), { atol: 1e-3 });
});
