/**
 * The page of jax-relax's documentation on CLUE, cell by cell with its asserts (BirkhoffG/jax-relax, Apache-2.0). The German credit data
 * stands in for Adult, and drawn numbers for `dummy`, so that nothing is downloaded; there is one more assert at the end of each part.
 */
import assert from 'node:assert/strict';
import { ops, optimizers, random, type Tensor, utils, vmap } from '@org/models';
import * as relax from '@org/relax';
import { loadGermanCredit } from './german-credit.js';

const { CLUE, Decoder, Encoder, getReconstructionLossFn, klDivergence, VAEGaussCat } = relax.methods.clue;
const jrand = random;
utils.setRandomSeed(42);

// The encoder gives means and deviations of codes, half of its last size each; the decoder gives values between 0 and 1.
const inputs = jrand.normal(jrand.PRNGKey(0), [100, 10]);
const encodedX = new Encoder([100, 10])(inputs, { training: true }) as unknown as [Tensor, Tensor];
assert.deepEqual(encodedX[0].shape, [100, 5]);
assert.deepEqual(encodedX[1].shape, [100, 5]);

const decodedX = new Decoder([100, 10], 10)(inputs, { training: true }) as Tensor;
assert.deepEqual(decodedX.shape, [100, 10]);
assert.ok(((await ops.min(encodedX[1]).item()) as number) >= 1e-3);
const p = ops.softmax(inputs, -1);
assert.ok(Math.abs((await ops.sum(klDivergence(p, p)).item()) as number) < 1e-6);

// The autoencoder learns.
const vaeModel = new VAEGaussCat();
vaeModel.compile({ optimizer: new optimizers.Adam(0.001), loss: null });
const dummy = relax.fakeExplanation();
const [dummyXs] = dummy.get('train');
const history = await vaeModel.fit(dummyXs, dummyXs, { batchSize: 64, epochs: 2, verbose: 0 });
const losses = history.history.loss as number[];
assert.ok(losses[0]! > losses.at(-1)!);

// One counterfactual: the method generates it as the page's own function does.
const x = dummyXs.at(':1') as Tensor;
const single = new CLUE({ maxSteps: 100, stepSize: 0.1 }, vaeModel).generateCf(x, dummy.predFn!, {
  yTarget: ops.subtract(1, dummy.predFn!(x)),
  rngKey: jrand.PRNGKey(relax.getConfig().globalSeed),
});
assert.deepEqual(single.shape, x.shape);

// A loss for each feature.
const dm = await loadGermanCredit();
const reconstructionLoss = getReconstructionLossFn(dm);
const [testXs] = dm.get('test');
const loss = reconstructionLoss(testXs, jrand.normal(jrand.PRNGKey(0), testXs.shape));
assert.deepEqual(loss.shape, [testXs.shape[0], dm.features.length]);

// The method, on rows of the data.
const { predFn } = await new relax.MLModule({ sizes: [32, 16], lr: 0.005 }).train(dm, {
  epochs: 25,
  batchSize: 64,
  verbose: 0,
});
const [xsTrain] = dm.get('train');
const clue = new CLUE();
await clue.train(dm, null, { batchSize: 64, epochs: 20, verbose: 0 });
clue.setApplyConstraintsFn(dm.applyConstraints);
assert.ok(clue.isTrained);

const cf = clue.generateCf(xsTrain.at(0), predFn, { rngKey: jrand.PRNGKey(0) });
assert.deepEqual(cf.shape, [xsTrain.shape[1]]);

const nTests = 100;
const partialGen = (row: Tensor, rngKey: Tensor) => clue.generateCf(row, predFn, { rngKey });
const some = testXs.at(`:${nTests}`) as Tensor;
const cfs = vmap(partialGen)(some, jrand.split(jrand.PRNGKey(0), nTests));
assert.deepEqual(cfs.shape, some.shape);

const validity = await relax.computeValidity(some, cfs, predFn).item();
console.log(`\nValidity: ${validity} (the page, on Adult: 0.16)`);

// And of all rows, in words of the table.
const explanation = await relax.generateCfExplanations(clue, dm, predFn);
const results = await relax.benchmarkCfs([explanation], ['acc', 'validity', 'proximity', 'plausibility']);
console.log(`\n${String(results)}\n`);
assert.ok(Number(validity) > 0.16 && Number(results[0]!.validity) > 0.16);
