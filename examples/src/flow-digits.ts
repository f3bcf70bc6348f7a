/**
 * A multi-scale flow on handwritten digits, 28 by 28 pixels of 256 values: bits per dimension, and digits drawn from it. Pictures go to
 * the folder that is given, or ./flow-digits; the second argument is the number of epochs.
 *
 * Of each square of four pixels one goes on to the next scale, and the others are moved by what convolutions make of their neighbours.
 * Pixels move by histograms: linear splines of a uniform base. The last scale goes from pixel to pixel.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FlowLayer, FlowModel, flows, Mask, Permutation } from '@org/gyoza';
import * as keras from '@org/models';
import { encodePng } from '@org/plots';
import { loadDigits } from './digits.js';

const [folder = 'flow-digits', epochs = '8'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
keras.utils.setRandomSeed(1);

const { ops } = keras;
const VALUES = 256;
const SIDE = 28;
const PIXELS = SIDE * SIDE;
const BATCH = 64;

/** Black has a bin of its own, and so have the four brightest values, which are the most frequent ones; the others share some. */
const VALUE_EDGES = [0, 1, 252, VALUES];
const BIN_EDGES = [0, 1, 12, 16];
const BINS = 16;

/** A function of straight pieces from edge to edge, and the logarithm of its slope. */
function piecewise(x: keras.Tensor, from: readonly number[], to: readonly number[]): [keras.Tensor, keras.Tensor] {
  let [y, logSlope] = [ops.zerosLike(x), ops.zerosLike(x)];
  for (const [i, start] of from.slice(0, -1).entries()) {
    const slope = (to[i + 1]! - to[i]!) / (from[i + 1]! - start);
    const isAbove = x.greaterEqual(start);
    y = ops.where(isAbove, x.sub(start).mul(slope).add(to[i]!), y);
    logSlope = ops.where(isAbove, Math.log(slope), logSlope);
  }
  return [y, logSlope];
}

/** A coupling by histograms. @param passes for each channel, whether it is seen or moved */
const coupling = (passes: readonly number[]): FlowLayer => {
  const channels = { axes: [3], shape: [passes.length] };
  return new flows.SplineCoupling({
    ...channels,
    mask: new Mask({ ...channels, mask: passes }),
    computeCouplingParameters: new flows.ResidualNetwork(passes.length * BINS, {
      hiddenUnits: 48,
      blocks: 2,
      kernelSize: 3,
      dropout: 0.1,
    }),
    kind: 'linear',
    bins: BINS,
    bound: 1,
  });
};

/** Of four pixels the two on the other diagonal are moved first, then one of those that are left; the last one goes on. */
const scale = (size: number, next: readonly FlowLayer[]): FlowLayer[] => [
  new flows.Squeeze([size, size], [1, 2]),
  new Permutation([4], [3], [0, 3, 1, 2]),
  coupling([1, 1, 0, 0]),
  new flows.Split({
    sampleShape: [size / 2, size / 2, 4],
    flowLayers: [coupling([1, 0]), new flows.Split({ sampleShape: [size / 2, size / 2, 2], flowLayers: next })],
  }),
];

const last = new flows.AutoregressiveSpline({
  axes: [1],
  shape: [PIXELS / 16],
  hiddenUnits: [256, 256],
  kind: 'linear',
  bins: BINS,
  bound: 1,
});
const model = new FlowModel(scale(SIDE, scale(SIDE / 2, [new flows.ReshapeSamples([SIDE / 4, SIDE / 4, 1]), last])), {
  base: new flows.UniformBase({ low: -1, high: 1 }),
});

const { train, test } = loadDigits();

/** Pixels with noise of less than a value's width, spread over the bins from -1 to 1. */
function prepared(images: keras.Tensor, seed: number): { x: keras.Tensor; logDerivative: keras.Tensor } {
  const noise = keras.random.uniform(images.shape, 0, 1, { seed });
  // What float32 rounds up to 256 is below it as well.
  const noisy = ops.minimum(ops.round(images.mul(VALUES - 1)).add(noise), VALUES - 1e-4);
  const [bins, logSlope] = piecewise(noisy, VALUE_EDGES, BIN_EDGES);
  return { x: bins.div(BINS / 2).sub(1), logDerivative: logSlope.sub(Math.log(BINS / 2)).sum([1, 2, 3]) };
}

/** Of the pixels' values: no less than what they take without noise. */
async function bitsPerDimension(images: keras.Tensor): Promise<number> {
  const { x, logDerivative } = prepared(images, 5);
  const loss = (await model.evaluate(x, { batchSize: 256, verbose: 0 })) as number;
  return (loss - ((await logDerivative.mean().item()) as number)) / (PIXELS * Math.LN2);
}

model.build([null, SIDE, SIDE, 1]);
const stepsPerEpoch = Math.ceil(train.images.shape[0]! / BATCH);
const schedule = new keras.optimizers.schedules.CosineDecay(0.002, Number(epochs) * stepsPerEpoch);
model.compile({ optimizer: new keras.optimizers.Adam({ learningRate: schedule, clipnorm: 100 }) });
console.log(
  `${model.countParams()} parameters; before training ${(await bitsPerDimension(test.images)).toFixed(3)} bits per dimension`,
);
for (let epoch = 1; epoch <= Number(epochs); epoch++) {
  // New noise in each epoch.
  const { x } = prepared(train.images, 10 + epoch);
  const pixels = keras.tensor(await x.data(), x.shape);
  await model.fit(pixels, { epochs: 1, batchSize: BATCH, verbose: 0 });
  const { user, system } = process.cpuUsage();
  console.log(
    `epoch ${epoch}: ${(await bitsPerDimension(test.images)).toFixed(3)} bits per dimension on held-out digits, after ${((user + system) / 1e6).toFixed(0)} s of CPU time`,
  );
}
const valuesOf = (x: keras.Tensor) => ops.floor(piecewise(x.add(1).mul(BINS / 2), BIN_EDGES, VALUE_EDGES)[0]);
const { x } = prepared(test.images.at(':64'), 3);
const same = valuesOf(model.invert(model(x)[0]))
  .equal(valuesOf(x))
  .cast('float32')
  .mean();
// Where a histogram gives a value next to no room, float32 does not tell its neighbours apart.
console.log(`the way back finds the values of ${(100 * ((await same.item()) as number)).toFixed(2)} % of the pixels`);

const [across, down] = [12, 5];
const drawn = valuesOf(model.sample(across * down, { seed: 8 }));
const samples = (await ops.clip(drawn, 0, VALUES - 1).data()) as Float32Array;
const data = new Uint8ClampedArray(across * down * PIXELS);
samples.forEach((value, i) => {
  const [sample, pixel] = [Math.floor(i / PIXELS), i % PIXELS];
  const row = Math.floor(sample / across) * SIDE + Math.floor(pixel / SIDE);
  data[row * across * SIDE + (sample % across) * SIDE + (pixel % SIDE)] = value;
});
const [width, height] = [across * SIDE, down * SIDE];
await writeFile(join(folder, 'samples.png'), encodePng({ data, width, height, channels: 1 }));
console.log(join(folder, 'samples.png'));
