/**
 * A multi-scale flow on handwritten digits, 28 by 28 pixels of 256 values: bits per dimension, and digits drawn from it. Pictures go to
 * the folder that is given, or ./flow-digits; the second argument is the number of epochs.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ActivationNormalization,
  AffineCoupling,
  type FlowLayer,
  FlowModel,
  flows,
  HeavisideMask,
  type Mask,
  ShufflePermutation,
} from '@org/gyoza';
import * as keras from '@org/models';
import { encodePng } from '@org/plots';
import { loadDigits } from './digits.js';

const [folder = 'flow-digits', epochs = '10'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
keras.utils.setRandomSeed(1);

const { Conv2D, Dense } = keras.layers;
const { ops } = keras;
const VALUES = 256;
const PIXELS = 784;
const BATCH = 64;
/** Values are kept from 0 and 1, so that their logits are finite; so little that the many black pixels take up most of the logits. */
const MARGIN = 5e-6;

/** An affine coupling whose scales stay within e^±2. @param mask what passes, along the axes of the mask */
const coupling = (mask: Mask, network: keras.layers.Layer[]): FlowLayer =>
  new AffineCoupling({
    shape: mask._shape_,
    axes: mask._axes_,
    computeCouplingParameters: new keras.Sequential(network),
    mask,
    clamp: 2,
  });

const convolutions = (channels: number) => [
  new Conv2D(48, 3, { activation: 'relu', padding: 'same' }),
  new Conv2D(48, 1, { activation: 'relu' }),
  new Conv2D(2 * channels, 3, { padding: 'same', kernelInitializer: 'zeros' }),
];

/** Steps of Glow: normalization, 1×1 convolution, coupling. */
const steps = (count: number, channels: number): FlowLayer[] =>
  Array.from({ length: count }, () => [
    new ActivationNormalization([channels], [3]),
    new flows.InvertibleConvolution([channels], [3]),
    coupling(new HeavisideMask([3], [channels]), convolutions(channels)),
  ]).flat();

/** Couplings of all pixels with each other, which see whole digits. */
const whole = (count: number, size: number): FlowLayer[] =>
  Array.from({ length: count }, () => [
    new ActivationNormalization([size], [1]),
    new ShufflePermutation([size], [1]),
    coupling(new HeavisideMask([1], [size]), [
      new Dense(192, { activation: 'relu' }),
      new Dense(2 * size, { kernelInitializer: 'zeros' }),
    ]),
  ]).flat();

const model = new FlowModel([
  new flows.Squeeze([28, 28], [1, 2]),
  ...steps(4, 4),
  new flows.Split({
    sampleShape: [14, 14, 4],
    flowLayers: [
      new flows.Squeeze([14, 14], [1, 2]),
      ...steps(4, 8),
      new flows.ReshapeSamples([7, 7, 8]),
      ...whole(4, 392),
    ],
  }),
]);

const { train, test } = loadDigits();

/** Pixels with noise of less than a value's width, as logits. */
function prepared(images: keras.Tensor, seed: number): { x: keras.Tensor; logDerivative: keras.Tensor } {
  const noisy = ops
    .round(images.mul(VALUES - 1))
    .add(keras.random.uniform(images.shape, 0, 1, { seed }))
    .div(VALUES);
  const p = noisy.mul(1 - 2 * MARGIN).add(MARGIN);
  const x = p.log().sub(ops.log(ops.subtract(1, p)));
  const logDerivative = ops.sum(
    p
      .mul(ops.subtract(1, p))
      .log()
      .neg()
      .add(Math.log(1 - 2 * MARGIN)),
    [1, 2, 3],
  );
  return { x, logDerivative };
}

/** Of the pixels' values, from the density of their logits. */
async function bitsPerDimension(images: keras.Tensor): Promise<number> {
  const { x, logDerivative } = prepared(images, 5);
  const loss = (await model.evaluate(x, { batchSize: 256, verbose: 0 })) as number;
  const nats = loss - ((await logDerivative.mean().item()) as number);
  return nats / (PIXELS * Math.LN2) + Math.log2(VALUES);
}

model.build([null, 28, 28, 1]);
await model.initialize(prepared(train.images.at(':256'), 4).x).data();
const stepsPerEpoch = Math.ceil(train.images.shape[0]! / BATCH);
const schedule = new keras.optimizers.schedules.CosineDecay(0.0015, Number(epochs) * stepsPerEpoch);
model.compile({ optimizer: new keras.optimizers.Adam({ learningRate: schedule, clipnorm: 50 }) });
console.log(
  `${model.countParams()} parameters; before training ${(await bitsPerDimension(test.images)).toFixed(3)} bits per dimension`,
);
for (let epoch = 1; epoch <= Number(epochs); epoch++) {
  // New noise in each epoch.
  const { x } = prepared(train.images, 10 + epoch);
  const pixels = keras.tensor(await x.data(), x.shape);
  await model.fit(pixels, { epochs: 1, batchSize: BATCH, verbose: 0 });
  console.log(
    `epoch ${epoch}: ${(await bitsPerDimension(test.images)).toFixed(3)} bits per dimension on held-out digits`,
  );
}
const { x } = prepared(test.images.at(':64'), 3);
const error = await model.invert(model(x)[0]).sub(x).abs().max().item();
console.log('the inverse leads back within', error);

const [across, down] = [12, 5];
const logits = model.sample(across * down, { seed: 8, temperature: 0.8 });
const samples = (await ops
  .clip(
    ops
      .sigmoid(logits)
      .sub(MARGIN)
      .div(1 - 2 * MARGIN),
    0,
    1,
  )
  .mul(255)
  .data()) as Float32Array;
const data = new Uint8ClampedArray(across * down * PIXELS);
samples.forEach((value, i) => {
  const [sample, pixel] = [Math.floor(i / PIXELS), i % PIXELS];
  const row = Math.floor(sample / across) * 28 + Math.floor(pixel / 28);
  data[row * across * 28 + (sample % across) * 28 + (pixel % 28)] = value;
});
await writeFile(join(folder, 'samples.png'), encodePng({ data, width: across * 28, height: down * 28, channels: 1 }));
console.log(join(folder, 'samples.png'));
