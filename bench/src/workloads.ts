import * as keras from '@org/models';
import type { BareModel } from './bare/bare-model.js';
import { bareCnn } from './bare/cnn.js';
import { bareMlp } from './bare/mlp.js';
import { bareVae, type Noise } from './bare/vae.js';

const { layers, ops } = keras;

/**
 * Steps of `fit` on the batches of a generator or of a PyDataset, batches of `predict`, or calls of `predict` of which each has a
 * number of samples that there was not before.
 */
export type Task = 'generator' | 'dataset' | 'predict' | 'sizes';

export interface Workload {
  readonly batch: number;
  /** Steps of one round. */
  readonly steps: number;
  readonly inputShape: readonly number[];
  /** null where the model learns its own input. */
  readonly classes: number | null;
  /** Inputs are whole numbers below it. */
  readonly vocabulary?: number;
  /** What a step is, where it is not one of `fit` on arrays. */
  readonly task?: Task;
  /** Rounds after which it is measured again, where much of a step is code of ours, which V8 compiles when it has run for long. */
  readonly warmAfter?: number;
  /** Whether the runtime should use several threads. */
  readonly parallel: boolean;
  model(): keras.Model | Promise<keras.Model>;
  /** The same step written by hand, as ONNX. */
  readonly bare?: BareModel;
}

/** One that was written by hand. */
export type BareWorkload = Omit<Workload, 'model'> & { readonly bare: BareModel; model(): keras.Model };
export const hasBare = (workload: Workload): workload is BareWorkload => workload.bare !== undefined;

const mlp = (inputs: number, hidden: readonly number[], classes: number): keras.Model =>
  new keras.Sequential([
    keras.Input([inputs]),
    ...hidden.map((units) => new layers.Dense(units, { activation: 'relu' })),
    new layers.Dense(classes, { activation: 'softmax' }),
  ]);

const cnn = (): keras.Model =>
  new keras.Sequential([
    keras.Input([28, 28, 1]),
    new layers.Conv2D(32, 3, { activation: 'relu' }),
    new layers.MaxPooling2D(2),
    new layers.Conv2D(64, 3, { activation: 'relu' }),
    new layers.MaxPooling2D(2),
    new layers.Flatten(),
    new layers.Dense(128, { activation: 'relu' }),
    new layers.Dense(10, { activation: 'softmax' }),
  ]);

/** Texts of 200 words out of 20,000. */
const embedding = (): keras.Model =>
  new keras.Sequential([
    keras.Input([200], { dtype: 'int32' }),
    new layers.Embedding(20_000, 64),
    new layers.GlobalAveragePooling1D(),
    new layers.Dense(64, { activation: 'relu' }),
    new layers.Dense(2, { activation: 'softmax' }),
  ]);

/** A recurrent layer of 64 units over 50 steps of 16 features. */
const recurrent = (layer: keras.layers.RNN): keras.Model =>
  new keras.Sequential([keras.Input([50, 16]), layer, new layers.Dense(10, { activation: 'softmax' })]);

const recurrentWorkload = (layer: () => keras.layers.RNN): Workload => ({
  batch: 64,
  steps: 40,
  inputShape: [50, 16],
  classes: 10,
  parallel: true,
  model: () => recurrent(layer()),
});

/** Draws from the normal distribution of the encoder; its divergence from the standard one is a loss. */
class Sampling extends layers.Layer {
  private readonly seedGenerator = new keras.random.SeedGenerator(1);

  constructor(private readonly noise: Noise) {
    super();
  }

  override call(inputs: unknown): keras.Tensor {
    const [mean, logVariance] = inputs as [keras.Tensor, keras.Tensor];
    const noise = keras.random.normal(mean.shape, { ...this.noise, seed: this.seedGenerator });
    this.addLoss(logVariance.add(1).sub(mean.square()).sub(logVariance.exp()).mean().mul(-0.5));
    return mean.add(ops.exp(logVariance.mul(0.5)).mul(noise));
  }
}

function vae(noise: Noise): keras.Model {
  const x = keras.Input([784]);
  const encoded = new layers.Dense(256, { activation: 'relu' })(x);
  const [mean, logVariance] = [new layers.Dense(16)(encoded), new layers.Dense(16)(encoded)];
  const latent = new Sampling(noise)([mean, logVariance]);
  const decoded = new layers.Dense(256, { activation: 'relu' })(latent);
  return new keras.Model(x, new layers.Dense(784, { activation: 'sigmoid' })(decoded));
}

function transformer(): keras.Model {
  const x = keras.Input([64, 128]);
  const attended = new layers.MultiHeadAttention(4, 32)(x, x);
  const seen = new layers.LayerNormalization()(new layers.Add()([x, attended]));
  const fed = new layers.Dense(128)(new layers.Dense(512, { activation: 'relu' })(seen));
  const y = new layers.LayerNormalization()(new layers.Add()([seen, fed]));
  return new keras.Model(x, new layers.Dense(10, { activation: 'softmax' })(new layers.GlobalAveragePooling1D()(y)));
}

