/** The network: how it is made, trained and asked. */
import * as keras from '@org/models';
import type { Digits } from './digits.js';

const { callbacks, layers, ops } = keras;

export function makeNetwork(): keras.Sequential {
  const model = new keras.Sequential([
    keras.Input([28, 28, 1]),
    new layers.Conv2D(16, [3, 3], { activation: 'relu' }),
    new layers.MaxPooling2D([2, 2]),
    new layers.Conv2D(32, [3, 3], { activation: 'relu' }),
    new layers.MaxPooling2D([2, 2]),
    new layers.Flatten(),
    new layers.Dense(10, { activation: 'softmax' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
  return model;
}

export interface Progress {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** Trains for some epochs, and tells how it goes after each batch and each epoch. */
export async function train(
  model: keras.Sequential,
  { images, labels }: Digits,
  {
    epochs,
    onLoss,
    onEpoch,
  }: { epochs: number; onLoss: (loss: number) => void; onEpoch: (progress: Progress) => void },
): Promise<void> {
  // Logs have the mean since the epoch began: this is the sum, for the loss of a batch alone.
  let before = 0;
  const watcher = new callbacks.LambdaCallback({
    onTrainBatchEnd: (batch, logs) => {
      const sum = Number(logs?.loss) * (batch + 1);
      onLoss(batch === 0 ? sum : sum - before);
      before = sum;
    },
    onEpochEnd: (epoch, logs) => onEpoch({ epoch, loss: Number(logs?.loss), accuracy: Number(logs?.accuracy) }),
  });
  await model.fit(images, labels, { epochs, batchSize: 64, verbose: 0, callbacks: [watcher] });
}

export interface Answer {
  readonly probabilities: readonly number[];
  /** How much the probability of the likeliest digit changes with each pixel: 28 rows of 28. */
  readonly saliency: readonly number[];
}

/** @param pixels brightness from 0 to 1, 28 rows of 28 */
export async function ask(model: keras.Sequential, pixels: Float32Array): Promise<Answer> {
  const image = keras.tensor(pixels, [1, 28, 28, 1]);
  const likeliest = (x: keras.Tensor): keras.Tensor => ops.max(model(x, { training: false }));
  const [probabilities, saliency] = await Promise.all([
    model(image, { training: false }).data(),
    ops.abs(keras.grad(likeliest)(image)).data(),
  ]);
  return { probabilities: Array.from(probabilities, Number), saliency: Array.from(saliency, Number) };
}
