/** The networks of the bench, each in the words of each library. */
import { grad, random as jaxRandom, jit, nn, numpy as np } from '@jax-js/jax';
import * as keras from '@org/models';
import * as tf from '@tensorflow/tfjs';

const SAMPLES = 1024;
const BATCH = 64;
/** Of each epoch. */
export const STEPS = SAMPLES / BATCH;

/** An epoch of training. */
export type Epoch = () => Promise<unknown>;
export type Makers = Readonly<Record<string, () => Promise<Epoch>>>;

function numbers(count: number, scale = 1): Float32Array {
  let state = 1;
  return Float32Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return scale * (state / 2147483647 - 0.5);
  });
}

const pixels = numbers(SAMPLES * 784);
const targets = numbers(SAMPLES * 10);

type Shape = readonly number[];
const sizeOf = (shape: Shape): number => shape.reduce((size, dim) => size * dim, 1);
/** Weights small enough for a net of some layers. */
const weights = (shape: Shape): Float32Array => numbers(sizeOf(shape), 1 / Math.sqrt(shape[0]!));

/** SGD with jax-js on batches of arrays, whose first axis is that of the samples. */
function jaxEpoch(
  loss: (parameters: np.Array[], ...batch: np.Array[]) => np.Array,
  shapes: readonly Shape[],
  data: readonly { values: Float32Array; shape: Shape }[],
): Epoch {
  const step = jit((parameters: np.Array[], ...batch: np.Array[]): np.Array[] => {
    const own = parameters.map((each) => each.ref);
    const gradients = (grad(loss as never) as (...args: unknown[]) => np.Array[])(own, ...batch);
    return parameters.map((each, i) => each.sub(gradients[i]!.mul(0.01)));
  }) as never as (...args: unknown[]) => np.Array[];
  let parameters = shapes.map((shape) => np.array(weights(shape)).reshape([...shape]));
  const part = ({ values, shape }: { values: Float32Array; shape: Shape }, i: number) => {
    const size = (values.length / shape[0]!) * BATCH;
    return np.array(values.slice(i * size, (i + 1) * size)).reshape([BATCH, ...shape.slice(1)]);
  };
  return async () => {
    for (let i = 0; i < STEPS; i++) parameters = step(parameters, ...data.map((each) => part(each, i)));
    await parameters[0]!.ref.data();
  };
}

/** SGD with TensorFlow.js, in a loop that is written out. */
function tensorflowEpoch(
  loss: (parameters: tf.Variable[], x: tf.Tensor, y: tf.Tensor) => tf.Tensor,
  shapes: readonly Shape[],
  x: tf.Tensor,
  y: tf.Tensor,
): Epoch {
  const parameters = shapes.map((shape) => tf.variable(tf.tensor(weights(shape), [...shape])));
  const optimizer = tf.train.sgd(0.01);
  const part = (data: tf.Tensor, i: number) => data.slice([i * BATCH], [BATCH]);
  return async () => {
    for (let i = 0; i < STEPS; i++)
      tf.tidy(() => {
        optimizer.minimize(() => loss(parameters, part(x, i), part(y, i)).asScalar(), false, parameters);
      });
    await parameters[0]!.data();
  };
}

const mlp: Makers = {
  async ours() {
    const { Input, layers, optimizers, Sequential } = keras;
    const model = new Sequential([Input([784]), new layers.Dense(128, { activation: 'relu' }), new layers.Dense(10)]);
    model.compile({ optimizer: new optimizers.SGD(0.01), loss: 'mse' });
    const [x, y] = [keras.tensor(pixels, [SAMPLES, 784]), keras.tensor(targets, [SAMPLES, 10])];
    return () => model.fit(x, y, { batchSize: BATCH, verbose: 0 });
  },
  async 'TensorFlow.js'() {
    const { dense } = tf.layers;
    const model = tf.sequential({
      layers: [dense({ units: 128, activation: 'relu', inputShape: [784] }), dense({ units: 10 })],
    });
    model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
    const [x, y] = [tf.tensor2d(pixels, [SAMPLES, 784]), tf.tensor2d(targets, [SAMPLES, 10])];
    return () => model.fit(x, y, { batchSize: BATCH, verbose: 0 });
  },
  async 'jax-js'() {
    const loss = ([w1, b1, w2, b2]: np.Array[], x: np.Array, y: np.Array): np.Array => {
      const hidden = nn.relu(np.dot(x, w1!).add(b1!));
      return np.mean(np.square(np.dot(hidden, w2!).add(b2!).sub(y)));
    };
    return jaxEpoch(
      loss as never,
      [[784, 128], [128], [128, 10], [10]],
      [
        { values: pixels, shape: [SAMPLES, 784] },
        { values: targets, shape: [SAMPLES, 10] },
      ],
    );
  },
};