function resnet(): keras.Model {
  const conv = (x: keras.Tensor, filters: number, size: number, strides: number) =>
    new layers.Conv2D(filters, size, strides, { padding: 'same', useBias: false })(x);
  const block = (x: keras.Tensor, filters: number, strides: number) => {
    const y = new layers.ReLU()(new layers.BatchNormalization()(conv(x, filters, 3, strides)));
    const z = new layers.BatchNormalization()(conv(y, filters, 3, 1));
    return new layers.ReLU()(new layers.Add()([z, strides > 1 ? conv(x, filters, 1, strides) : x]));
  };
  const image = keras.Input([32, 32, 3]);
  let x = new layers.ReLU()(new layers.BatchNormalization()(conv(image, 16, 3, 1)));
  for (const [filters, strides] of [
    [16, 1],
    [32, 2],
    [64, 2],
  ] as const) {
    for (let n = 0; n < 3; n++) x = block(x, filters, n === 0 ? strides : 1);
  }
  return new keras.Model(
    image,
    new layers.Dense(10, { activation: 'softmax' })(new layers.GlobalAveragePooling2D()(x)),
  );
}

/** MobileNetV2, whose weights stay, below a head that is trained. */
async function frozen(): Promise<keras.Model> {
  const base = await keras.applications.MobileNetV2([160, 160, 3], {
    includeTop: false,
    weights: null,
    pooling: 'avg',
  });
  base.trainable = false;
  const image = keras.Input([160, 160, 3]);
  const features = base(image, { training: false }) as keras.Tensor;
  return new keras.Model(image, new layers.Dense(10, { activation: 'softmax' })(features));
}

const batch = 128;

/** Predictions of a network of `keras.applications` with random weights. */
const network = (model: () => Promise<keras.Model>): Workload => ({
  batch: 8,
  steps: 2,
  inputShape: [224, 224, 3],
  classes: 1000,
  parallel: true,
  model,
  task: 'predict',
});

/** The variational autoencoder with other noise than that of the standard normal distribution. */
export const vaeWith = (noise: Noise): BareWorkload => ({
  batch,
  steps: 60,
  inputShape: [784],
  classes: null,
  parallel: true,
  model: () => vae(noise),
  bare: bareVae(batch, noise),
});

const streamed = {
  batch,
  steps: 200,
  inputShape: [29],
  classes: 2,
  parallel: false,
  model: () => mlp(29, [64, 64, 64], 2),
} as const;

/** The workloads of the README, by name. */
export const workloads: Readonly<Record<string, Workload>> = {
  mlp_small: {
    batch,
    steps: 400,
    inputShape: [29],
    classes: 2,
    parallel: false,
    model: () => mlp(29, [64, 64, 64], 2),
    bare: bareMlp(29, [64, 64, 64], 2, batch),
  },
  mlp_large: {
    batch,
    steps: 60,
    inputShape: [784],
    classes: 10,
    parallel: true,
    model: () => mlp(784, [512, 512], 10),
    bare: bareMlp(784, [512, 512], 10, batch),
  },
  mlp_batch32: {
    batch: 32,
    steps: 100,
    inputShape: [784],
    classes: 10,
    parallel: true,
    model: () => mlp(784, [512, 512], 10),
  },
  cnn: {
    batch,
    steps: 12,
    inputShape: [28, 28, 1],
    classes: 10,
    parallel: true,
    model: cnn,
    bare: bareCnn(batch),
  },
  vae: vaeWith({ mean: 0, stddev: 1 }),
  transformer: {
    batch: 32,
    steps: 12,
    inputShape: [64, 128],
    classes: 10,
    parallel: true,
    model: transformer,
  },
  resnet20: { batch: 64, steps: 6, inputShape: [32, 32, 3], classes: 10, parallel: true, model: resnet },
  lstm: recurrentWorkload(() => new layers.LSTM(64)),
  gru: recurrentWorkload(() => new layers.GRU(64)),
  embedding: {
    batch: 64,
    steps: 40,
    inputShape: [200],
    classes: 2,
    vocabulary: 20_000,
    parallel: true,
    model: embedding,
  },
  generator: { ...streamed, task: 'generator', warmAfter: 20 },
  dataset: { ...streamed, task: 'dataset', warmAfter: 20 },
  predict: { batch, steps: 78, inputShape: [28, 28, 1], classes: 10, parallel: true, model: cnn, task: 'predict' },
  sizes: { ...streamed, steps: 50, task: 'sizes' },
  resnet50: network(() => keras.applications.ResNet50({ weights: null })),
  mobilenetv2: network(() => keras.applications.MobileNetV2({ weights: null })),
  efficientnetb0: network(() => keras.applications.EfficientNetB0({ weights: null })),
  transfer: { batch: 16, steps: 4, inputShape: [160, 160, 3], classes: 10, parallel: true, model: frozen },
};

/** Keras's name of the loss. */
export const lossOf = ({ classes }: Workload) =>
  classes === null ? 'binary_crossentropy' : 'sparse_categorical_crossentropy';

/** Inputs in [0, 1), or words, and labels, the same for each call. */
export function dataOf({ batch: size, steps, inputShape, classes, vocabulary }: Workload): {
  x: Float32Array | Int32Array;
  labels: Int32Array;
} {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const samples = size * steps;
  const length = inputShape.reduce((n, dim) => n * dim, samples);
  const x = vocabulary
    ? Int32Array.from({ length }, () => Math.floor(random() * vocabulary))
    : Float32Array.from({ length }, random);
  const labels = Int32Array.from({ length: samples }, () => Math.floor(random() * (classes ?? 1)));
  return { x, labels };
}
