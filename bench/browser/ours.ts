/** The networks in this project's words, and with what they need of it alone. */
import { random, setDevice, type Tensor, tensor } from '@org/core';
import * as ops from '@org/core/ops';
import {
  Add,
  Conv2D,
  Dense,
  Flatten,
  Input,
  Layer,
  LayerNormalization,
  MaxPooling2D,
  MultiHeadAttention,
} from '@org/layers';
import { Model, optimizers, Sequential } from '@org/models';
import { BATCH, CODE, HEADS, INNER, type Library, pixels, SAMPLES, TOKENS, targets, tokens, WIDTH } from './data.js';

/** A normal code of the samples, and how far it is from the standard one. */
class Sampling extends Layer {
  private readonly seed = new random.SeedGenerator(1);

  override call([mean, logVariance]: [Tensor, Tensor]): Tensor {
    const { add, exp, mean: meanOf, multiply, square, subtract } = ops;
    const parts = subtract(add(logVariance, 1), add(square(mean), exp(logVariance)));
    this.addLoss(multiply(meanOf(parts), -0.5));
    const noise = random.normal(mean.shape as number[], { seed: this.seed });
    return add(mean, multiply(exp(multiply(logVariance, 0.5)), noise));
  }
}

const networks: Library['networks'] = {
  mlp() {
    const model = new Sequential([Input([784]), new Dense(128, { activation: 'relu' }), new Dense(10)]);
    model.compile({ optimizer: new optimizers.SGD(0.01), loss: 'mse' });
    const [x, y] = [tensor(pixels, [SAMPLES, 784]), tensor(targets, [SAMPLES, 10])];
    return () => model.fit(x, y, { batchSize: BATCH, verbose: 0 });
  },

  cnn() {
    const model = new Sequential([
      Input([28, 28, 1]),
      new Conv2D(16, 3, { activation: 'relu' }),
      new MaxPooling2D(2),
      new Conv2D(32, 3, { activation: 'relu' }),
      new MaxPooling2D(2),
      new Flatten(),
      new Dense(10),
    ]);
    model.compile({ optimizer: new optimizers.SGD(0.01), loss: 'mse' });
    const [x, y] = [tensor(pixels, [SAMPLES, 28, 28, 1]), tensor(targets, [SAMPLES, 10])];
    return () => model.fit(x, y, { batchSize: BATCH, verbose: 0 });
  },

  vae() {
    const x = Input([784]);
    const hidden = new Dense(128, { activation: 'relu' })(x);
    const code = new Sampling()([new Dense(CODE)(hidden), new Dense(CODE)(hidden)]);
    const y = new Dense(784)(new Dense(128, { activation: 'relu' })(code));
    const model = new Model(x, y as never);
    model.compile({ optimizer: new optimizers.SGD(0.01), loss: 'mse' });
    const data = tensor(pixels, [SAMPLES, 784]);
    return () => model.fit(data, data, { batchSize: BATCH, verbose: 0 });
  },

  transformer() {
    const x = Input([TOKENS, WIDTH]);
    const attended = new MultiHeadAttention(HEADS, WIDTH / HEADS)(x, x);
    const middle = new LayerNormalization()(new Add()([x, attended]));
    const inner = new Dense(WIDTH)(new Dense(INNER, { activation: 'relu' })(middle));
    const y = new LayerNormalization()(new Add()([middle, inner]));
    const model = new Model(x, y as never);
    model.compile({ optimizer: new optimizers.SGD(0.01), loss: 'mse' });
    const data = tensor(tokens, [SAMPLES, TOKENS, WIDTH]);
    return () => model.fit(data, data, { batchSize: BATCH, verbose: 0 });
  },
};

export const library: Library = { begin: async (device) => setDevice(device), networks };
