/**
 * The getting-started tutorial of jax-relax: data, a predictor, a method, explanations of all rows, and their evaluation. The German
 * credit data stands in for Adult, so that nothing is downloaded.
 */
import assert from 'node:assert/strict';
import { random, utils } from '@org/models';
import * as relax from '@org/relax';
import { loadGermanCredit } from './german-credit.js';

utils.setRandomSeed(42);

// The data: features with what they are turned into, and the rows for training and testing.
const data = await loadGermanCredit();
assert.equal(data.name, 'german');
const [xs, labels] = data.get('train');
assert.equal(xs.shape[0], 750);
assert.equal(labels.shape[0], xs.shape[0]);
assert.equal(data.features.length, 20);

// The predictor.
const model = new relax.MLModule({ sizes: [64, 32] });
await model.train(data, { epochs: 10, batchSize: 64, verbose: 0 });
assert.ok(model.isTrained);
assert.deepEqual(model.predFn(xs).shape, [750, 2]);

// The method, and the counterfactuals of all rows.
const vcf = new relax.VanillaCF({ nSteps: 100, lr: 0.05 });
const explanations = await relax.generateCfExplanations(vcf, data, model, {
  rngKey: random.PRNGKey(0),
});
assert.deepEqual(explanations.cfs.shape, [1000, 1, data.xs.shape[1]]);
assert.equal(explanations.cfName, 'VanillaCF');
assert.equal(explanations.dataName, 'german');

// How good they are.
const results = await relax.evaluateCfs(explanations, ['acc', 'validity', 'proximity', 'runtime']);
const values = results['german,VanillaCF']!;
assert.ok(values.acc! > 0.7 && values.validity! > 0.95 && values.proximity! > 0);

// Several methods side by side.
const spheres = await relax.generateCfExplanations(new relax.GrowingSphere(), data, model);
const table = await relax.benchmarkCfs([explanations, spheres], ['acc', 'validity', 'proximity', new relax.Sparsity()]);
console.log(`\n${String(table)}\n`);
assert.equal(table.length, 2);
