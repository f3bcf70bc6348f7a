import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grad, ops, type Tensor } from '@org/core';
import { expectClose, thorough } from '@org/testing';
import { DataLoader, TensorDataset } from '../data/index.js';
import { LambdaLR, SGD } from '../optim/index.js';
import { fill, uniforms } from '../testing/generated.js';
import { expectGolden, loadGoldenFile } from '../testing/golden-file.js';
import { load } from '../torch-files/index.js';
import { ResNet, resnet18, resnet34, resnet50 } from './resnet.js';
import { SimCLR } from './sim-clr.js';

// biome-ignore lint/suspicious/noExplicitAny: entries of the file differ in form.
const models = loadGoldenFile<Record<string, Record<string, any>>>('lfxai_models');
// biome-ignore lint/suspicious/noExplicitAny: entries of the file differ in form.
const losses = loadGoldenFile<Record<string, any>>('lfxai_losses');

test.each(
  thorough(
    [
      ['SimCLR_resnet18', resnet18],
      ['SimCLR_resnet34', resnet34],
    ] as const,
    [['SimCLR_resnet18', resnet18]] as const,
  ),
)('%s', async (name, backbone) => {
  const expected = models[name]!;
  const model = fill(new SimCLR(backbone, { projectionDim: 16 }), expected.weight_seed).eval();
  expect(
    model.countParams() - model.buffers().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
  ).toBe(expected.n_params);
  if (expected.state) {
    const state = Object.entries(model.stateDict()).map(([key, { shape }]) => [key, [...shape]]);
    expect(state).toEqual(expected.state);
  }
  const [feature, projection] = model<[Tensor, Tensor]>(uniforms(6, [2, 3, 32, 32]));
  await expectGolden(feature, expected.feature, { rtol: 2e-4, atol: 2e-5 });
  await expectGolden(projection, expected.projection, { rtol: 2e-4, atol: 2e-5 });
});

test('whole residual networks give scores of 1,000 classes', () => {
  const network = resnet50();
  expect(network).toBeInstanceOf(ResNet);
  expect(network.eval()(uniforms(1, [1, 3, 64, 64])).shape).toEqual([1, 1000]);
  // As torchvision's resnet50 has.
  expect(network.parameters().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)).toBe(25_557_032);
});

test.each([0.5, 0.1])('the contrastive loss, temperature %d', async (t) => {
  const expected = losses[`nt_xent_t${t}`];
  const x = uniforms(18, [6, 5], 2, -1);
  expect(await SimCLR.ntXent(x, t).item()).toBeCloseTo(expected.loss, 5);
  await expectGolden(grad((rows: Tensor) => SimCLR.ntXent(rows, t))(x) as Tensor, expected.grad, {
    rtol: 2e-5,
    atol: 2e-6,
  });
});

test('the learning rate by cosine annealing', () => {
  const rates = [0, 10, 50, 99, 100].map((step) => SimCLR.getLr(step, 100, 0.6, 1e-3));
  for (const [i, rate] of rates.entries()) expect(rate).toBeCloseTo(losses.simclr_get_lr[i], 12);
});

// The residual network's training alone takes seconds to compile.
thorough(test, test.skip)('fit does what steps with the schedule do, and saves', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lfxai-simclr-'));
  try {
    const tiny = () => new ResNet(...tinyOf(resnet18()));
    const [whole, stepwise] = [new SimCLR(tiny, { projectionDim: 8 }), new SimCLR(tiny, { projectionDim: 8 })];
    stepwise.loadStateDict(whole.stateDict());
    const images = uniforms(9, [8, 2, 3, 8, 8]);
    const loader = new DataLoader(new TensorDataset(images, uniforms(1, [8])), { batchSize: 4 });
    const means: number[] = [];
    const settings = { epochs: 1, backbone: 'tiny', logInterval: 1, learningRate: 0.1, saveDir: folder };
    await whole.fit({ ...settings, onEpoch: (_, loss) => means.push(loss) }, null, loader);
    const sgd = { lr: 0.1, momentum: 0.9, weightDecay: 1e-6, nesterov: true };
    const optimizer = new SGD(stepwise.parameters(), sgd);
    const scheduler = new LambdaLR(optimizer, (step) => SimCLR.getLr(step, 2, 0.1, 1e-3));
    const losses: number[] = [];
    for await (const [pairs] of loader) {
      const [, projection] = stepwise.forward(ops.reshape(pairs!, [8, 3, 8, 8]));
      const loss = SimCLR.ntXent(projection, 0.5);
      losses.push(await loss.item());
      optimizer.minimize(loss);
      scheduler.step();
    }
    expectClose(means, [(losses[0]! + losses[1]!) / 2], { rtol: 1e-4 });
    const saved = await load(join(folder, 'models/simclr_tiny_epoch1.pt'));
    const [a, b] = [saved, stepwise.stateDict()].map((state) => state['projector.2.weight']!.data());
    expectClose((await a!) as Float32Array, (await b!) as Float32Array, { rtol: 1e-3, atol: 1e-5 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** The kind of blocks of a network, one in each stage. */
function tinyOf(network: ResNet): ConstructorParameters<typeof ResNet> {
  const [block] = network.layer1.modules;
  return [block!.constructor as ConstructorParameters<typeof ResNet>[0], [1, 1, 1, 1]];
}
