/** The losses of variational autoencoders against the original's, values and derivatives. */
import { ops, type Tensor, valueAndGrad } from '@org/core';
import { normal, uniforms } from '../../testing/generated.js';
import { expectGolden, type GoldenTensor, loadGoldenFile } from '../../testing/golden-file.js';
import { logDensityGaussian, logImportanceWeightMatrix, matrixLogDensityGaussian } from '../../utils/math.js';
import { BetaTcVaeMnist } from '../beta-tc-vae-mnist.js';
import { BetaVaeMnist } from '../beta-vae-mnist.js';
import { BetaHLoss } from './beta-h-loss.js';
import { BtcvaeLoss } from './btcvae-loss.js';
import { latentDensities } from './latent-densities.js';
import { klNormalLoss, linearAnnealing, type ReconDist, reconstructionLoss, type Storer } from './terms.js';

// biome-ignore lint/suspicious/noExplicitAny: entries of the file differ in form.
const golden = loadGoldenFile<Record<string, any>>('lfxai_losses');
const close = { rtol: 2e-5, atol: 2e-6 };

const x = uniforms(11, [4, 1, 8, 8]);
const recon = uniforms(12, [4, 1, 8, 8], 0.9, 0.05);
const mu = uniforms(13, [4, 3], 2, -1);
const logvar = uniforms(14, [4, 3], 1, -0.5);
const noise = ops.convertToTensor(Float32Array.from({ length: 12 }, (_, k) => normal(15, k)));
const sampleOf = (mean: Tensor, variance: Tensor) =>
  ops.add(mean, ops.multiply(ops.exp(ops.multiply(variance, 0.5)), ops.reshape(noise, [4, 3])));
const z = sampleOf(mu, logvar);

test('the latent samples are those of the file', () => expectGolden(z, golden.inputs.z_values, close));

test.each(['bernoulli', 'laplace', 'gaussian'] as const)('reconstruction, %s', async (distribution) => {
  const loss = await reconstructionLoss(x, recon, distribution).item();
  expect(loss / golden[`recon_${distribution}`]).toBeCloseTo(1, 5);
});

test('divergence, densities and weights', async () => {
  expect(await klNormalLoss(mu, logvar).item()).toBeCloseTo(golden.kl, 5);
  await expectGolden(logImportanceWeightMatrix(4, 100), golden.log_importance_B4_N100, close);
  await expectGolden(matrixLogDensityGaussian(z, mu, logvar), golden.matrix_log_density, close);
  await expectGolden(logDensityGaussian(z, mu, logvar), golden.log_density, close);
});

test.each([true, false])('densities of latent samples, stratified: %s', async (isMss) => {
  const { logPz, logQz, logProdQzi, logQzCx } = latentDensities(z, [mu, logvar], 100, isMss);
  const expected = golden[`log_pz_qz_prodqz_qzcx_mss${isMss ? 'True' : 'False'}`] as GoldenTensor[];
  for (const [i, actual] of [logPz, logQz, logProdQzi, logQzCx].entries())
    await expectGolden(actual, expected[i]!, close);
});

interface Expected {
  loss: number;
  grad_recon: GoldenTensor;
  grad_mu: GoldenTensor;
  grad_logvar: GoldenTensor;
}

type LossOf = (recon: Tensor, mu: Tensor, logvar: Tensor) => Tensor;

async function expectLoss(lossOf: LossOf, at: readonly [Tensor, Tensor, Tensor], expected: Expected) {
  const [loss, gradients] = valueAndGrad(lossOf as never, { argnums: [0, 1, 2] })(...(at as never as [])) as never as [
    Tensor,
    [Tensor, Tensor, Tensor],
  ];
  expect((await loss.item()) / expected.loss).toBeCloseTo(1, 5);
  const [ofRecon, ofMu, ofLogvar] = gradients;
  await expectGolden(ofRecon, expected.grad_recon, { ...close, label: 'recon' });
  await expectGolden(ofMu, expected.grad_mu, { ...close, label: 'mu' });
  await expectGolden(ofLogvar, expected.grad_logvar, { ...close, label: 'logvar' });
}

test.each(
  (['bernoulli', 'laplace', 'gaussian'] as const).flatMap((dist) =>
    [1, 4].map((beta): [ReconDist, number] => [dist, beta]),
  ),
)('BetaHLoss, %s, beta %d', (recDist, beta) => {
  const loss = new BetaHLoss({ beta, recDist });
  return expectLoss(
    (r, m, v) => loss(x, r, [m, v], true, null),
    [recon, mu, logvar],
    golden[`BetaH_${recDist}_beta${beta}`],
  );
});

test.each([true, false].flatMap((isMss) => [1, 6].map((beta): [boolean, number] => [isMss, beta])))(
  'BtcvaeLoss, stratified: %s, beta %d',
  (isMss, beta) => {
    const loss = new BtcvaeLoss(100, { beta, isMss });
    const lossOf: LossOf = (r, m, v) => loss(x, r, [m, v], true, null, { latentSample: sampleOf(m, v) });
    return expectLoss(lossOf, [recon, mu, logvar], golden[`Btcvae_mss${isMss ? 'True' : 'False'}_beta${beta}`]);
  },
);

test('the weight of the regularization grows', async () => {
  const loss = new BetaHLoss({ stepsAnneal: 10, beta: 4 });
  const values = [1, 2, 3].map(() => loss(x, recon, [mu, logvar], true, null));
  for (const [i, value] of values.entries())
    expect((await value.item()) / golden.BetaH_anneal10_first3[i]).toBeCloseTo(1, 5);
  for (const [init, fin, step, steps, expected] of golden.linear_annealing)
    expect(linearAnnealing(init, fin, step, steps)).toBeCloseTo(expected, 12);
});

test('a storer gets the parts of every so many-th step', async () => {
  const loss = new BtcvaeLoss({ nData: 100, recordLossEvery: 2 });
  const storer: Storer = {};
  for (let i = 0; i < 4; i++) loss(x, recon, [mu, logvar], true, storer, { latentSample: z });
  expect(Object.keys(storer).sort()).toEqual(
    ['dw_kl_loss', 'kl_loss', 'kl_loss_0', 'kl_loss_1', 'kl_loss_2', 'loss', 'mi_loss', 'recon_loss', 'tc_loss'].sort(),
  );
  expect(storer.kl_loss).toHaveLength(2);
  expect(await storer.kl_loss![0]!.item()).toBeCloseTo(golden.kl, 5);
});

describe('the losses that models of digits have themselves', () => {
  const images = uniforms(16, [4, 1, 28, 28]);
  const drawn = uniforms(17, [4, 1, 28, 28], 0.9, 0.05);

  test('BetaVaeMnist', () => {
    const model = new BetaVaeMnist(3, 4);
    return expectLoss(
      (r, m, v) => model.loss(r, images, m, v, { datasetSize: 1000 }),
      [drawn, mu, logvar],
      golden.BetaVaeMnist_loss_N1000_beta4,
    );
  });

  test('BetaTcVaeMnist', () => {
    const model = new BetaTcVaeMnist({ latentDims: 3, beta: 4 });
    return expectLoss(
      (r, m, v) => model.loss(r, images, m, v, sampleOf(m, v), 1000),
      [drawn, mu, logvar],
      golden.BetaTcVaeMnist_loss_N1000_beta4,
    );
  });
});
