/** The networks in jax-js. */
import { defaultDevice, grad, init, jit, lax, nn, numpy as np, random } from '@jax-js/jax';
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

const networks: Library['networks'] = {
  mlp() {
    const loss = ([w1, b1, w2, b2]: np.Array[], x: np.Array, y: np.Array): np.Array => {
      const hidden = nn.relu(np.dot(x, w1!).add(b1!));
      return np.mean(np.square(np.dot(hidden, w2!).add(b2!).sub(y)));
    };
    return jaxEpoch(loss as never, shapes.mlp, [
      { values: pixels, shape: [SAMPLES, 784] },
      { values: targets, shape: [SAMPLES, 10] },
    ]);
  },

  cnn() {
    const images = { values: pixels, shape: [SAMPLES, 1, 28, 28] };
    // The largest of each window of four; what does not fill one is left out.
    const pooled = (x: np.Array): np.Array => {
      const [batch, channels, rows, columns] = x.shape as [number, number, number, number];
      const [height, width] = [rows >> 1, columns >> 1];
      const even = x.slice([], [], [0, 2 * height], [0, 2 * width]);
      return np.max(even.reshape([batch, channels, height, 2, width, 2]), [3, 5]);
    };
    const convolved = (x: np.Array, kernel: np.Array, bias: np.Array): np.Array =>
      nn.relu(lax.conv(x, kernel.transpose([3, 2, 0, 1]), [1, 1], 'VALID').add(bias.reshape([-1, 1, 1])));
    const loss = (p: np.Array[], x: np.Array, y: np.Array): np.Array => {
      const features = pooled(convolved(pooled(convolved(x, p[0]!, p[1]!)), p[2]!, p[3]!));
      return np.mean(
        np.square(
          np
            .dot(features.reshape([BATCH, 800]), p[4]!)
            .add(p[5]!)
            .sub(y),
        ),
      );
    };
    return jaxEpoch(loss as never, shapes.cnn, [images, { values: targets, shape: [SAMPLES, 10] }]);
  },

  vae() {
    const loss = (p: np.Array[], x: np.Array): np.Array => {
      const dense = (input: np.Array, i: number) => np.dot(input, p[i]!).add(p[i + 1]!);
      const hidden = nn.relu(dense(x.ref, 0));
      const [mean, logVariance] = [dense(hidden.ref, 2), dense(hidden, 4)];
      const noise = random.normal(random.key(1), [BATCH, CODE]);
      const code = mean.ref.add(np.exp(logVariance.ref.mul(0.5)).mul(noise));
      const parts = logVariance.ref.add(1).sub(np.square(mean)).sub(np.exp(logVariance));
      const error = np.mean(np.square(dense(nn.relu(dense(code, 6)), 8).sub(x)));
      return error.sub(np.mean(parts).mul(0.5));
    };
    return jaxEpoch(loss as never, shapes.vae, [{ values: pixels, shape: [SAMPLES, 784] }]);
  },

  transformer() {
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
    return jaxEpoch(loss as never, shapes.transformer, [{ values: tokens, shape: [SAMPLES, TOKENS, WIDTH] }]);
  },
};

export const library: Library = {
  async begin(device) {
    if (!(await init(device)).includes(device)) throw new Error(`jax-js has no ${device} here.`);
    defaultDevice(device);
  },
  networks,
};
