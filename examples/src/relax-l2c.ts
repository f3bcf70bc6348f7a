/**
 * The page of jax-relax's documentation on L2C, cell by cell with its asserts (BirkhoffG/jax-relax, Apache-2.0). The German credit data
 * stands in for Adult, and drawn numbers for `dummy`, so that nothing is downloaded.
 */
import assert from 'node:assert/strict';
import { grad, jnp, ops, random, type Tensor, tensor, utils, vmap } from '@org/models';
import * as relax from '@org/relax';
import { loadGermanCredit } from './german-credit.js';

const { cutQuantiles, Discretizer, discretizeXs, qcut, qcutInverse, sampleCategorical, splitFn } = relax.methods.l2c;
const jrand = random;
utils.setRandomSeed(42);
const allclose = async (a: Tensor, b: Tensor | readonly number[], within = 1e-5) =>
  assert.ok(((await ops.max(ops.abs(a.sub(b as Tensor))).item()) as number) <= within);
const arrayEqual = async (a: Tensor, b: Tensor) => assert.deepEqual(await a.array(), await b.array());

// Features are changed by parts: those of high probability.
let xs = jrand.normal(jrand.PRNGKey(0), [4, 5]) as Tensor;
const cfs = jrand.normal(jrand.PRNGKey(1), [4, 5]) as Tensor;
const prob = jrand.uniform(jrand.PRNGKey(2), [4, 4]) as Tensor;
const cuts = [1, 2, 3];
const [xsSplit, cfsSplit, probSplit] = [jnp.split(xs, cuts, 1), jnp.split(cfs, cuts, 1), jnp.split(prob, 4, 1)];
const perturb = (x: Tensor, cf: Tensor, share: Tensor) => x.mul(ops.subtract(1, share)).add(cf.mul(share));
const perturbed = xsSplit.map((x, i) => perturb(x, cfsSplit[i]!, probSplit[i]!));
assert.deepEqual(
  perturbed.map(({ shape }) => shape[1]),
  [1, 1, 1, 2],
);

// Samples of categories: shares in training, the likeliest one otherwise.
const logits = tensor([
  [2.0, 1.0, 0.1],
  [1.0, 2.0, 3.0],
]);
const key = jrand.PRNGKey(0);
let output = sampleCategorical(key, logits, { tau: 0.5, training: true });
assert.deepEqual(output.shape, logits.shape);
await allclose(output.sum(-1), [1, 1]);
// low temperature -> one-hot
output = sampleCategorical(key, logits, { tau: 0.001, training: true });
await arrayEqual(output.argmax(-1), logits.argmax(-1));
// high temperature -> uniform
output = sampleCategorical(key, logits, { tau: 100, training: true });
assert.ok(((await ops.max(output).sub(ops.min(output)).item()) as number) < 0.5);
output = sampleCategorical(key, logits, { tau: 0.5, training: false });
assert.deepEqual(output.shape, logits.shape);
await arrayEqual(output.argmax(-1), logits.argmax(-1));

// Rows into the columns of features.
const startEnd = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 5],
] as const; // prettier-ignore
const [splitXs, splitProb] = splitFn(startEnd);
assert.equal(splitXs(xs).length, startEnd.length);
assert.equal(splitProb(prob).length, startEnd.length);

// Bins of equally many rows.
let [digitized, quantiles] = qcut(jnp.arange(10), 4);
assert.deepEqual(digitized.shape, [10]);
assert.deepEqual(quantiles.shape, [3]);
await allclose(digitized.cast('float32'), [0, 0, 0, 1, 1, 2, 2, 3, 3, 3]);
const quantilesTrue = jnp.array([0, 2.25, 4.5, 6.75, 9]);
await allclose(quantiles, quantilesTrue.at('1:-1') as Tensor);
const [digitizedEmpty, quantilesEmpty] = qcut(jnp.array([]), 2);
assert.ok(digitizedEmpty.size === 0 && quantilesEmpty.size === 0);
// A single element.
const [digitizedSingle, quantilesSingle] = qcut(jnp.array([1]), 2);
assert.ok(digitizedSingle.size === 1 && quantilesSingle.size === 0);
// A large q.
const qLarge = 10;
const [, quantilesLarge] = qcut(jnp.array([1, 2, 3, 4, 5, 6]), qLarge);
assert.equal(quantilesLarge.shape[0], qLarge - 1);

[digitized, quantiles] = qcut(jnp.arange(10), 4);
const oheDigitized = ops.oneHot(digitized, 4);
// continuous features
assert.deepEqual(qcutInverse(oheDigitized, jnp.arange(4)).shape, [10, 1]);
// discrete features
await arrayEqual(qcutInverse(oheDigitized, jnp.identity(4)), oheDigitized);
await allclose(cutQuantiles(quantiles, jnp.arange(10)), [1.125, 3.375, 5.625, 7.875]);

// All columns of a table.
const kindsOf = ({ features }: relax.DataModule) =>
  features.featuresAndIndices.map(([feature, indices]) => [feature.isCategorical, indices] as const);
const dummy = relax.fakeExplanation();
[xs] = dummy.get('train');
const isCategoricalAndIndices = kindsOf(dummy);
const [discretizedXs, quantilesFeats, midQuantiles] = discretizeXs(xs, isCategoricalAndIndices);
assert.equal(discretizedXs.length, isCategoricalAndIndices.length);
assert.ok(discretizedXs.every((each) => each.shape[1] === 4));
assert.equal(quantilesFeats.length, isCategoricalAndIndices.length);
assert.ok(quantilesFeats.every((each) => each?.shape[0] === 3));
assert.equal(midQuantiles.length, isCategoricalAndIndices.length);
assert.ok(midQuantiles.every((each) => each.shape[0] === 4));

const dm = await loadGermanCredit();
const [trainXs, trainYs] = dm.get('train');
const dis = new Discretizer(kindsOf(dm));
dis.fit(trainXs);
const digitizedXs1 = dis.transform(trainXs);
assert.deepEqual(digitizedXs1.shape, [trainXs.shape[0], 61 - 7 + 7 * 4]);
assert.deepEqual(dis.inverseTransform(digitizedXs1).shape, trainXs.shape);

const mlModule = await new relax.MLModule({ sizes: [32, 16] }).train(dm, { epochs: 10, batchSize: 64, verbose: 0 });
const predFn = dis.getPredFn(mlModule.predFn);
assert.deepEqual(predFn(digitizedXs1).shape, [trainXs.shape[0], 2]);
const f = (x: Tensor, y: Tensor) => ops.mean(ops.square(predFn(x).sub(y)));
assert.deepEqual((grad(f)(digitizedXs1, trainYs.cast('float32')) as Tensor).shape, digitizedXs1.shape);

// The method.
const l2c = new relax.methods.L2C();
const exp = await relax.generateCfExplanations(l2c, dm, mlModule.predFn, {
  trainConfig: { epochs: 15, batchSize: 64, verbose: 0 },
});
const results = await relax.benchmarkCfs([exp]);
console.log(`\n${String(results)}\n`);
assert.ok(Number(results[0]!.validity) > 0.9);

const partialGen = (x: Tensor, rngKey: Tensor) => l2c.generateCf(x, mlModule.predFn, { rngKey });
const all = vmap(partialGen)(dm.xs, jrand.split(jrand.PRNGKey(0), dm.xs.shape[0]));
assert.deepEqual(all.shape, dm.xs.shape);
