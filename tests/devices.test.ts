/** Training on every device gives the same, and leaves what it does not need to bring home where it is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as keras from '@org/models';
import { registerFarDevice, type Traffic } from '../packages/core/src/testing/far-device.js';

const { Sequential, initializers, layers, tensor } = keras;

const SAMPLES = 64;
const x = tensor(
  Float32Array.from({ length: SAMPLES * 3 }, (_, i) => Math.sin(i)),
  [SAMPLES, 3],
);
const y = tensor(
  Float32Array.from({ length: SAMPLES }, (_, i) => Math.cos(3 * i)),
  [SAMPLES, 1],
);

function model(): keras.Sequential {
  const dense = (units: number, seed: number, activation?: 'tanh') =>
    new layers.Dense(units, { activation, kernelInitializer: new initializers.GlorotUniform({ seed }) });
  const made = new Sequential([
    keras.Input([3]),
    dense(8, 1, 'tanh'),
    new layers.Dropout(0.1, { seed: 3 }),
    dense(1, 2),
  ]);
  made.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] });
  return made;
}

async function trained(): Promise<{ losses: number[]; made: keras.Sequential; weights: number[] }> {
  const made = model();
  const history = await made.fit(x, y, { epochs: 3, batchSize: 16, shuffle: false, verbose: 0 });
  const weights = await Promise.all(
    made.weights.map(async (weight) => Array.from((await weight.value.data()) as Float32Array)),
  );
  return { losses: history.history.loss as number[], made, weights: weights.flat() };
}

const far: Record<string, Traffic> = {
  'far away': registerFarDevice('far away', 'graph'),
  'far away, without loops': registerFarDevice('far away, without loops', 'steps'),
};

describe.each(['javascript', ...Object.keys(far)])('on %s', (place) => {
  test('fit gives what it gives on the processor', async () => {
    const expected = await trained();
    const actual = await keras.device(place, trained);
    const numbers = ({ losses, weights }: typeof expected) => [...losses, ...weights];
    numbers(actual).forEach((value, i) => {
      expect(value).toBeCloseTo(numbers(expected)[i]!, 4);
    });
  });

  test('evaluate and predict work', async () => {
    await keras.device(place, async () => {
      const made = model();
      expect(await made.evaluate(x, y, { verbose: 0 })).toHaveLength(2);
      const predicted = (await made.predict(x, { verbose: 0 })) as keras.Tensor;
      expect(predicted.shape).toEqual([SAMPLES, 1]);
      const again = (await made(x).data()) as Float32Array;
      Array.from((await predicted.data()) as Float32Array).forEach((value, i) => {
        expect(value).toBeCloseTo(again[i]!, 5);
      });
    });
  });
});

test.each(Object.keys(far))('files hold what is on the device: %s', async (place) => {
  const folder = mkdtempSync(join(tmpdir(), 'device-'));
  try {
    const { made } = await keras.device(place, trained);
    const path = join(folder, 'model.keras');
    await made.save(path);
    const loaded = await keras.saving.loadModel(path);
    const values = ({ weights }: { weights: keras.Variable[] }) =>
      Promise.all(weights.map(({ value }) => value.array()));
    expect(await values(loaded)).toEqual(await values(made));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(Object.keys(far))('weights stay on the device from epoch to epoch: %s', async (place) => {
  const traffic = far[place]!;
  await keras.device(place, async () => {
    const made = model();
    const fit = (epochs: number) => made.fit(x, y, { epochs, batchSize: 16, shuffle: false, verbose: 0 });
    await fit(1);
    const before = { ...traffic };
    await fit(4);
    const steps = 4 * (SAMPLES / 16);
    // At most, each step is a run and brings its logs, a loss and a metric. Weights and slots would be a dozen more for each run.
    expect(traffic.downloads - before.downloads).toBeLessThanOrEqual(2 * steps);
    // At most, each step is sent which samples it is for, in three numbers or lists.
    expect(traffic.uploads - before.uploads).toBeLessThanOrEqual(3 * steps);
    expect(made.weights.every(({ value }) => value.host === null)).toBe(true);
  });
});
