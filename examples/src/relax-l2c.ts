/**
 * The documentation page on L2C: samplers, splitting, bins and the networks, then the method on data. The German credit data stands in
 * for Adult, so that nothing is downloaded.
 */
import assert from 'node:assert/strict';
import { ops, random, type Tensor, tensor, utils } from '@org/models';
import * as relax from '@org/relax';
import { loadGermanCredit } from './german-credit.js';

const l2c = relax.methods.l2c;
utils.setRandomSeed(42);
const key = random.PRNGKey(0);
const close = async (a: Tensor, b: unknown, within = 1e-5) =>
  assert.ok(((await ops.max(ops.abs(a.sub(tensor(b as number[])))).item()) as number) <= within);

// Soft and hard choices: rows of shares that add up to one, and one-hot rows.
const logits = random.normal(random.PRNGKey(1), [100, 4]) as Tensor;
const soft = l2c.gumbelSoftmax(key, logits, 0.7);
assert.deepEqual(soft.shape, [100, 4]);
await close(ops.sum(soft, -1), new Array(100).fill(1));
const hard = l2c.sampleCategorical(key, logits, 0.7, { training: false });
await close(ops.max(hard, -1), new Array(100).fill(1));
await close(ops.argmax(hard, -1).cast('float32'), await ops.argmax(logits, -1).cast('float32').array());

// Soft and hard coins.
const prob = ops.sigmoid(logits);
const coins = l2c.sampleBernouli(key, prob, 0.7, { training: false });
assert.deepEqual(coins.shape, prob.shape);
assert.equal(await ops.max(coins.mul(ops.subtract(1, coins))).item(), 0);
const softCoins = l2c.sampleBernouli(key, prob, 0.7);
assert.ok(((await ops.min(softCoins).item()) as number) >= 0 && ((await ops.max(softCoins).item()) as number) <= 1);

// Rows into the columns of features.
const dm = await loadGermanCredit();
const indices = dm.features.featureIndices;
const [splitXs, splitProb] = l2c.splitFn(indices);
const [xs] = dm.get('train');
const parts = splitXs(xs);
assert.deepEqual(
  parts.map((part) => part.shape),
  indices.map(([start, end]) => [750, end - start]),
);
assert.equal(splitProb(ops.ones([750, 20])).length, 20);
assert.equal(await ops.max(ops.abs(ops.concatenate(parts, -1).sub(xs))).item(), 0);

// Bins of equally many rows, and back to their middles.
const [codes, quantiles] = l2c.qcut(tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], null, 'float32'), 4);
assert.deepEqual(await codes.array(), [0, 0, 0, 1, 1, 2, 2, 3, 3, 3]);
await close(quantiles, [2.25, 4.5, 6.75]);
const middles = l2c.cutQuantiles(quantiles, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
await close(middles, [1.125, 3.375, 5.625, 7.875]);
await close(
  ops.reshape(l2c.qcutInverse(ops.oneHot(codes, 4), middles), [-1]),
  [1.125, 1.125, 1.125, 3.375, 3.375, 5.625, 5.625, 7.875, 7.875, 7.875],
);

const kinds = dm.features.featuresAndIndices.map(([feature, range]) => [feature.isCategorical, range] as const);
const discretizer = new l2c.Discretizer(kinds, { q: 4 });
const bins = discretizer.fitTransform(xs);
assert.equal(bins.shape[1], 7 * 4 + xs.shape[1]! - 7);
assert.deepEqual(discretizer.inverseTransform(bins).shape, xs.shape);
const [columns] = l2c.discretizeXs(xs, kinds, 4);
assert.equal(columns.length, 20);

// The networks.
const model = new relax.MLModule({ sizes: [32, 16] });
await model.train(dm, { epochs: 10, batchSize: 64, verbose: 0 });
const predFn = (rows: Tensor) => model.predFn(rows);
const network = new l2c.L2CModel([64, 64, 64], [64], {
  featureIndices: discretizer.indices,
  immutableMask: dm.features.featuresAndIndices.map(([feature]) => Number(feature.isImmutable)),
  predFn: discretizer.getPredFn(predFn),
});
network(bins);
const [cfs, probs] = network.forward(bins, key, true);
assert.deepEqual([cfs.shape, probs.shape], [bins.shape, [750, 20]]);

// The method.
const method = new l2c.L2C();
await method.train(dm, predFn, { epochs: 15, batchSize: 64, verbose: 0 });
assert.ok(method.isTrained);
const explanation = await relax.generateCfExplanations(method, dm, predFn);
const results = await relax.benchmarkCfs([explanation], ['acc', 'validity', 'proximity', 'sparsity']);
console.log(`\n${String(results)}\n`);
assert.ok(Number(results[0]!.validity) > 0.9);
