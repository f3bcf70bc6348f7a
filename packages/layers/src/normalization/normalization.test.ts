import { KerasTensor, ops, type Tensor, tensor } from '@org/core';
import { setKerasMask } from '@org/core/internal';
import { Conv2D } from '../convolutional/conv2d.js';
import { Dense } from '../core/dense.js';
import { buildLayer } from '../layer-build.js';
import { Flatten } from '../reshaping/flatten.js';
import { runLayerTest } from '../testing/run-layer-test.js';
import { BatchNormalization } from './batch-normalization.js';
import { GroupNormalization } from './group-normalization.js';
import { LayerNormalization } from './layer-normalization.js';
import { RMSNormalization } from './rms-normalization.js';
import { SpectralNormalization } from './spectral-normalization.js';
import { UnitNormalization } from './unit-normalization.js';

const same = { inputShape: [3, 4, 6], outputShape: [3, 4, 6], supportsMasking: true } as const;

runLayerTest(BatchNormalization, { trainableWeights: 2, nonTrainableWeights: 2, ...same });
runLayerTest(BatchNormalization, {
  args: [{ axis: 1, renorm: true, renormClipping: { rmax: 3, rmin: 0.3, dmax: 5 }, scale: false }],
  trainableWeights: 1,
  nonTrainableWeights: 5,
  ...same,
});
runLayerTest(LayerNormalization, { args: [[2, 1]], trainableWeights: 2, ...same });
runLayerTest(GroupNormalization, { args: [3, { gammaRegularizer: 'l2' }], trainableWeights: 2, losses: 1, ...same });
runLayerTest(RMSNormalization, { args: [[1, 2]], trainableWeights: 1, ...same, supportsMasking: false });
runLayerTest(UnitNormalization, { args: [1], ...same });
runLayerTest(SpectralNormalization, {
  args: [new Conv2D(2, 2, { name: 'inner' }), { powerIterations: 2 }],
  inputShape: [1, 3, 3, 2],
  outputShape: [1, 2, 2, 2],
  trainableWeights: 2,
  nonTrainableWeights: 1,
});

const training = { training: true };

describe('BatchNormalization', () => {
  const x = ops.sin(ops.arange(600)).reshape([100, 6]).mul(3).add(5);

  it('normalizes by the batch in training and moves its statistics', async () => {
    const layer = new BatchNormalization({ momentum: 0.5 });
    const y = layer(x, training);
    expect(await ops.mean(y).item()).toBeCloseTo(0, 4);
    expect(await ops.std(y).item()).toBeCloseTo(1, 3);
    const mean = (await ops.mean(x, 0).array()) as number[];
    const moved = (await layer.movingMean.array()) as number[];
    moved.forEach((value, i) => {
      expect(value).toBeCloseTo(mean[i]! / 2, 4);
    });
  });

  it('uses the moving statistics otherwise, also when frozen', async () => {
    const layer = new BatchNormalization();
    const untouched = async (y: Tensor) => ops.max(ops.abs(y.sub(x.div(Math.sqrt(1.001))))).item();
    expect(await untouched(layer(x))).toBeLessThan(1e-4);
    layer.trainable = false;
    expect(await untouched(layer(x, training))).toBeLessThan(1e-4);
    expect(await layer.movingMean.array()).toEqual(new Array(6).fill(0));
    expect(layer.weights.map(({ name }) => name)).toEqual(['gamma', 'beta', 'moving_mean', 'moving_variance']);
  });

  it('leaves out masked steps', async () => {
    const layer = new BatchNormalization({ momentum: 0 });
    const steps = tensor([[[1], [3], [100]]], null, 'float32');
    setKerasMask(steps, tensor([[true, true, false]]));
    layer(steps, training);
    expect(await layer.movingMean.value.item()).toBeCloseTo(2, 4);
    expect(await layer.movingVariance.value.item()).toBeCloseTo(1, 4);
    expect(() => layer(steps, { mask: tensor([true]), ...training })).toThrow('mask');
  });

  it('shows the statistics of renormalization', () => {
    const layer = new BatchNormalization({ renorm: true });
    layer.build([null, 3]);
    const { movingStddev, renormMean, renormStddev } = layer;
    expect([movingStddev, renormMean, renormStddev].map((variable) => variable!.name)).toEqual([
      'moving_stddev',
      'renorm_mean',
      'renorm_stddev',
    ]);
    expect(new BatchNormalization().movingStddev).toBeNull();
  });

  it('rejects what it cannot do', () => {
    expect(() => new BatchNormalization({ synchronized: true })).toThrow('not supported');
    expect(() => new BatchNormalization({ renorm: true, renormClipping: { rmax: 1, rmin: 2 } })).toThrow('rmax');
    expect(() => new BatchNormalization({ axis: 4 })(new KerasTensor([null, 2]))).toThrow('out of bounds');
  });
});

describe('axes and groups', () => {
  it.each([
    [() => new GroupNormalization(0), 'groups'],
    [() => new GroupNormalization(3)(new KerasTensor([null, 4])), 'multiple'],
    [() => new GroupNormalization()(new KerasTensor([null, null])), 'must be known'],
    [() => new LayerNormalization('x' as never), 'axis'],
    [() => new LayerNormalization(3)(new KerasTensor([null, 4])), 'out of bounds'],
    [() => new UnitNormalization(3)(new KerasTensor([null, 4])), 'out of bounds'],
  ])('%s does not fit', (make, message) => {
    expect(make).toThrow(message);
  });

  it('a group of each channel is instance normalization', () => {
    const layer = new GroupNormalization(-1);
    layer(new KerasTensor([null, 5, 4]));
    expect(layer.groups).toBe(4);
  });
});

describe('SpectralNormalization', () => {
  it('brings the largest singular value to 1', async () => {
    const inner = new Dense(2, { useBias: false });
    const layer = new SpectralNormalization(inner, { powerIterations: 20 });
    buildLayer(layer, [[null, 2]]);
    inner.kernel.assign([
      [3, 0],
      [0, 2],
    ]);
    layer(tensor([[1, 1]]), training);
    const [[a], [, d]] = (await inner.kernel.array()) as [[number], [number, number]];
    expect(a).toBeCloseTo(1, 4);
    expect(d).toBeCloseTo(2 / 3, 4);
  });

  it('needs a kernel and positive iterations', () => {
    expect(() => new SpectralNormalization(new Flatten())(tensor([[1]]))).toThrow('kernel');
    expect(() => new SpectralNormalization(new Dense(1), { powerIterations: 0 })).toThrow('powerIterations');
  });
});
