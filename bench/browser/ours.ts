/** The networks in this project's words. */
import * as keras from '@org/models';
import { BATCH, CODE, HEADS, INNER, type Library, pixels, SAMPLES, TOKENS, targets, tokens, WIDTH } from './data.js';

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

const networks: Library['networks'] = {
  mlp() {
    const { Input, layers, optimizers, Sequential } = keras;
    const model = new Sequential([Input([784]), new layers.Dense(128, { activation: 'relu' }), new layers.Dense(10)]);
    model.compile({ optimizer: new optimizers.SGD(0.01), loss: 'mse' });
    const [x, y] = [keras.tensor(pixels, [SAMPLES, 784]), keras.tensor(targets, [SAMPLES, 10])];
    return () => model.fit(x, y, { batchSize: BATCH, verbose: 0 });
  },

  cnn() {
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

  vae() {
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

  transformer() {
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
};

export const library: Library = { begin: async (device) => keras.config.setDevice(device), networks };
