import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, random, type Tensor, tensor } from '@org/core';
import { loadGolden } from '../../testing/goldens.js';
import { setConfig } from '../../utils/index.js';
import { hindgeEmbeddingLoss, hingeEmbeddingLoss, sampleLatent, VAECF } from './index.js';
import { drawCodes, VAE } from './vae.js';

const golden = loadGolden<{
  'vaecf.hindge_embedding_loss': { x: number[]; margin: number; target_m1: number[]; target_p1: number[] };
  'vaecf.sample_latent': { key: number; mean: number[][]; var: number[][]; out: number[][] };
}>('losses_and_sampling');
const largest = (x: Tensor) => ops.max(ops.abs(x)).item() as Promise<number>;
const columns = (x: Tensor, from: number, to: number) => x.at(':', `${from}:${to}`) as Tensor;

afterEach(() => setConfig({ compat: null }));

describe('hingeEmbeddingLoss', () => {
  const { x, margin, target_m1, target_p1 } = golden['vaecf.hindge_embedding_loss'];
  it('is the original, under both names', async () => {
    expect(await largest(hingeEmbeddingLoss(x, [-1], margin).sub(tensor(target_m1)))).toBeLessThan(1e-6);
    expect(await largest(hindgeEmbeddingLoss(x, [1], { margin }).sub(tensor(target_p1)))).toBeLessThan(1e-6);
  });
});

describe('sampleLatent', () => {
  const { key, mean, var: variance, out } = golden['vaecf.sample_latent'];
  it('is the original', async () => {
    expect(await largest(sampleLatent(random.PRNGKey(key), mean, variance).sub(tensor(out)))).toBeLessThan(1e-6);
  });
});

describe('VAE', () => {
  it('draws rows for several codes of each, of the class that they are to have', async () => {
    const vae = new VAE([6, 3], { mcSamples: 2 });
    const rows = random.uniform(random.PRNGKey(2), [5, 4]) as Tensor;
    vae(rows);
    const wanted = tensor([[0], [1], [0], [1], [1]], null, 'float32');
    const key = random.PRNGKey(3);
    const [mean, variance, drawn] = vae.sample(key, ops.concatenate([rows, wanted], -1) as Tensor, 2);
    expect([mean.shape, variance.shape, drawn.shape]).toEqual([
      [5, 3],
      [5, 3],
      [2, 5, 4],
    ]);
    const codes = ops.reshape(drawCodes(key, [mean, variance], 2), [2, 5, 3]);
    expect(await largest((drawn.at(1) as Tensor).sub(vae.decode(codes.at(1) as Tensor, wanted)))).toBeLessThan(1e-6);
  });
});

describe('VAECF', () => {
  const rows = random.uniform(random.PRNGKey(1), [512, 4]) as Tensor;
  const classifier = (x: Tensor) => {
    const score = columns(x, 0, 1)
      .add(columns(x, 1, 2))
      .sub(1)
      .mul(8);
    return ops.concatenate([ops.sigmoid(score.neg()), ops.sigmoid(score)], -1);
  };
  const constraints = {
    applyConstraints: (x: Tensor, cf: Tensor) =>
      ops.concatenate([ops.clip(columns(cf, 0, 3), 0, 1), columns(x, 3, 4)], -1),
    computeRegLoss: () => ops.zeros([]),
  };
  const validity = (cfs: Tensor) =>
    ops
      .mean(ops.notEqual(ops.argmax(classifier(cfs), -1), ops.argmax(classifier(rows), -1)).cast('float32'))
      .item() as Promise<number>;
  const config = { layers: [16, 4], lr: 0.01, mcSamples: 8 };
  const train = { batchSize: 64, epochs: 15, verbose: 0 };

  it('finds what is valid and respects the data, and is the same after saving and loading', async () => {
    const method = new VAECF(config);
    expect(method.name).toBe('VAECF');
    method.setDataModule(constraints);
    await method.train([rows], classifier, train);
    const cfs = (await method.generateCfs(rows, { predFn: classifier })).at(':', 0) as Tensor;
    expect(await validity(cfs)).toBeGreaterThan(0.95);
    expect(await largest(columns(cfs, 3, 4).sub(columns(rows, 3, 4)))).toBe(0);
    expect(await largest(ops.clip(cfs, 0, 1).sub(cfs))).toBe(0);

    const folder = await mkdtemp(join(tmpdir(), 'relax-vaecf-'));
    await method.save(folder);
    const again = await VAECF.loadFromPath(folder);
    await rm(folder, { recursive: true });
    again.setDataModule(constraints);
    const same = (await again.generateCfs(rows, { predFn: classifier })).at(':', 0) as Tensor;
    expect(await largest(same.sub(cfs))).toBe(0);
  });

  it("is worse in the original's way, which rewards the wrong prediction and respects nothing", async () => {
    setConfig({ compat: 'jax-relax' });
    const method = new VAECF(config);
    method.setDataModule(constraints);
    await method.train([rows], classifier, train);
    const cfs = (await method.generateCfs(rows, { predFn: classifier })).at(':', 0) as Tensor;
    expect(await validity(cfs)).toBeLessThan(0.8);
    expect(await largest(columns(cfs, 3, 4).sub(columns(rows, 3, 4)))).toBeGreaterThan(0);
  });
});
