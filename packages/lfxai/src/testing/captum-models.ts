/** The networks of the captum goldens as Keras models. */
import type { Tensor } from '@org/core';
import { Input, layers, Sequential } from '@org/models';
import { type GoldenTensor, goldenTensor } from './golden-file.js';

type Weights = Readonly<Record<string, GoldenTensor>>;

/** torch keeps the kernels of linear layers as [out, in]. */
const dense = (weights: Weights, name: string): Tensor[] => [
  goldenTensor(weights[`${name}.weight`]!).transpose(),
  goldenTensor(weights[`${name}.bias`]!),
];

/** ... and those of convolutions as [out, in, height, width]. */
const conv = (weights: Weights, name: string): Tensor[] => [
  goldenTensor(weights[`${name}.weight`]!).transpose([2, 3, 1, 0]),
  goldenTensor(weights[`${name}.bias`]!),
];

/** Linear(5,6)-ReLU-Linear(6,4)-Tanh-Linear(4,3), with layers for the activations. */
export function captumMlp(weights: Weights) {
  const r1 = new layers.ReLU();
  const [l1, l2, l3] = [new layers.Dense(6), new layers.Dense(4), new layers.Dense(3)];
  const model = new Sequential([Input([5]), l1, r1, l2, new layers.Activation('tanh'), l3]);
  model.setWeights(['l1', 'l2', 'l3'].flatMap((name) => dense(weights, name)));
  return { model, r1, c1: null };
}

/** The same network, with the activations inside of the dense layers. */
export function captumMlpFused(weights: Weights) {
  const l1 = new layers.Dense(6, { activation: 'relu' });
  const model = new Sequential([Input([5]), l1, new layers.Dense(4, { activation: 'tanh' }), new layers.Dense(3)]);
  model.setWeights(['l1', 'l2', 'l3'].flatMap((name) => dense(weights, name)));
  return { model, r1: l1, c1: null };
}

/** Conv(1,3,3,pad1)-ReLU-Pool2-Conv(3,4,3)-ReLU-Flatten-Linear(16,3) in torch's layout. */
export function captumCnn(weights: Weights, pooling: 'max' | 'average' = 'max') {
  const dataFormat = 'channels_first';
  const c1 = new layers.Conv2D(3, 3, { padding: 'same', dataFormat });
  const r1 = new layers.ReLU();
  const pool =
    pooling === 'max' ? new layers.MaxPooling2D(2, { dataFormat }) : new layers.AveragePooling2D(2, { dataFormat });
  const model = new Sequential([
    Input([1, 8, 8]),
    c1,
    r1,
    pool,
    new layers.Conv2D(4, 3, { dataFormat }),
    new layers.ReLU(),
    new layers.Flatten(),
    new layers.Dense(3),
  ]);
  model.setWeights([...conv(weights, 'c1'), ...conv(weights, 'c2'), ...dense(weights, 'l')]);
  return { model, c1, r1 };
}
