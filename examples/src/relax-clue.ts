/**
 * The documentation page on CLUE: the parts of its autoencoder, their shapes and losses, then the method on data. The German credit data
 * stands in for Adult, so that nothing is downloaded.
 */
import assert from 'node:assert/strict';
import { ops, random, type Tensor, utils } from '@org/models';
import * as relax from '@org/relax';
import { loadGermanCredit } from './german-credit.js';

const { CLUE, Decoder, Encoder, getReconstructionLossFn, klDivergence, VAEGaussCat } = relax.methods.clue;
utils.setRandomSeed(42);

const dm = await loadGermanCredit();
const [xs] = dm.get('train');
const width = xs.shape[1]!;

// The encoder gives means and deviations of codes, half of its last size each.
const encoder = new Encoder([20, 16, 14, 12], 0.1);
const [mu, sigma] = encoder(xs) as unknown as [Tensor, Tensor];
assert.deepEqual(
  [mu.shape, sigma.shape],
  [
    [750, 6],
    [750, 6],
  ],
);
assert.ok(((await ops.min(sigma).item()) as number) >= 1e-3);

// The decoder gives values between 0 and 1.
const decoder = new Decoder([12, 14, 16, 20], width, 0.1);
const decoded = decoder(mu) as Tensor;
assert.deepEqual(decoded.shape, [750, width]);
assert.ok(((await ops.min(decoded).item()) as number) >= 0 && ((await ops.max(decoded).item()) as number) <= 1);

// The divergence of a distribution from itself is none.
const p = ops.softmax(random.normal(random.PRNGKey(0), [8, 3]) as Tensor, -1);
assert.ok(Math.abs((await ops.sum(klDivergence(p, p)).item()) as number) < 1e-6);

// Both together, and a loss for each feature.
const vae = new VAEGaussCat([20, 16, 14, 12], [12, 14, 16, 20], 0.1);
assert.deepEqual((vae(xs) as Tensor).shape, xs.shape);
const losses = getReconstructionLossFn(dm)(xs, vae(xs) as Tensor);
assert.deepEqual(losses.shape, [750, dm.features.length]);
vae.setReconstructionLoss(getReconstructionLossFn(dm));
vae.compile({ optimizer: 'adam' } as never);
const history = await vae.fit(xs, { batchSize: 64, epochs: 5, verbose: 0 } as never);
const [first, ...others] = history.history.loss as number[];
assert.ok(others.at(-1)! < first!);

// The method.
const model = new relax.MLModule({ sizes: [32, 16], lr: 0.005 });
await model.train(dm, { epochs: 25, batchSize: 64, verbose: 0 });
const predFn = (rows: Tensor) => model.predFn(rows);
const clue = new CLUE();
await clue.train(dm, predFn, { epochs: 20, batchSize: 64, verbose: 0 });
assert.ok(clue.isTrained);
const x = xs.at(0) as Tensor;
const cf = clue.generateCf(x, predFn, { rngKey: random.PRNGKey(42) });
assert.deepEqual(cf.shape, x.shape);
const explanation = await relax.generateCfExplanations(clue, dm, predFn);
const results = await relax.benchmarkCfs([explanation], ['acc', 'validity', 'proximity', 'plausibility']);
console.log(`\n${String(results)}\n`);
assert.ok(Number(results[0]!.validity) > 0.16);
