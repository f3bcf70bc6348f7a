/**
 * How time grows with batch, width, depth, data and the number of distinct shapes, as pictures with logarithmic axes.
 * `npm run bench growth`
 */
import { fileURLToPath } from 'node:url';
import { ops, type Tensor } from '@org/core';
import { Dense } from '@org/layers';
import { Input, Sequential } from '@org/models';
import { chart } from '@org/plots';
import { table } from './table.js';
import { median } from './timing.js';

/** CPU milliseconds for each size. */
interface Curve {
  readonly name: string;
  readonly points: readonly { readonly size: number; readonly time: number }[];
}

interface Growth {
  /** Also the name of the file. */
  readonly name: string;
  readonly axis: string;
  readonly sizes: readonly number[];
  /** CPU milliseconds by curve. */
  measure(size: number): Promise<Readonly<Record<string, number>>>;
}

const WIDTH = 64;

/** Of all threads: what else the machine does counts least there. */
async function cpuTime(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function network(depth: number, width: number): Sequential {
  const hidden = Array.from({ length: depth }, () => new Dense(width, { activation: 'relu' }));
  const model = new Sequential([Input([WIDTH]), ...hidden, new Dense(1)]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  return model;
}

/** A first call, and the median of later ones that are worth measuring together. */
async function firstAndLater(run: () => Promise<unknown>, calls: number): Promise<{ first: number; later: number }> {
  const first = await cpuTime(run);
  await run();
  const later: number[] = [];
  for (let round = 0; round < 5; round++) {
    later.push(
      await cpuTime(async () => {
        for (let i = 0; i < calls; i++) await run();
      }),
    );
  }
  return { first, later: median(later) / calls };
}

async function batchOf(size: number): Promise<[Tensor, Tensor]> {
  const [x, y] = [ops.ones([size, WIDTH]), ops.ones([size, 1])];
  await Promise.all([x.data(), y.data()]);
  return [x, y];
}

async function stepTime(depth: number, width: number, batch: number): Promise<{ first: number; later: number }> {
  const [model, [x, y]] = [network(depth, width), await batchOf(batch)];
  return firstAndLater(() => model.trainOnBatch(x, y), 10);
}

const growths: readonly Growth[] = [
  {
    name: 'batch',
    axis: 'samples in a batch',
    sizes: [16, 64, 256, 1024, 4096],
    measure: async (batch) => ({ 'training step': (await stepTime(3, 128, batch)).later }),
  },
  {
    name: 'width',
    axis: 'units in each of three layers',
    sizes: [16, 64, 256, 1024],
    measure: async (width) => ({ 'training step': (await stepTime(3, width, 64)).later }),
  },
  {
    name: 'depth',
    axis: 'layers of 16 units',
    sizes: [4, 16, 64, 256],
    measure: async (depth) => {
      const { first, later } = await stepTime(depth, 16, 32);
      return { 'first step': first, 'later step': later };
    },
  },
  {
    name: 'data',
    axis: 'samples in a pass',
    sizes: [1024, 4096, 16384, 65536],
    measure: async (size) => {
      const [model, [x, y]] = [network(3, 64), await batchOf(size)];
      const { later } = await firstAndLater(() => model.fit(x, y, { batchSize: 128, epochs: 1, verbose: 0 }), 1);
      return { 'pass of fit': later };
    },
  },
  {
    name: 'shapes',
    axis: 'distinct sizes of batches',
    sizes: [8, 32, 128, 512],
    measure: async (count) => {
      const model = network(3, 64);
      const batches = await Promise.all(Array.from({ length: count }, (_, i) => batchOf(i + 2)));
      const all = (step: (x: Tensor, y: Tensor) => Promise<unknown>) => async () => {
        for (const [x, y] of batches) await step(x, y);
      };
      return {
        'all training steps': await cpuTime(all((x, y) => model.trainOnBatch(x, y))),
        'all predictions': await cpuTime(all((x) => model.predictOnBatch(x))),
      };
    },
  },
];

/** The slope between the two largest sizes, where fixed costs count least. */
function exponent({ points }: Curve): number {
  const [a, b] = points.slice(-2) as [Curve['points'][number], Curve['points'][number]];
  return Math.log(b.time / a.time) / Math.log(b.size / a.size);
}

async function draw({ name, axis }: Growth, curves: readonly Curve[]): Promise<void> {
  const values = curves.flatMap((curve) =>
    curve.points.map(({ size, time }) => ({ size, time, curve: `${curve.name}: n^${exponent(curve).toFixed(2)}` })),
  );
  const log = (field: string, title: string) => ({ field, type: 'quantitative', scale: { type: 'log' }, title });
  const picture = chart({
    data: { values },
    mark: { type: 'line', point: true },
    width: 360,
    height: 260,
    encoding: {
      x: log('size', axis),
      y: log('time', 'CPU milliseconds'),
      color: { field: 'curve', type: 'nominal', title: null, legend: { orient: 'top', labelLimit: 300 } },
    },
  });
  await picture.save(fileURLToPath(new URL(`../growth/${name}.svg`, import.meta.url)));
}

/** Measures, draws, and prints all. */
export async function growth(): Promise<void> {
  const rows: string[][] = [];
  // What is made once in a process is made here.
  await stepTime(2, 8, 4);
  for (const each of growths) {
    const measured: { size: number; times: Readonly<Record<string, number>> }[] = [];
    for (const size of each.sizes) measured.push({ size, times: await each.measure(size) });
    const curves = Object.keys(measured[0]!.times).map(
      (name): Curve => ({ name, points: measured.map(({ size, times }) => ({ size, time: times[name]! })) }),
    );
    await draw(each, curves);
    for (const curve of curves) {
      const times = curve.points.map(({ size, time }) => `${size}: ${time.toPrecision(3)}`).join(', ');
      rows.push([each.name, curve.name, times, exponent(curve).toFixed(2)]);
    }
  }
  console.log(table(['grows', 'CPU ms', 'by size', 'exponent at the end'], rows));
}
