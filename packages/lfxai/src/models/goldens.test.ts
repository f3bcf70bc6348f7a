/** The models against the original's, with the same weights and inputs. */
import { type Tensor, tensor } from '@org/core';
import { CrossEntropyLoss, type Module } from '../nn/index.js';
import { fill, uniforms } from '../testing/generated.js';
import { expectGolden, type GoldenTensor, loadGoldenFile } from '../testing/golden-file.js';
import { BetaTcVaeMnist } from './beta-tc-vae-mnist.js';
import { BetaVaeMnist } from './beta-vae-mnist.js';
import { DecoderBurgess, EncoderBurgess } from './burgess.js';
import { ClassifierMnist } from './classifier-mnist.js';
import { DecoderMnist } from './decoder-mnist.js';
import { EncoderMnist } from './encoder-mnist.js';
import { BetaHLoss } from './losses/index.js';
import { RecurrentAutoencoder } from './recurrent.js';
import { AutoencoderCNN } from './sequence-cnn.js';
import { initVae } from './vae.js';

type State = readonly (readonly [name: string, shape: readonly number[]])[];
// biome-ignore lint/suspicious/noExplicitAny: entries of the file differ in form.
const golden = loadGoldenFile<Record<string, Record<string, any>>>('lfxai_models');

/** Tolerances that double and single precision need for networks of this depth. */
const close = { rtol: 2e-5, atol: 2e-6 };

const stateOf = (module: Module): State =>
  Object.entries(module.stateDict()).map(([name, { shape }]) => [name, [...shape] as number[]]);

const digits = () => uniforms(1, [3, 1, 28, 28]);
const encoder = () => fill(new EncoderMnist(4), 100);
const decoder = () => fill(new DecoderMnist({ encodedSpaceDim: 4 }), 200);

describe('the encoder and the decoder of digits', () => {
  test('have the names and the shapes of the original, in its order', () => {
    expect(stateOf(encoder())).toEqual(golden.EncoderMnist_eval!.state);
    expect(stateOf(decoder())).toEqual(golden.DecoderMnist_eval!.state);
  });

  test('by running statistics', async () => {
    const code = encoder().eval()(digits());
    await expectGolden(code, golden.EncoderMnist_eval!.y, close);
    await expectGolden(decoder().eval()(code), golden.DecoderMnist_eval!.y, close);
  });

  test('by statistics of the batch, which move the running ones', async () => {
    const model = encoder().train();
    const code = model(digits());
    await expectGolden(code, golden.EncoderMnist_train!.y, close);
    const state = model.stateDict();
    await expectGolden(state['encoder_cnn.3.running_mean']!, golden.EncoderMnist_train!.running_mean, close);
    await expectGolden(state['encoder_cnn.3.running_var']!, golden.EncoderMnist_train!.running_var, close);
    expect(await state['encoder_cnn.3.num_batches_tracked']!.item()).toBe(1);
    await expectGolden(decoder().train()(code), golden.DecoderMnist_train!.y, close);
  });

  test('by statistics of one digit', async () => {
    const first = digits().at('0:1');
    await expectGolden(encoder().train()(first), golden.EncoderMnist_train_batch1!.y, close);
  });
});

test('the classifier of digits', async () => {
  const model = new ClassifierMnist(encoder(), 4, 'classifier').eval();
  const output = Object.fromEntries(
    [300, 301].map((seed, i) => {
      const name = ['lin_output.0.weight', 'lin_output.0.bias'][i]!;
      const { shape } = model.stateDict()[name]!;
      const scale = i === 0 ? Math.sqrt(3 / 4) : 0.1;
      return [name, uniforms(seed, shape as number[], 2 * scale, -scale)];
    }),
  );
  model.loadStateDict(output, false);
  expect(stateOf(model)).toEqual(golden.ClassifierMnist_eval!.state);
  expect(model.parameters()).toHaveLength(14);
  const probabilities = model(digits());
  await expectGolden(probabilities, golden.ClassifierMnist_eval!.y, close);
  const loss = new CrossEntropyLoss()(probabilities, tensor([0, 1, 2], [3], 'int32'));
  expect(await loss.item()).toBeCloseTo(golden.ClassifierMnist_eval!.loss_labels_012, 6);
});

