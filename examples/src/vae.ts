/**
 * A variational autoencoder on MNIST, with a training step of its own: the "Variational AutoEncoder" of the Keras examples, line
 * by line. Draws digits from the plane that it has learnt to lay them out on.
 */
import * as keras from '@org/models';
import { gradients, ops, random, type Tensor } from '@org/models';
import { loadDigits } from './digits.js';
import { drawImages } from './terminal-digits.js';

const { layers } = keras;

/** Draws z by (zMean, zLogVar), the vector that encodes a digit. */
class Sampling extends layers.Layer {
  private readonly seedGenerator = new keras.SeedGenerator(1337);

  override call([zMean, zLogVar]: readonly [Tensor, Tensor]): Tensor {
    const epsilon = random.normal(ops.shape(zMean), { seed: this.seedGenerator });
    return zMean.add(ops.exp(zLogVar.mul(0.5)).mul(epsilon));
  }
}

class VAE extends keras.Model {
  private readonly totalLossTracker = new keras.metrics.Mean({ name: 'loss' });
  private readonly reconstructionLossTracker = new keras.metrics.Mean({ name: 'reconstruction_loss' });
  private readonly klLossTracker = new keras.metrics.Mean({ name: 'kl_loss' });

  constructor(
    readonly encoder: keras.Model,
    readonly decoder: keras.Model,
  ) {
    super();
  }

  override get metrics(): keras.metrics.Mean[] {
    return [this.totalLossTracker, this.reconstructionLossTracker, this.klLossTracker];
  }

  override trainStep([data]: readonly unknown[]): Record<string, Tensor> {
    const [zMean, zLogVar, z] = this.encoder<[Tensor, Tensor, Tensor]>(data);
    const reconstruction = this.decoder(z);
    const crossentropy = keras.losses.binaryCrossentropy(data as Tensor, reconstruction);
    const reconstructionLoss = crossentropy.sum([1, 2]).mean();
    const klLoss = zLogVar.add(1).sub(zMean.square()).sub(zLogVar.exp()).mul(-0.5).sum(1).mean();
    const totalLoss = reconstructionLoss.add(klLoss);

    const grads = gradients(totalLoss, this.trainableWeights);
    this.optimizer!.apply(grads, this.trainableWeights);

    this.totalLossTracker.updateState(totalLoss);
    this.reconstructionLossTracker.updateState(reconstructionLoss);
    this.klLossTracker.updateState(klLoss);
    return Object.fromEntries(this.metrics.map((metric) => [metric.name, metric.result()]));
  }
}

const latentDim = 2;

const encoderInputs = keras.Input([28, 28, 1]);
let x = new layers.Conv2D(8, 3, { activation: 'relu', strides: 2, padding: 'same' })(encoderInputs);
x = new layers.Conv2D(16, 3, { activation: 'relu', strides: 2, padding: 'same' })(x);
x = new layers.Flatten()(x);
x = new layers.Dense(16, { activation: 'relu' })(x);
const zMean = new layers.Dense(latentDim, { name: 'z_mean' })(x);
const zLogVar = new layers.Dense(latentDim, { name: 'z_log_var' })(x);
const z = new Sampling()([zMean, zLogVar]);
const encoder = new keras.Model(encoderInputs, [zMean, zLogVar, z], { name: 'encoder' });

const latentInputs = keras.Input([latentDim]);
x = new layers.Dense(7 * 7 * 16, { activation: 'relu' })(latentInputs);
x = new layers.Reshape([7, 7, 16])(x);
x = new layers.Conv2DTranspose(16, 3, { activation: 'relu', strides: 2, padding: 'same' })(x);
x = new layers.Conv2DTranspose(8, 3, { activation: 'relu', strides: 2, padding: 'same' })(x);
const decoderOutputs = new layers.Conv2DTranspose(1, 3, { activation: 'sigmoid', padding: 'same' })(x);
const decoder = new keras.Model(latentInputs, decoderOutputs, { name: 'decoder' });

const { train } = loadDigits();
const vae = new VAE(encoder, decoder);
vae.compile({ optimizer: new keras.optimizers.Adam(0.003) });
await vae.fit(train.images, { epochs: 5, batchSize: 64, verbose: 2 });

const steps = [-1.5, -0.75, 0, 0.75, 1.5];
const plane = steps.flatMap((row) => steps.map((column) => [column, -row]));
const decoded = (await (await vae.decoder.predict(plane, { verbose: 0 })).data()) as Float32Array;
const image = (i: number) => decoded.subarray(i * 784, (i + 1) * 784);
console.log('\nWhat lies where on the plane of z:');
for (let row = 0; row < steps.length; row++) {
  const indices = steps.map((_, column) => row * steps.length + column);
  console.log(
    drawImages(
      indices.map(image),
      indices.map((i) => `(${plane[i]})`),
    ),
  );
}
