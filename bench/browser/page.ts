/** Steps of training in a page: the same networks here, in TensorFlow.js and in jax-js, in turn. */
import { defaultDevice, grad, init, jit, nn, numpy as np } from '@jax-js/jax';
import * as keras from '@org/models';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

const SAMPLES = 1024;
const BATCH = 64;
const STEPS = SAMPLES / BATCH;
const ROUNDS = 5;

/** An epoch of training. */
type Epoch = () => Promise<unknown>;
type Maker = () => Promise<Epoch>;

function random(count: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  });
}

const pixels = random(SAMPLES * 784);
const targets = random(SAMPLES * 10);

const mlp: Record<string, Maker> = {
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
    type Arrays = np.Array[];
    const loss = ([w1, b1, w2, b2]: Arrays, x: np.Array, y: np.Array): np.Array => {
      const hidden = nn.relu(np.dot(x, w1!).add(b1!));
      return np.mean(np.square(np.dot(hidden, w2!).add(b2!).sub(y)));
    };
    const step = jit((parameters: Arrays, x: np.Array, y: np.Array): Arrays => {
      const gradients = grad(loss)(parameters.map((each) => each.ref) as never, x, y) as unknown as Arrays;
      return parameters.map((each, i) => each.sub(gradients[i]!.mul(0.01)));
    });
    let parameters: Arrays = [
      np.array(random(784 * 128)).reshape([784, 128]),
      np.zeros([128]),
      np.array(random(1280)).reshape([128, 10]),
      np.zeros([10]),
    ];
    const batch = (all: Float32Array, width: number, i: number) =>
      np.array(all.slice(i * BATCH * width, (i + 1) * BATCH * width)).reshape([BATCH, width]);
    return async () => {
      for (let i = 0; i < STEPS; i++)
        parameters = (step as never as (...args: unknown[]) => Arrays)(
          parameters,
          batch(pixels, 784, i),
          batch(targets, 10, i),
        );
      await parameters[3]!.ref.data();
    };
  },
};

const cnn: Record<string, Maker> = {
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

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** Milliseconds of a step by each, in rounds that take turns; a text where one cannot. */
async function compare(makers: Record<string, Maker>): Promise<Record<string, number | string>> {
  const epochs = new Map<string, Epoch>();
  const results: Record<string, number | string> = {};
  const first: Record<string, number> = {};
  for (const [name, make] of Object.entries(makers)) {
    try {
      const start = performance.now();
      const epoch = await make();
      await epoch();
      first[`${name}, first epoch`] = performance.now() - start;
      epochs.set(name, epoch);
    } catch (error) {
      results[name] = String(error).slice(0, 200);
    }
  }
  const times = new Map<string, number[]>([...epochs.keys()].map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, epoch] of epochs) {
      const start = performance.now();
      await epoch();
      times.get(name)!.push((performance.now() - start) / STEPS);
    }
  }
  for (const [name, all] of times) results[name] = median(all);
  return { ...results, ...first };
}

async function run(): Promise<unknown> {
  setWasmPaths('/');
  await tf.setBackend('wasm');
  await init('wasm');
  defaultDevice('wasm');
  return { isolated: crossOriginIsolated, mlp: await compare(mlp), cnn: await compare(cnn) };
}

run().then(
  (result) => Object.assign(globalThis, { result: JSON.stringify(result) }),
  (error) => Object.assign(globalThis, { result: JSON.stringify({ error: String(error.stack) }) }),
);
