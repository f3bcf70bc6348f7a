/** Long runs do not grow the process: no session, no native memory and no graph is left behind, without any dispose call. */
// Alone: it measures the process.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Tensor, tensor } from '@org/core';
import { sessions } from '@org/core/internal';
import { Dense, Input } from '@org/layers';
import { thorough } from '@org/testing';
import { Sequential } from './sequential.js';

jest.setTimeout(120_000);
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use, after a collection and a turn of the event loop for finalizers. */
async function memory(): Promise<{ heap: number; rss: number }> {
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const { heapUsed, rss, external } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

const MEGABYTE = 2 ** 20;

const noise = (shape: readonly number[], seed: number): Tensor => {
  const size = shape.reduce((n, dim) => n * dim, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(seed + i * i)),
    shape,
  );
};

/** Runs `body` some times to warm up, then many times, and compares what is in use. */
async function expectSteady(warmUp: number, times: number, body: (i: number) => Promise<void>): Promise<void> {
  for (let i = 0; i < warmUp; i++) await body(i);
  const before = await memory();
  const made = sessions.created;
  for (let i = 0; i < times; i++) await body(warmUp + i);
  const after = await memory();
  expect(sessions.created).toBe(made);
  expect((after.heap - before.heap) / MEGABYTE).toBeLessThan(8);
  expect((after.rss - before.rss) / MEGABYTE).toBeLessThan(40);
}

describe('memory', () => {
  const compiled = (): Sequential => {
    const model = new Sequential([Input([8]), new Dense(16, { activation: 'relu' }), new Dense(1)]);
    model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] });
    return model;
  };

  it('stays level over thousands of training steps of fit', async () => {
    const model = compiled();
    const [x, y] = [noise([800, 8], 1), noise([800, 1], 2)];
    await expectSteady(5, thorough(100, 30), async () => {
      await model.fit(x, y, { batchSize: 8, epochs: 1, verbose: 0 });
    });
  });

  it('stays level over many calls of trainOnBatch', async () => {
    const model = compiled();
    const [x, y] = [noise([8, 8], 1), noise([8, 1], 2)];
    await expectSteady(200, thorough(2000, 500), async () => {
      await model.trainOnBatch(x, y);
    });
  });

  it('stays level over thousands of eager evaluations of the same shape', async () => {
    const x = noise([64, 64], 3);
    await expectSteady(500, thorough(10_000, 2000), async (i) => {
      await x.mul(i).add(x).sum().item();
    });
  });
});
