import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, random, type Tensor, tensor } from '@org/core';
import { utils } from '@org/models';
import { goldenConstraints, loadGolden, type MethodGolden, predictorOf, rowsOf } from '../../testing/goldens.js';
import { setConfig } from '../../utils/index.js';
import { CLUE, Encoder, klDivergence, VAEGaussCat } from './index.js';
import { getReconstructionLossFn, meanSquares } from './reconstruction-loss.js';

interface ClueGolden extends MethodGolden {
  readonly vae_weights: readonly { readonly value: number[] | number[][] }[];
  readonly encode_mu: number[][];
  readonly encode_sigma: number[][];
  readonly sample_latent_key5: number[][];
  readonly decode: number[][];
  readonly vae_loss: number;
  readonly default_rec_loss: number[];
}
const golden = loadGolden<ClueGolden>('clue');
const losses = loadGolden<{
  p: number[][];
  q: number[][];
  'clue.kl_divergence': number[][];
  'clue.get_reconstruction_loss_fn': { xs: number[][]; cfs: number[][]; out: number[][] };
}>('losses_and_sampling');
const predFn = predictorOf(golden);
const { xs, yTargets, rngKeys } = rowsOf(golden);

/** Two numbers, a category of three, and one of two. */
const features = {
  features: {
    featuresAndIndices: [
      [{ isCategorical: false }, [0, 1]],
      [{ isCategorical: false }, [1, 2]],
      [{ isCategorical: true }, [2, 5]],
      [{ isCategorical: true }, [5, 7]],
    ],
  },
} as const;

const difference = async (actual: Tensor, expected: unknown): Promise<number> =>
  (await ops.max(ops.abs(actual.sub(tensor(expected as number[][])))).item()) as number;

function goldenVae(): VAEGaussCat {
  const vae = new VAEGaussCat([10, 8, 6], [6, 8]);
  vae(xs);
  vae.setWeights(golden.vae_weights.map(({ value }) => tensor(value as number[][], null, 'float32')));
  return vae;
}

afterEach(() => setConfig({ compat: null }));

describe('klDivergence', () => {
  it('is the original', async () => {
    expect(await difference(klDivergence(losses.p, losses.q), losses['clue.kl_divergence'])).toBeLessThan(1e-6);
  });
});

describe('getReconstructionLossFn', () => {
  const { xs: rows, cfs, out } = losses['clue.get_reconstruction_loss_fn'];
  it('is the original', async () => {
    const loss = getReconstructionLossFn(features)(tensor(rows), tensor(cfs));
    expect(loss.shape).toEqual([5, 4]);
    expect(await difference(loss, out)).toBeLessThan(1e-6);
  });
});

describe('VAEGaussCat', () => {
  const vae = goldenVae();

  it('encodes and decodes as the original', async () => {
    const [mean, sigma] = vae.encode(xs);
    expect(await difference(mean, golden.encode_mu)).toBeLessThan(1e-6);
    expect(await difference(sigma, golden.encode_sigma)).toBeLessThan(1e-6);
    expect(await difference(vae.decode(tensor(golden.sample_latent_key5)), golden.decode)).toBeLessThan(1e-6);
    const reconstructed = meanSquares(xs, tensor(golden.decode));
    expect(await difference(reconstructed, golden.default_rec_loss)).toBeLessThan(1e-7);
  });

  it("draws codes and computes the loss in the original's way", async () => {
    setConfig({ compat: 'jax-relax' });
    const key = random.PRNGKey(5);
    const codes = vae.sampleLatent(key, golden.encode_mu, golden.encode_sigma);
    expect(await difference(codes, golden.sample_latent_key5)).toBeLessThan(2e-6);
    const [mean, sigma] = vae.encode(xs);
    const loss = vae.computeVaeLoss(xs, mean, sigma, vae.sampleStep(key, mean, sigma));
    expect(await difference(loss, golden.vae_loss)).toBeLessThan(1e-6);
  });

  it("draws the codes of a training step by the original's key", async () => {
    setConfig({ compat: 'jax-relax' });
    const own = goldenVae();
    own.seedGenerator.state.assign(tensor(Uint32Array.of(42, 0)));
    let key: Tensor | null = null;
    own.sampleLatent = (rngKey, mean) => {
      key = rngKey;
      return ops.convertToTensor(mean);
    };
    own(xs, { training: true });
    // jax.random.split(key, 1)[0]
    expect(Array.from((await key!.data()) as Uint32Array)).toEqual([3_732_534_457, 1_332_528_664]);
  });

  it('has the same loss for rows that are there twice', async () => {
    // The mean over rows of independent terms. The original's loss grows with the batch.
    const lossOf = async (rows: Tensor) => {
      const [mean, sigma] = vae.encode(rows);
      return vae.computeVaeLoss(rows, mean, sigma, vae.decode(mean)).item() as Promise<number>;
    };
    expect(await lossOf(ops.concatenate([xs, xs], 0) as Tensor)).toBeCloseTo(await lossOf(xs), 5);
  });

  it('draws several rows for each, every one by a key of its own', async () => {
    const own = goldenVae();
    own.seedGenerator.state.assign(tensor(Uint32Array.of(42, 0)));
    const [mean, sigma, rows] = own.sample(xs, 3);
    expect(rows.shape).toEqual([3, ...xs.shape]);
    const keys = random.split(tensor(Uint32Array.of(42, 0)), 3) as Tensor;
    const second = own.sampleStep(keys.at(1) as Tensor, mean, sigma);
    const [first, itself, third] = await ops.max(ops.abs(rows.sub(second)), [1, 2]).data();
    expect(itself).toBe(0);
    expect(Math.min(Number(first), Number(third))).toBeGreaterThan(0);
  });

  it('has an encoder that may be trained by itself from its first call on', () => {
    const [mean] = new Encoder([6, 4])(xs, { training: true }) as unknown as [Tensor];
    expect(mean.shape).toEqual([xs.shape[0], 2]);
  });

  it('wants an even number of means and deviations', () => {
    expect(() => new VAEGaussCat([4, 3], [4])).toThrow(/even/);
  });
});

