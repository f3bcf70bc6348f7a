/**
 * A model with two inputs and two outputs that ranks support tickets and routes them to departments: after "Models with multiple
 * inputs and outputs" of Keras's guide to the functional API, with callbacks and an export.
 */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as keras from '@org/models';
import { ops, random, type Tensor } from '@org/models';
import { InferenceSession } from 'onnxruntime-node';

const { layers, callbacks } = keras;

keras.utils.setRandomSeed(1);
const numWords = 48;
const numDepartments = 4;
const titleLength = 8;

// Made-up tickets: a third of the words of a title are of its department, and numbers of the customer decide on the priority.
const samples = 1200;
const wordsEach = numWords / numDepartments;
const department = random.randint([samples], 0, numDepartments);
const anyWord = random.randint([samples, titleLength], 0, numWords);
const ownWord = anyWord.mod(wordsEach).add(department.expandDims(-1).mul(wordsEach));
const isOwn = random.uniform([samples, titleLength]).less(1 / 3);
const customer = random.normal([samples, 3]);
const tickets = { title: ops.where(isOwn, ownWord, anyWord), customer };
const answers = {
  priority: ops.sigmoid(customer.at(':', 0).sub(customer.at(':', 1))).expandDims(-1),
  department,
};

const titleInput = keras.Input([null], { dtype: 'int32', name: 'title' });
const customerInput = keras.Input([3], { name: 'customer' });
const words = new layers.Embedding(numWords, 16)(titleInput);
const phrases = new layers.Conv1D(32, 3, { activation: 'relu', padding: 'same' })(words);
const titleFeatures = layers.concatenate([
  new layers.GlobalAveragePooling1D()(phrases),
  new layers.GlobalMaxPooling1D()(phrases),
]);
const customerFeatures = new layers.Dense(16, { activation: 'relu' })(customerInput);
const features = layers.concatenate([titleFeatures, customerFeatures]);
const model = new keras.Model({
  inputs: { title: titleInput, customer: customerInput },
  outputs: {
    priority: new layers.Dense(1, { activation: 'sigmoid', name: 'priority' })(features),
    department: new layers.Dense(numDepartments, { name: 'department' })(features),
  },
});
model.summary();

model.compile({
  optimizer: new keras.optimizers.RMSprop(0.01),
  loss: {
    priority: new keras.losses.BinaryCrossentropy(),
    department: new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true }),
  },
  lossWeights: { priority: 1, department: 0.5 },
  metrics: { priority: ['mae'], department: ['accuracy'] },
});

const rows = <T extends Record<string, Tensor>>(columns: T, range: string): T =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.at(range)])) as T;
const folder = await mkdtemp(join(tmpdir(), 'tickets-'));
const best = join(folder, 'best.keras');
const log = join(folder, 'log.csv');
await model.fit(rows(tickets, ':1000'), rows(answers, ':1000'), {
  epochs: 15,
  batchSize: 32,
  verbose: 2,
  validationData: [rows(tickets, '1000:'), rows(answers, '1000:')],
  callbacks: [
    new callbacks.EarlyStopping({ monitor: 'val_loss', patience: 4, restoreBestWeights: true }),
    new callbacks.ReduceLROnPlateau({ monitor: 'val_loss', factor: 0.5, patience: 2 }),
    new callbacks.ModelCheckpoint(best, { monitor: 'val_loss', saveBestOnly: true }),
    new callbacks.CSVLogger(log),
  ],
});
console.log(`\n${log} begins with\n${(await readFile(log, 'utf8')).split('\n').slice(0, 2).join('\n')}`);

// The best epoch as a file, which Python opens as well.
const reloaded = await keras.saving.loadModel(best);
const scores = await reloaded.evaluate(rows(tickets, '1000:'), rows(answers, '1000:'), {
  verbose: 0,
  returnDict: true,
});
console.log(`\nOf ${best}:`, scores);

// Exported, the model takes any number of titles of any length.
const onnxFile = join(folder, 'tickets.onnx');
await reloaded.export(onnxFile);
const session = await InferenceSession.create(onnxFile);
console.log(`\n${onnxFile}: ${session.inputNames} to ${session.outputNames}`);
