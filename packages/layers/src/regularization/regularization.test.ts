import { KerasTensor, ops, type Tensor, tensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import { ActivityRegularization } from './activity-regularization.js';
import { AlphaDropout } from './alpha-dropout.js';
import { Dropout } from './dropout.js';
import { GaussianDropout } from './gaussian-dropout.js';
import { GaussianNoise } from './gaussian-noise.js';
import { SpatialDropout1D } from './spatial-dropout1d.js';
import { SpatialDropout2D } from './spatial-dropout2d.js';
import { SpatialDropout3D } from './spatial-dropout3d.js';

const same = { inputShape: [2, 3, 4], outputShape: [2, 3, 4], supportsMasking: true } as const;

for (const type of [Dropout, AlphaDropout]) {
  runLayerTest(type, { args: [0.25, { noiseShape: [null, 1, 4], seed: 7 }], seedGenerators: 1, ...same });
}
runLayerTest(GaussianDropout, { args: [0.25, 7], seedGenerators: 1, ...same });
runLayerTest(GaussianNoise, { args: [0.5], seedGenerators: 1, ...same });
runLayerTest(SpatialDropout1D, { args: [0.5, { seed: 7 }], seedGenerators: 1, ...same });
runLayerTest(SpatialDropout2D, {
  args: [0.5, 'channels_first'],
  inputShape: [2, 3, 4, 5],
  outputShape: [2, 3, 4, 5],
  seedGenerators: 1,
  supportsMasking: true,
});
runLayerTest(SpatialDropout3D, {
  args: [0.5],
  inputShape: [1, 2, 3, 4, 5],
  outputShape: [1, 2, 3, 4, 5],
  seedGenerators: 1,
  supportsMasking: true,
});
runLayerTest(ActivityRegularization, { args: [{ l1: 0.1, l2: 0.2 }], losses: 1, ...same });

const onesOf = (shape: readonly number[]): Tensor => ops.ones(shape);
const training = { training: true };

describe('Dropout', () => {
  it('drops about the rate and keeps the mean', async () => {
    const y = await new Dropout(0.4, { seed: 1 })(onesOf([100, 100]), training).data();
    const kept = [...y].filter((value) => value !== 0);
    expect(kept.length / 10000).toBeCloseTo(0.6, 1);
    expect(Number(kept[0])).toBeCloseTo(1 / 0.6, 5);
  });

  it('draws anew at each call, and the same from the same seed', async () => {
    const [a, b] = [new Dropout(0.5, { seed: 3 }), new Dropout(0.5, { seed: 3 })];
    const first = await a(onesOf([64]), training).array();
    expect(await b(onesOf([64]), training).array()).toEqual(first);
    expect(await a(onesOf([64]), training).array()).not.toEqual(first);
  });

  it('does nothing outside of training', async () => {
    expect(await new Dropout(0.5)(onesOf([8])).array()).toEqual(new Array(8).fill(1));
    expect(await new Dropout(1)(onesOf([4]), training).array()).toEqual([0, 0, 0, 0]);
    expect(new Dropout(0).seedGenerator).toBeNull();
  });

  it('shares its mask along axes of size 1 in the noise shape', async () => {
    const y = await new Dropout(0.5, { noiseShape: [null, 1], seed: 5 })(onesOf([32, 4]), training).array();
    for (const row of y as number[][]) expect(new Set(row).size).toBe(1);
  });

  it('rejects what makes no sense', () => {
    expect(() => new Dropout(1.5)).toThrow('rate');
    expect(() => new Dropout(0.5, { noiseShape: [0] })).toThrow('noiseShape');
    expect(() => new GaussianNoise(2)).toThrow('stddev');
    expect(() => new SpatialDropout2D(0.5)(new KerasTensor([null, 3]))).toThrow('ndim=4');
  });
});

it('SpatialDropout2D drops whole channels', async () => {
  const y = (await new SpatialDropout2D(0.5, { seed: 2 })(onesOf([1, 4, 4, 16]), training).array()) as number[][][][];
  const channels = y[0]![0]![0]!;
  expect(new Set(channels)).toEqual(new Set([0, 2]));
  for (const row of y[0]!) for (const pixel of row) expect(pixel).toEqual(channels);
});

it.each([
  ['AlphaDropout', new AlphaDropout(0.3, { seed: 1 }), 0],
  ['GaussianDropout', new GaussianDropout(0.3, { seed: 1 }), 0],
  ['GaussianNoise', new GaussianNoise(0.3, { seed: 1 }), 0],
] as const)('%s keeps the mean', async (_name, layer, mean) => {
  const x = ops.sin(ops.arange(20000));
  expect(await ops.mean(layer(x, training)).item()).toBeCloseTo(mean, 1);
});

it('ActivityRegularization adds the mean loss of a sample', async () => {
  const layer = new ActivityRegularization({ l2: 0.5 });
  layer(
    tensor(
      [
        [1, 2],
        [3, 4],
      ],
      null,
      'float32',
    ),
  );
  expect(await layer.losses[0]!.item()).toBeCloseTo(7.5, 5);
});
