import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate, grad, ops, random, type Shape, type Tensor, tensor } from '@org/core';
import { utils } from '@org/models';
import type { DataModule } from '../../data/index.js';
import { AutoEncoder } from '../../ml-model/index.js';
import { goldenDataModule, loadGolden, type MethodGolden, predictorOf, rowsOf } from '../../testing/goldens.js';
import { setConfig } from '../../utils/index.js';
import { ProtoCF } from './proto.js';

const golden = loadGolden<MethodGolden>('vanilla');
const predFn = predictorOf(golden);
const { xs, yTargets, rngKeys } = rowsOf(golden);
let data: DataModule;
beforeAll(async () => {
  data = await goldenDataModule();
  utils.setRandomSeed(3);
});

/** An autoencoder whose code is the first two columns: prototypes are known. */
class FirstColumns extends AutoEncoder {
  constructor() {
    super([2], [2], 7);
  }
  override encode(inputs: Tensor): Tensor {
    return inputs.at(':', '0:2') as Tensor;
  }
  override decode(code: Tensor): Tensor {
    return ops.pad(code, [
      [0, 0],
      [0, 5],
    ]) as Tensor;
  }
}

const sampled = {
  xs: tensor([
    [0.2, 0.4, 1, 0, 0, 1, 0],
    [0.4, 0.8, 1, 0, 0, 1, 0],
    [0.9, 0.1, 0, 1, 0, 0, 1],
  ]),
  ys: tensor([[1], [1], [0]]),
};

/** Where one step goes that sees nothing but the prototype: Adam moves each number by its learning rate, towards it. */
async function pulled(): Promise<number[]> {
  const method = new ProtoCF({ nSteps: 1, lr: 0.01, c: 0, beta: 0, gamma: 0, theta: 1 }, new FirstColumns());
  method.setSampled(sampled.xs, sampled.ys);
  const x = tensor([[0.25, 0.5, 1, 0, 0, 1, 0]]);
  const cf = method.generateCf(x, (rows) => ops.tile(ops.convertToTensor([[0.5, 0.5]]), [rows.shape[0]!, 1]), {
    yTarget: [0, 1],
  });
  return ((await cf.sub(x).array()) as number[][])[0]!.slice(0, 2).map((move) => Math.sign(Math.round(move * 1000)));
}

it('goes towards the mean code of the wanted class', async () => {
  // The mean of (.2, .4) and (.4, .8) is (.3, .6).
  setConfig({ compat: 'jax-relax' });
  const original = await pulled();
  setConfig({ compat: null });
  expect(original).toEqual([1, 1]);
  const slope = grad((cf: Tensor) => ops.sum(ops.square(cf.sub(tensor([0.3, 0.6])))))(tensor([0.25, 0.5])) as Tensor;
  expect(((await slope.array()) as number[]).map(Math.sign)).toEqual([-1, -1]);
});

it('finds points that are as wanted, and is the same after saving and loading', async () => {
  const method = new ProtoCF({ encSizes: [8, 4], decSizes: [4, 8], lr: 0.05, nSamples: 16 });
  expect(() => method.generateCf([0, 0, 0, 0, 0, 0, 0], predFn)).toThrow(/not trained/);
  await method.train(data, { epochs: 5, batchSize: 8, verbose: 0 });
  method.setDataModule(data);
  const found = await method.generateCfs(xs, predFn, yTargets, rngKeys);
  expect(found.shape).toEqual([6, 1, 7]);

  const folder = await mkdtemp(join(tmpdir(), 'relax-proto-'));
  await method.save(folder);
  const again = await ProtoCF.loadFromPath(folder);
  again.setDataModule(data);
  const same = await again.generateCfs(xs, predFn, yTargets, rngKeys);
  expect(await same.sub(found).abs().max().item()).toBe(0);
  await rm(folder, { recursive: true });
});

it('finds the same in the first call as later, to the bit', async () => {
  setConfig({ compat: 'jax-relax' });
  const drawn = (seed: number, shape: Shape) => random.uniform(random.PRNGKey(seed), shape) as Tensor;
  const [rows, labels, weights] = [drawn(5, [128, 29]), ops.arange(128).mod(2), drawn(6, [29, 2])];
  await evaluate([rows, labels, weights]);
  const method = new ProtoCF({ nSteps: 20 }, new AutoEncoder([64, 32, 16], [16, 32, 64], 29));
  method.setSampled(rows, labels);
  const find = async () => (await method.generateCfs(rows, (x) => ops.softmax(x.matmul(weights)))).array();
  const first = await find();
  expect(await find()).toEqual(first);
  expect(await find()).toEqual(first);
  setConfig({ compat: null });
});
