/**
 * jax-relax's tutorial "Getting started", line by line (BirkhoffG/jax-relax, Apache-2.0). The German credit data stands in for Adult, so
 * that nothing is downloaded; the tutorial has no asserts, these are of what it shows.
 */
import assert from 'node:assert/strict';
import { utils } from '@org/models';
import { dataModule, evaluate, explain, methods, mlModel } from '@org/relax';
import { DATA_HOME, loadGermanCredit } from './german-credit.js';

const { DataModule, DataModuleConfig } = dataModule;
utils.setRandomSeed(42);

// Load a data set with `DataModule`: from its config ...
const dataConfig = new DataModuleConfig({
  // The name of this data set.
  dataName: 'german',
  // Where the table is.
  dataDir: `${DATA_HOME}/german/data.csv.gz`,
  // Features with continuous values.
  continousCols: ['duration', 'credit_amount', 'installment_rate', 'residence', 'age', 'credits', 'num_people_liable'],
  // Features with categorical values.
  discretCols: [
    ...['status', 'history', 'purpose', 'savings', 'employment', 'sex', 'other_debtors', 'property', 'other_plan'],
    ...['housing', 'job', 'telephone', 'foreign_worker'],
  ],
  // Features that we do not wish to change.
  imutableCols: ['purpose', 'age', 'sex', 'foreign_worker'],
});
let datamodule = await DataModule.fromConfig(dataConfig);
assert.equal(datamodule.name, 'german');
assert.equal(datamodule.features.length, 20);

// ... from a dictionary, with the names that files have ...
datamodule = await DataModule.fromConfig(dataConfig.dict());
assert.deepEqual(datamodule.xs.shape, [1000, 61]);

// ... and by its name: load_data('adult').
datamodule = await loadGermanCredit();
assert.equal(datamodule.get('train')[0].shape[0], 750);

// Train the classifier.
const modelConfig = new mlModel.MLModuleConfig({
  lr: 0.01, // Learning rate
  sizes: [50, 10, 50], // The sizes of the hidden layers
  dropoutRate: 0.3, // Dropout rate
});
const module = new mlModel.MLModule(modelConfig);
await module.train(datamodule, { batchSize: 128, epochs: 5, verbose: 0 });
assert.ok(module.isTrained);

// Make predictions.
const predFn = module.predFn;
assert.deepEqual(predFn(datamodule.xs).shape, [1000, 2]);

// Generate counterfactual explanations.
const { VanillaCF, VanillaCFConfig } = methods;
const cfConfig = new VanillaCFConfig({
  nSteps: 1000, // Number of steps
  lr: 0.001, // Learning rate
});
const cfExp = new VanillaCF(cfConfig);
const cfResults = await explain.generateCfExplanations(cfExp, datamodule, predFn);
assert.deepEqual(cfResults.cfs.shape, [1000, 1, 61]);
assert.deepEqual([cfResults.cfName, cfResults.dataName], ['VanillaCF', 'german']);

// Benchmark the method.
const results = await evaluate.benchmarkCfs([cfResults]);
console.log(`\n${String(results)}\n`);
const { acc, validity, proximity } = results[0]!;
assert.ok(Number(acc) > 0.7 && Number(validity) > 0.8 && Number(proximity) > 0);
