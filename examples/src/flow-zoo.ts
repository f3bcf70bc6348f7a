/**
 * Flows as densities, on eight shapes in the plane: data, samples of the trained flow, and its density. Charts go to the folder that is
 * given, or ./flow-zoo; the second argument is the number of epochs.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FlowModel, flows, Mask } from '@org/gyoza';
import * as keras from '@org/models';
import { encodePng } from '@org/plots';

const [folder = 'flow-zoo', epochs = '30'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });

const { Dense } = keras.layers;
const along = { axes: [1], shape: [2] };
const LAYERS = 4;
const BINS = 20;
const SIDE = 120;
/** All points are within this of the origin, along both axes, and so is the base. */
const REACH = 4;

/** Couplings of both coordinates in turns: each moves one of them within the square, by splines that depend on the other. */
function flow(): FlowModel {
  const coupling = (_: unknown, layer: number) =>
    new flows.SplineCoupling({
      ...along,
      bound: REACH,
      bins: BINS,
      computeCouplingParameters: new keras.Sequential([
        new Dense(64, { activation: 'relu' }),
        new Dense(64, { activation: 'relu' }),
        new Dense(2 * (3 * BINS - 1), { kernelInitializer: 'zeros' }),
      ]),
      mask: new Mask({ ...along, mask: [layer % 2, (layer + 1) % 2] }),
    });
  return new FlowModel(Array.from({ length: LAYERS }, coupling), {
    base: new flows.UniformBase({ low: -REACH, high: REACH }),
  });
}

/** How many points, or how much of a density, there is in each pixel; brighter for more. */
type Picture = Float32Array;

async function counted(points: keras.Tensor): Promise<Picture> {
  const numbers = (await points.data()) as Float32Array;
  const picture = new Float32Array(SIDE ** 2);
  for (let i = 0; i < numbers.length; i += 2) {
    const column = Math.floor(((numbers[i]! + REACH) / (2 * REACH)) * SIDE);
    const row = Math.floor(((REACH - numbers[i + 1]!) / (2 * REACH)) * SIDE);
    if (column >= 0 && column < SIDE && row >= 0 && row < SIDE) picture[row * SIDE + column]! += 1;
  }
  return picture;
}

async function density(model: FlowModel): Promise<Picture> {
  const grid = Array.from({ length: SIDE ** 2 }, (_, i) => [
    (((i % SIDE) + 0.5) / SIDE) * 2 * REACH - REACH,
    REACH - ((Math.floor(i / SIDE) + 0.5) / SIDE) * 2 * REACH,
  ]);
  return (await model
    .logProb(keras.tensor(grid, null, 'float32'))
    .exp()
    .data()) as Float32Array;
}

/** Pictures side by side, each with a brightness of its own, from dark blue to yellow. */
function mosaic(rows: readonly (readonly Picture[])[]) {
  const [width, height] = [rows[0]!.length * (SIDE + 4), rows.length * (SIDE + 4)];
  const data = new Uint8ClampedArray(3 * width * height).fill(255);
  rows.forEach((pictures, row) => {
    pictures.forEach((picture, column) => {
      const most = [...picture].sort((a, b) => b - a)[Math.floor(picture.length / 200)]! || 1;
      picture.forEach((value, pixel) => {
        const t = Math.min(1, value / most);
        const x = column * (SIDE + 4) + (pixel % SIDE);
        const y = row * (SIDE + 4) + Math.floor(pixel / SIDE);
        data.set([255 * t ** 1.5, 20 + 220 * t ** 0.8, 60 + 120 * Math.sin(Math.PI * t) - 40 * t], 3 * (y * width + x));
      });
    });
  });
  return { data, width, height, channels: 3 };
}

const columns: Picture[][] = [];
for (const name of flows.toyDensities) {
  keras.utils.setRandomSeed(1);
  const model = flow();
  const x = flows.toySamples(name, 8192, { seed: 1 });
  const test = flows.toySamples(name, 4096, { seed: 100 });
  model.compile({
    optimizer: new keras.optimizers.Adam(new keras.optimizers.schedules.CosineDecay(0.004, 32 * Number(epochs))),
  });
  const started = performance.now();
  await model.fit(x, { epochs: Number(epochs), batchSize: 256, verbose: 0 });
  const seconds = (performance.now() - started) / 1000;
  const loss = (await model.evaluate(test, { batchSize: 512, verbose: 0 })) as number;
  const samples = model.sample(8192, { seed: 2 });
  const error = (await model.invert(model(test)[0]).sub(test).abs().max().item()) as number;
  console.log(
    `${name.padEnd(15)} held-out negative log-likelihood ${loss.toFixed(3)}, inverse within ${error.toExponential(1)}, ${seconds.toFixed(1)} s`,
  );
  columns.push([await counted(x), await counted(samples), await density(model)]);
}
const rows = [0, 1, 2].map((row) => columns.map((column) => column[row]!));
await writeFile(join(folder, 'zoo.png'), encodePng(mosaic(rows)));
console.log(`${join(folder, 'zoo.png')}: data, samples, densities`);
