/**
 * A small convolutional network on MNIST, from training to an exported file: the "Simple MNIST convnet" of the Keras examples,
 * line by line.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as keras from '@org/models';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { loadDigits } from './digits.js';
import { drawConfusion, drawImages } from './terminal-digits.js';

const { layers } = keras;

keras.utils.setRandomSeed(1);

const { train, test } = loadDigits();
console.log(`${train.images.shape[0]} digits to train on, ${test.images.shape[0]} to test on\n`);

const model = new keras.Sequential([
  keras.Input([28, 28, 1]),
  new layers.Conv2D(32, [3, 3], { activation: 'relu' }),
  new layers.MaxPooling2D([2, 2]),
  new layers.Conv2D(64, [3, 3], { activation: 'relu' }),
  new layers.MaxPooling2D([2, 2]),
  new layers.Flatten(),
  new layers.Dropout(0.5),
  new layers.Dense(10, { activation: 'softmax' }),
]);
model.summary();

model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
await model.fit(train.images, train.labels, { batchSize: 32, epochs: 10, validationData: [test.images, test.labels] });

const score = (await model.evaluate(test.images, test.labels, { verbose: 0 })) as number[];
console.log(`\nTest loss: ${score[0]!.toFixed(4)}\nTest accuracy: ${(100 * score[1]!).toFixed(2)}%\n`);

const predictions = await model.predict(test.images, { batchSize: 256, verbose: 0 });
const predicted = (await keras.ops.argmax(predictions, -1).array()) as number[];
const labels = (await test.labels.array()) as number[];
const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
labels.forEach((label, i) => {
  confusion[label]![predicted[i]!]! += 1;
});
console.log(`${drawConfusion(confusion)}\n`);

const pixels = (await test.images.data()) as Float32Array;
const wrong = labels.flatMap((label, i) => (predicted[i] === label ? [] : [i]));
const shown = [0, Math.floor(labels.length / 2), ...wrong.slice(0, 2)];
const image = (i: number) => pixels.subarray(i * 784, (i + 1) * 784);
console.log(
  drawImages(
    shown.map(image),
    shown.map((i) => `a ${labels[i]}, taken for a ${predicted[i]}`),
  ),
);

// The file opens in Python: keras.saving.load_model('digits.keras').
const folder = await mkdtemp(join(tmpdir(), 'digits-'));
const file = join(folder, 'digits.keras');
await model.save(file);
const reloaded = await keras.saving.loadModel(file);
const again = await reloaded.predict(test.images, { batchSize: 256, verbose: 0 });
console.log(
  `\nSaved to ${file} and loaded again; largest difference of the predictions: ${await largestDifference(predictions, again)}`,
);

// The exported model needs nothing of this library, only ONNX Runtime.
const onnxFile = join(folder, 'digits.onnx');
await model.export(onnxFile);
const session = await InferenceSession.create(onnxFile);
for (const batch of [1, 64]) {
  const input = new OrtTensor('float32', pixels.subarray(0, batch * 784), [batch, 28, 28, 1]);
  const output = (await session.run({ [session.inputNames[0]!]: input }))[session.outputNames[0]!]!;
  const exported = keras.tensor(output.data as Float32Array, [batch, 10]);
  const difference = await largestDifference(predictions.at(`:${batch}`), exported);
  console.log(`Exported to ${onnxFile}; with a batch of ${batch} it differs from predict by at most ${difference}`);
}

async function largestDifference(a: keras.Tensor, b: keras.Tensor): Promise<string> {
  return (await a.sub(b).abs().max().item()).toExponential(1);
}
