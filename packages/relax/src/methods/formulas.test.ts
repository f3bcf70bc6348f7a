/** What ProtoCF, CCHVAE and VAECF find in the original's way, against its formulas in JAX (goldens/make_searches.py). */
import { ops, type Tensor, tensor } from '@org/core';
import { AutoEncoder, type MLPBlock } from '../ml-model/index.js';
import { goldenConstraints, loadGolden, type MethodGolden, predictorOf, rowsOf } from '../testing/goldens.js';
import { setConfig } from '../utils/index.js';
import { CCHVAE, CHVAE } from './cchvae/index.js';
import { ProtoCF } from './proto/index.js';
import { VAE, VAECF } from './vaecf/index.js';

type Dense = [w: number[][], b: number[]];
type Norm = [gamma: number[], beta: number[], mean: number[], variance: number[]];
type Block = [Dense, Norm?];
type Cases = { readonly config: Record<string, number>; readonly cfs: number[][] }[];

const golden = loadGolden<
  MethodGolden & {
    proto: { ae: { enc: Block[]; dec: Block[]; out: Dense }; sampled: number[][]; labels: number[]; cases: Cases };
    cchvae: { network: [Block[], Dense, Block[], Dense, Norm]; cases: Cases };
    vaecf: { network: [Block[], Dense, Dense, Block[], Dense]; cfs: number[][] };
  }
>('searches');
const { xs, yTargets, rngKeys } = rowsOf(golden);
const predFn = predictorOf(golden);

const fill = (layer: { setWeights(weights: never): void }, weights: readonly unknown[]) =>
  layer.setWeights(weights.map((each) => tensor(each as number[], null, 'float32')) as never);
const fillBlocks = (layers: readonly MLPBlock[], blocks: readonly Block[]) =>
  blocks.forEach(([dense, norm], i) => {
    fill(layers[i]!.dense, dense);
    if (norm) fill(layers[i]!.batchNorm!, norm);
  });
const difference = async (found: Tensor, cfs: number[][]): Promise<number> =>
  (await ops.max(ops.abs((found.at(':', 0) as Tensor).sub(tensor(cfs)))).item()) as number;

beforeAll(() => setConfig({ compat: 'jax-relax' }));
afterAll(() => setConfig({ compat: null }));

it.each(golden.proto.cases)('ProtoCF: $config', async ({ config, cfs }) => {
  const { enc, dec, out } = golden.proto.ae;
  const ae = new AutoEncoder([6, 3], [6], 7);
  ae(xs);
  fillBlocks(ae.encoder.layers as MLPBlock[], enc);
  fillBlocks(ae.decoder.layers as MLPBlock[], dec);
  fill(ae.outputLayer, out);
  const method = new ProtoCF(config as never, { ae });
  method.setSampled(tensor(golden.proto.sampled), tensor(golden.proto.labels));
  method.setDataModule(goldenConstraints);
  expect(await difference(await method.generateCfs(xs, predFn, yTargets, rngKeys), cfs)).toBeLessThan(2e-5);
});

it.each(golden.cchvae.cases)('CCHVAE: $config', async ({ config, cfs }) => {
  const [encoder, mean, decoder, row, norm] = golden.cchvae.network;
  const chvae = new CHVAE([8, 4]);
  chvae(xs);
  fillBlocks(chvae.encoder, encoder);
  fill(chvae.meanOfCode, mean);
  fillBlocks(chvae.decoder, decoder);
  fill(chvae.meanOfRow!, row);
  fill(chvae.normalization, norm);
  const method = new CCHVAE(config as never, { chvae });
  method.setDataModule(goldenConstraints);
  expect(await difference(await method.generateCfs(xs, predFn, yTargets, rngKeys), cfs)).toBeLessThan(2e-5);
});

it('VAECF', async () => {
  const [encoder, mean, variance, decoder, row] = golden.vaecf.network;
  const vae = new VAE([8, 3]);
  vae(xs);
  vae.build([6, 7]);
  fillBlocks(vae.encoder, encoder);
  fill(vae.meanOfCode, mean);
  fill(vae.varianceOfCode, variance);
  fillBlocks(vae.decoder, decoder);
  fill(vae.rows!, row);
  const method = new VAECF({}, { vae });
  method.setDataModule(goldenConstraints);
  expect(await difference(await method.generateCfs(xs, predFn, yTargets, rngKeys), golden.vaecf.cfs)).toBeLessThan(
    2e-5,
  );
});