const cnn: Makers = {
  async ours() {
    const { Input, layers, optimizers, Sequential } = keras;
    const model = new Sequential([
      Input([28, 28, 1]),
      new layers.Conv2D(16, 3, { activation: 'relu' }),
      new layers.MaxPooling2D(2),
      new layers.Conv2D(32, 3, { activation: 'relu' }),
      new layers.MaxPooling2D(2),
      new layers.Flatten(),
      new layers.Dense(10),
    ]);
    model.compile({ optimizer: new optimizers.SGD(0.01), loss: 'mse' });
    const [x, y] = [keras.tensor(pixels, [SAMPLES, 28, 28, 1]), keras.tensor(targets, [SAMPLES, 10])];
    return () => model.fit(x, y, { batchSize: BATCH, verbose: 0 });
  },
  async 'TensorFlow.js'() {
    const { conv2d, dense, flatten, maxPooling2d } = tf.layers;
    const convolution = { kernelSize: 3, activation: 'relu' } as const;
    const model = tf.sequential({
      layers: [
        conv2d({ ...convolution, filters: 16, inputShape: [28, 28, 1] }),
        maxPooling2d({ poolSize: 2 }),
        conv2d({ ...convolution, filters: 32 }),
        maxPooling2d({ poolSize: 2 }),
        flatten(),
        dense({ units: 10 }),
      ],
    });
    model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
    const [x, y] = [tf.tensor4d(pixels, [SAMPLES, 28, 28, 1]), tf.tensor2d(targets, [SAMPLES, 10])];
    return () => model.fit(x, y, { batchSize: BATCH, verbose: 0 });
  },
};

const CODE = 8;

/** A normal code of the samples, and how far it is from the standard one. */
class Sampling extends keras.layers.Layer {
  private readonly seed = new keras.random.SeedGenerator(1);

  override call([mean, logVariance]: [keras.Tensor, keras.Tensor]): keras.Tensor {
    const { add, exp, mean: meanOf, multiply, square, subtract } = keras.ops;
    const parts = subtract(add(logVariance, 1), add(square(mean), exp(logVariance)));
    this.addLoss(multiply(meanOf(parts), -0.5));
    const noise = keras.random.normal(mean.shape as number[], { seed: this.seed });
    return add(mean, multiply(exp(multiply(logVariance, 0.5)), noise));
  }
}

const vaeShapes: readonly Shape[] = [
  ...[[784, 128], [128], [128, CODE], [CODE], [128, CODE], [CODE]],
  ...[[CODE, 128], [128], [128, 784], [784]],
];

const vae: Makers = {
  async ours() {
    const { Input, layers, optimizers, Model } = keras;
    const x = Input([784]);
    const hidden = new layers.Dense(128, { activation: 'relu' })(x);
    const code = new Sampling()([new layers.Dense(CODE)(hidden), new layers.Dense(CODE)(hidden)]);
    const y = new layers.Dense(784)(new layers.Dense(128, { activation: 'relu' })(code));
    const model = new Model(x, y as never);
    model.compile({ optimizer: new optimizers.SGD(0.01), loss: 'mse' });
    const data = keras.tensor(pixels, [SAMPLES, 784]);
    return () => model.fit(data, data, { batchSize: BATCH, verbose: 0 });
  },
  async 'TensorFlow.js'() {
    const loss = (p: tf.Variable[], x: tf.Tensor): tf.Tensor => {
      const dense = (input: tf.Tensor, i: number) => tf.add(tf.matMul(input, p[i]!), p[i + 1]!);
      const hidden = tf.relu(dense(x, 0));
      const [mean, logVariance] = [dense(hidden, 2), dense(hidden, 4)];
      const code = tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), tf.randomNormal([BATCH, CODE])));
      const parts = tf.sub(tf.add(logVariance, 1), tf.add(tf.square(mean), tf.exp(logVariance)));
      const error = tf.mean(tf.square(tf.sub(dense(tf.relu(dense(code, 6)), 8), x)));
      return tf.sub(error, tf.mul(tf.mean(parts), 0.5));
    };
    const data = tf.tensor2d(pixels, [SAMPLES, 784]);
    return tensorflowEpoch(loss, vaeShapes, data, data);
  },
  async 'jax-js'() {
    const loss = (p: np.Array[], x: np.Array): np.Array => {
      const dense = (input: np.Array, i: number) => np.dot(input, p[i]!).add(p[i + 1]!);
      const hidden = nn.relu(dense(x.ref, 0));
      const [mean, logVariance] = [dense(hidden.ref, 2), dense(hidden, 4)];
      const noise = jaxRandom.normal(jaxRandom.key(1), [BATCH, CODE]);
      const code = mean.ref.add(np.exp(logVariance.ref.mul(0.5)).mul(noise));
      const parts = logVariance.ref.add(1).sub(np.square(mean)).sub(np.exp(logVariance));
      const error = np.mean(np.square(dense(nn.relu(dense(code, 6)), 8).sub(x)));
      return error.sub(np.mean(parts).mul(0.5));
    };
    return jaxEpoch(loss as never, vaeShapes, [{ values: pixels, shape: [SAMPLES, 784] }]);
  },
};