test.each([
  ['BetaVaeMnist_eval', () => new BetaVaeMnist(5)],
  ['BetaTcVaeMnist_eval', () => new BetaTcVaeMnist({ latentDims: 5 })],
] as const)('%s', async (name, make) => {
  const model = fill<BetaVaeMnist | BetaTcVaeMnist>(make(), golden[name]!.weight_seed).eval();
  expect(stateOf(model)).toEqual(golden[name]!.state);
  const [recon, mu, logvar] = model<Tensor[]>(digits()) as [Tensor, Tensor, Tensor];
  for (const [key, value] of Object.entries({ recon, mu, logvar }))
    await expectGolden(value, golden[name]![key], close);
});

test.each([32, 64])('the networks of Burgess et al. for images of %i pixels', async (size) => {
  const expected = golden[`Burgess${size}`]!;
  const encoder = fill(new EncoderBurgess({ imgSize: [1, size, size], latentDim: 3 }), 500);
  const decoder = fill(new DecoderBurgess([1, size, size], 3), 600);
  expect(stateOf(encoder)).toEqual(expected.enc_state);
  expect(stateOf(decoder)).toEqual(expected.dec_state);
  const x = uniforms(2, [2, 1, size, size]);
  const [mu, logvar] = encoder<[Tensor, Tensor]>(x);
  await expectGolden(mu, expected.mu, close);
  await expectGolden(logvar, expected.logvar, close);
  await expectGolden(encoder.mu(x), expected.mu, close);
  await expectGolden(decoder(mu), expected.recon_from_mu, close);
});

test('a VAE decodes means when it does not train', async () => {
  const expected = golden.VAE_eval!;
  const model = fill(initVae([1, 32, 32], 3, new BetaHLoss(), 'vae'), 700).eval();
  expect(stateOf(model).slice(0, 2)).toEqual(expected.state_first);
  const x = uniforms(2, [2, 1, 32, 32]);
  const [recon, [mu], sample] = model<[Tensor, [Tensor, Tensor], Tensor]>(x);
  await expectGolden(mu, expected.mu, close);
  await expectGolden(recon, expected.recon, close);
  expect(await sample.array()).toEqual(await mu.array());
  expect(await model.sampleLatent(x).array()).toEqual(await mu.array());
});

test('the autoencoder of sequences by LSTMs', async () => {
  const expected = golden.RecurrentAutoencoder!;
  const model = fill(new RecurrentAutoencoder(12, 1, 4), 800);
  expect(stateOf(model)).toEqual(expected.state);
  const x = uniforms(3, [3, 12, 1], 2, -1);
  await expectGolden(model.encoder(x), expected.latent, close);
  await expectGolden(model(x), expected.recon, close);
});

test('several features multiply the batch of its reconstructions, as in the original', async () => {
  const expected = golden.RecurrentAutoencoder_2features!;
  const model = fill(new RecurrentAutoencoder({ seqLen: 7, nFeatures: 2, embeddingDim: 3 }), 850);
  const x = uniforms(5, [2, 7, 2], 2, -1);
  await expectGolden(model.encoder(x), expected.latent, close);
  expect(model(x).shape).toEqual(expected.recon_shape);
});

test('the autoencoder of sequences by convolutions', async () => {
  const expected = golden.AutoencoderCNN_eval!;
  const model = fill(new AutoencoderCNN(6), 900).eval();
  expect(stateOf(model)).toEqual(expected.state);
  const x = uniforms(4, [2, 140, 1], 2, -1);
  await expectGolden(model.encoder(x), expected.latent, close);
  await expectGolden(model(x), expected.recon as GoldenTensor, close);
});
