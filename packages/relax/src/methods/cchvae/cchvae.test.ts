import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, random, type Tensor, tensor } from '@org/core';
import { loadGolden } from '../../testing/goldens.js';
import { setConfig } from '../../utils/index.js';
import { around, ringOf } from './cchvae.js';
import { CHVAE } from './chvae.js';
import { CCHVAE } from './index.js';

const { hyper_sphere: sphere } = loadGolden<{
  hyper_sphere: { x: number[][]; n_samples: number; high: number; low: number; cchvae_normal_p1: number[][] };
}>('losses_and_sampling');
const largest = (x: Tensor) => ops.max(ops.abs(x)).item() as Promise<number>;
const columns = (x: Tensor, from: number, to: number) => x.at(':', `${from}:${to}`) as Tensor;

afterEach(() => setConfig({ compat: null }));

describe('around', () => {
  const keys = ops.expandDims(random.PRNGKey(0), 0) as Tensor;
  const { x, low, high, n_samples: count } = sphere;

  it("draws the original's points", async () => {
    const points = around(keys, tensor(x), tensor([low]), high - low, count).at(0) as Tensor;
    expect(await largest(points.sub(tensor(sphere.cchvae_normal_p1)))).toBeLessThan(1e-6);
  });

  it('draws points in the ring', async () => {
    const points = ringOf(200, x[0]!.length, high - low)(keys, tensor(x), tensor([low])).at(0) as Tensor;
    const distances = (await ops.sum(ops.abs(points.sub(tensor(x))), -1).data()) as Float32Array;
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(low - 1e-5);
    expect(Math.max(...distances)).toBeLessThanOrEqual(high + 1e-5);
  });
});

describe('CHVAE', () => {
  it('goes from rows to codes that are drawn, and back', async () => {
    const vae = new CHVAE([6, 3]);
    const rows = random.uniform(random.PRNGKey(2), [5, 4]) as Tensor;
    vae(rows);
    const [mean, logVariance, codes, back] = vae.forward(rows);
    const [expected] = vae.encode(rows);
    expect(await largest(mean.sub(expected))).toBe(0);
    expect(await largest(codes.sub(mean))).toBeGreaterThan(0);
    expect(await largest(back.sub(vae.regenerate(codes)))).toBeLessThan(1e-6);
    // KL(N(m, v), N(0, 1)) = (m² + v - log v - 1) / 2
    const term = ops.square(mean).add(ops.exp(logVariance)).sub(logVariance).sub(1);
    expect(await largest(vae.computeKlLoss(mean, logVariance).sub(ops.sum(term).mul(0.5)))).toBeLessThan(1e-5);
  });
});

describe('CCHVAE', () => {
  const rows = random.uniform(random.PRNGKey(1), [256, 4]) as Tensor;
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
  const validity = (cfs: Tensor, queries: Tensor) =>
    ops
      .mean(ops.notEqual(ops.argmax(classifier(cfs), -1), ops.argmax(classifier(queries), -1)).cast('float32'))
      .item() as Promise<number>;

  it('finds what is valid by looking at all samples, and is the same after saving and loading', async () => {
    const method = new CCHVAE({ vaeLayers: [16, 8, 4], vaeLr: 0.01, nSearchSamples: 20, maxSteps: 60 });
    expect(method.name).toBe('cchvae');
    await method.train([rows], classifier, { batchSize: 32, epochs: 15, verbose: 0 });
    method.setDataModule(constraints);
    const queries = rows.at('0:40') as Tensor;
    const cfs = (await method.generateCfs(queries, { predFn: classifier })).at(':', 0) as Tensor;
    expect(await validity(cfs, queries)).toBeGreaterThan(0.95);
    expect(await largest(columns(cfs, 3, 4).sub(columns(queries, 3, 4)))).toBe(0);

    setConfig({ compat: 'jax-relax' });
    const asShipped = (await method.generateCfs(queries, { predFn: classifier })).at(':', 0) as Tensor;
    setConfig({ compat: null });
    // What is not found stays as it is.
    const stays = ops.all(ops.equal(asShipped, queries), -1).cast('float32');
    expect((await validity(asShipped, queries)) + ((await ops.mean(stays).item()) as number)).toBeCloseTo(1, 6);

    const folder = await mkdtemp(join(tmpdir(), 'relax-cchvae-'));
    await method.save(folder);
    const again = await CCHVAE.loadFromPath(folder);
    await rm(folder, { recursive: true });
    again.setDataModule(constraints);
    const same = (await again.generateCfs(queries, { predFn: classifier })).at(':', 0) as Tensor;
    expect(await largest(same.sub(cfs))).toBe(0);
  });

  it('looks at all samples again where a tenth of them found nothing', async () => {
    const method = new CCHVAE({ vaeLayers: [8, 4], nSearchSamples: 200, maxSteps: 20 });
    await method.train([rows], classifier, { batchSize: 64, epochs: 1, verbose: 0 });
    method.setDataModule(constraints);
    const asked: number[] = [];
    const never = (x: Tensor) => {
      asked.push(x.shape[0]!);
      return ops.tile(tensor([[0.9, 0.1]]), [x.shape[0]!, 1]);
    };
    await method.generateCfs(rows.at('0:8') as Tensor, { predFn: never });
    // However many rows a batch has, all samples are multiples of 200.
    expect(asked.findLastIndex((count) => count % 200 === 0)).toBeGreaterThan(asked.indexOf(8 * 20));
    expect(asked.indexOf(8 * 20)).toBeGreaterThan(0);
  });
});