const [TOKENS, WIDTH, HEADS, INNER] = [16, 64, 4, 128];
const tokens = numbers(SAMPLES * TOKENS * WIDTH);
const blockShapes: readonly Shape[] = [
  ...[0, 1, 2, 3].flatMap(() => [[WIDTH, WIDTH], [WIDTH]]),
  ...[[WIDTH], [WIDTH], [WIDTH, INNER], [INNER], [INNER, WIDTH], [WIDTH], [WIDTH], [WIDTH]],
];

const transformer: Makers = {
  async ours() {
    const { Input, layers, optimizers, Model } = keras;
    const x = Input([TOKENS, WIDTH]);
    const attended = new layers.MultiHeadAttention(HEADS, WIDTH / HEADS)(x, x);
    const middle = new layers.LayerNormalization()(new layers.Add()([x, attended]));
    const inner = new layers.Dense(WIDTH)(new layers.Dense(INNER, { activation: 'relu' })(middle));
    const y = new layers.LayerNormalization()(new layers.Add()([middle, inner]));
    const model = new Model(x, y as never);
    model.compile({ optimizer: new optimizers.SGD(0.01), loss: 'mse' });
    const data = keras.tensor(tokens, [SAMPLES, TOKENS, WIDTH]);
    return () => model.fit(data, data, { batchSize: BATCH, verbose: 0 });
  },
  async 'TensorFlow.js'() {
    const loss = (p: tf.Variable[], x: tf.Tensor, y: tf.Tensor): tf.Tensor => {
      const dense = (input: tf.Tensor, i: number) => tf.add(tf.matMul(input, p[i]!), p[i + 1]!);
      const normalized = (input: tf.Tensor, i: number) => {
        const { mean, variance } = tf.moments(input, -1, true);
        const scaled = tf.div(tf.sub(input, mean), tf.sqrt(tf.add(variance, 1e-3)));
        return tf.add(tf.mul(scaled, p[i]!), p[i + 1]!);
      };
      const rows = x.reshape([BATCH * TOKENS, WIDTH]);
      const heads = (i: number) =>
        dense(rows, i)
          .reshape([BATCH, TOKENS, HEADS, WIDTH / HEADS])
          .transpose([0, 2, 1, 3]);
      const scores = tf.softmax(tf.mul(tf.matMul(heads(0), heads(2), false, true), 1 / Math.sqrt(WIDTH / HEADS)));
      const attended = tf
        .matMul(scores, heads(4))
        .transpose([0, 2, 1, 3])
        .reshape([BATCH * TOKENS, WIDTH]);
      const middle = normalized(tf.add(rows, dense(attended, 6)), 8);
      const inner = dense(tf.relu(dense(middle, 10)), 12);
      return tf.mean(tf.square(tf.sub(normalized(tf.add(middle, inner), 14), y.reshape([BATCH * TOKENS, WIDTH]))));
    };
    const data = tf.tensor3d(tokens, [SAMPLES, TOKENS, WIDTH]);
    return tensorflowEpoch(loss, blockShapes, data, data);
  },
  async 'jax-js'() {
    const loss = (p: np.Array[], x: np.Array): np.Array => {
      const dense = (input: np.Array, i: number) => np.dot(input, p[i]!).add(p[i + 1]!);
      const normalized = (input: np.Array, i: number) =>
        nn
          .standardize(input, -1, { epsilon: 1e-3 })
          .mul(p[i]!)
          .add(p[i + 1]!);
      const rows = x.reshape([BATCH * TOKENS, WIDTH]);
      const heads = (i: number) => dense(rows.ref, i).reshape([BATCH, TOKENS, HEADS, WIDTH / HEADS]);
      const attended = nn.dotProductAttention(heads(0), heads(2), heads(4)).reshape([BATCH * TOKENS, WIDTH]);
      const middle = normalized(rows.ref.add(dense(attended, 6)), 8);
      const inner = dense(nn.relu(dense(middle.ref, 10)), 12);
      return np.mean(np.square(normalized(middle.add(inner), 14).sub(rows)));
    };
    return jaxEpoch(loss as never, blockShapes, [{ values: tokens, shape: [SAMPLES, TOKENS, WIDTH] }]);
  },
};

export const networks: Readonly<Record<string, Makers>> = { mlp, cnn, vae, transformer };
