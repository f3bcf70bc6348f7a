/**
 * Keras's guide "Structured data classification with FeatureSpace", line by line: who has a heart disease? The columns are the guide's;
 * the patients are made up, by a rule that a model can find. Run it with: node --import tsx examples/src/structured-data.ts
 */

import { random, type Tensor } from '@org/core';
import * as keras from '@org/models';

const { FeatureSpace } = keras.utils;

type Columns = Record<string, (number | string)[]>;

const THAL = ['normal', 'fixed', 'reversible'];

/** Patients, and whether each has the disease. */
async function patients(count: number, seed: number): Promise<[Columns, number[]]> {
  const chances = (await random.uniform(random.PRNGKey(seed), [count, 14]).array()) as number[][];
  const rows = chances.map((chance) => {
    const below = (limit: number, i: number): number => Math.floor(chance[i]! * limit);
    const [age, thal, ca, exang] = [29 + below(48, 0), THAL[below(3, 1)]!, below(4, 2), below(2, 3)];
    const risk = (age - 53) / 12 + (thal === 'reversible' ? 1.5 : -0.5) + ca - 1.5 + exang + 3 * (chance[13]! - 0.5);
    return {
      age,
      sex: below(2, 4),
      cp: below(5, 5),
      trestbps: 94 + below(106, 6),
      chol: 126 + below(300, 7),
      fbs: below(2, 8),
      restecg: below(3, 9),
      thalach: 71 + below(131, 10),
      exang,
      oldpeak: below(62, 11) / 10,
      slope: 1 + below(3, 12),
      ca,
      thal,
      target: Number(risk > 0),
    };
  });
  const { target, ...names } = rows[0]!;
  const columns = Object.keys(names).map((name) => [name, rows.map((row) => row[name as 'age'])]);
  return [Object.fromEntries(columns), rows.map((row) => row.target)];
}

const [train, trainTarget] = await patients(1200, 1);
const [val, valTarget] = await patients(300, 2);

const featureSpace = new FeatureSpace({
  features: {
    // Categorical features encoded as integers
    sex: 'integer_categorical',
    cp: 'integer_categorical',
    fbs: 'integer_categorical',
    restecg: 'integer_categorical',
    exang: 'integer_categorical',
    ca: 'integer_categorical',
    // Categorical feature encoded as string
    thal: 'string_categorical',
    // Numerical features to discretize
    age: 'float_discretized',
    // Numerical features to normalize
    trestbps: 'float_normalized',
    chol: 'float_normalized',
    thalach: 'float_normalized',
    oldpeak: 'float_normalized',
    slope: 'float_normalized',
  },
  // We create additional features by hashing value co-occurrences for the following groups of categorical features.
  crosses: [
    ['sex', 'age'],
    ['thal', 'ca'],
  ],
  // The hashing space for these co-occurrences will be 32-dimensional.
  crossingDim: 32,
  // Our utility will one-hot encode all categorical features and concat all features into a single vector (one vector per sample).
  outputMode: 'concat',
});
await featureSpace.adapt(train);

const preprocessed = featureSpace(train);
console.log('preprocessed.shape:', preprocessed.shape, preprocessed.dtype);

const dictInputs = featureSpace.getInputs();
const encodedFeatures = featureSpace.getEncodedFeatures();

let x = new keras.layers.Dense(32, { activation: 'relu' })(encodedFeatures);
x = new keras.layers.Dropout(0.5)(x);
const predictions = new keras.layers.Dense(1, { activation: 'sigmoid' })(x);

const trainingModel = new keras.Model({ inputs: encodedFeatures, outputs: predictions });
trainingModel.compile({ optimizer: 'adam', loss: 'binary_crossentropy', metrics: ['accuracy'] });
const inferenceModel = new keras.Model({ inputs: dictInputs, outputs: predictions });

await trainingModel.fit(featureSpace(train), trainTarget, {
  epochs: 20,
  verbose: 2,
  validationData: [featureSpace(val), valTarget],
});

const sample: Columns = {
  age: [60],
  sex: [1],
  cp: [1],
  trestbps: [145],
  chol: [233],
  fbs: [1],
  restecg: [2],
  thalach: [150],
  exang: [0],
  oldpeak: [2.3],
  slope: [3],
  ca: [0],
  thal: ['fixed'],
};
const [[probability]] = await (await inferenceModel.predict<Tensor>(sample, { verbose: 0 })).array<[[number]]>();
console.log(`This particular patient had a ${(100 * probability).toFixed(2)}% probability of having a heart disease.`);
