/** The networks in TensorFlow.js. */
import * as tf from '@tensorflow/tfjs';
import {
  BATCH,
  CODE,
  type Epoch,
  HEADS,
  type Library,
  pixels,
  SAMPLES,
  type Shape,
  STEPS,
  shapes,
  TOKENS,
  targets,
  tokens,
  WIDTH,
  weights,
} from './data.js';

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

const networks: Library['networks'] = {
  mlp() {
    const { dense } = tf.layers;
    const model = tf.sequential({
      layers: [dense({ units: 128, activation: 'relu', inputShape: [784] }), dense({ units: 10 })],
    });
    model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
    const [x, y] = [tf.tensor2d(pixels, [SAMPLES, 784]), tf.tensor2d(targets, [SAMPLES, 10])];
    return () => model.fit(x, y, { batchSize: BATCH, verbose: 0 });
  },

  cnn() {
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

  vae() {
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
    return tensorflowEpoch(loss, shapes.vae, data, data);
  },

  transformer() {
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
    return tensorflowEpoch(loss, shapes.transformer, data, data);
  },
};

export const library: Library = {
  async begin(device) {
    if (device === 'webgpu') {
      await import('@tensorflow/tfjs-backend-webgpu');
    } else {
      const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
      setWasmPaths('/');
    }
    if (!(await tf.setBackend(device))) throw new Error(`TensorFlow.js has no ${device} here.`);
    await tf.ready();
  },
  networks,
};