describe('CLUE', () => {
  it.each(golden.cases)("has the original's counterfactuals: $config", async ({ config, cfs }) => {
    setConfig({ compat: 'jax-relax' });
    const method = new CLUE(config as never, goldenVae());
    method.setDataModule(goldenConstraints);
    const found = await method.generateCfs(xs, predFn, yTargets, rngKeys);
    expect(found.shape).toEqual([6, 1, 7]);
    expect(await difference(found.at(':', 0) as Tensor, cfs)).toBeLessThan(2e-5);
  });

  it('finds what is valid and respects the data, after it was trained, saved and loaded', async () => {
    utils.setRandomSeed(0);
    const rows = random.uniform(random.PRNGKey(1), [256, 4]) as Tensor;
    const classifier = (x: Tensor) => {
      const score = (x.at(':', 0) as Tensor)
        .add(x.at(':', 1) as Tensor)
        .sub(1)
        .mul(8);
      return ops.stack([ops.sigmoid(score.neg()), ops.sigmoid(score)], -1);
    };
    const constraints = {
      applyConstraints: (x: Tensor, cf: Tensor) =>
        ops.concatenate([ops.clip(cf.at(':', ':3') as Tensor, 0, 1), x.at(':', '3:') as Tensor], -1),
      computeRegLoss: () => ops.zeros([]),
    };
    const method = new CLUE({ encSizes: [16, 8], decSizes: [8, 16], dropoutRate: 0, lr: 0.01, stepSize: 0.05 });
    expect(method.name).toBe('CLUE');
    await method.train([rows], classifier, { batchSize: 32, epochs: 15, verbose: 0 });
    method.setDataModule(constraints);
    const queries = rows.at('0:40') as Tensor;
    const cfs = (await method.generateCfs(queries, { predFn: classifier })).at(':', 0) as Tensor;
    const classes = (x: Tensor) => ops.argmax(classifier(x), -1);
    expect(await ops.mean(ops.notEqual(classes(cfs), classes(queries)).cast('float32')).item()).toBeGreaterThan(0.95);
    expect(await ops.max(ops.abs((cfs.at(':', 3) as Tensor).sub(queries.at(':', 3) as Tensor))).item()).toBe(0);

    const folder = await mkdtemp(join(tmpdir(), 'relax-clue-'));
    await method.save(folder);
    const again = await CLUE.loadFromPath(folder);
    await rm(folder, { recursive: true });
    expect([again.isTrained, again.config.stepSize]).toEqual([true, 0.05]);
    again.setDataModule(constraints);
    const same = (await again.generateCfs(queries, { predFn: classifier })).at(':', 0) as Tensor;
    expect(await ops.max(ops.abs(same.sub(cfs))).item()).toBe(0);
  });
});
