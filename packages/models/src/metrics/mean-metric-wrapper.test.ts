import { type Tensor, tensor } from '@org/core';
import { setKerasMask } from '@org/core/internal';
import { registerKerasSerializable } from '@org/layers';
import { huber } from '../losses/index.js';
import { deserialize, MeanMetricWrapper, serialize } from './index.js';

describe('MeanMetricWrapper', () => {
  it('passes keywords on and writes them', async () => {
    const metric = new MeanMetricWrapper(huber, { name: 'h', delta: 2 });
    expect(await metric([[0, 0]], [[1, 3]]).item()).toBe(2.25);
    expect(metric._direction).toBe('down');
    const config = serialize(metric);
    expect(config).toMatchObject({
      class_name: 'MeanMetricWrapper',
      config: { name: 'h', dtype: 'float32', fn: { class_name: 'function', config: 'huber' }, delta: 2 },
    });
    expect(await (deserialize(config) as MeanMetricWrapper)([[0, 0]], [[1, 3]]).item()).toBe(2.25);
  });

  it('takes its parameters by position and by name', async () => {
    expect(new MeanMetricWrapper(huber, 'h', 'float16').getConfig()).toMatchObject({ name: 'h', dtype: 'float16' });
    const metric = new MeanMetricWrapper({ fn: huber, name: 'h', delta: 2 });
    expect(metric.getConfig()).toMatchObject({ name: 'h', delta: 2 });
    expect(await metric([[0, 0]], [[1, 3]]).item()).toBe(2.25);
  });

  it('takes functions of the user', async () => {
    const offBy = registerKerasSerializable({ package: 'test', name: 'off_by' })((yTrue: Tensor, yPred: Tensor) =>
      yTrue.sub(yPred).abs(),
    );
    const metric = new MeanMetricWrapper(offBy);
    expect(metric.name).toMatch(/^mean_metric_wrapper/);
    expect(metric._direction).toBeNull();
    expect(await metric([1, 2], [1, 4]).item()).toBe(1);
    expect((deserialize(serialize(metric)) as MeanMetricWrapper).fn).toBe(offBy);
  });

  it('counts what the mask of the predictions lets through', async () => {
    const metric = new MeanMetricWrapper((yTrue, yPred) => yTrue.sub(yPred).abs());
    const yPred = tensor(
      [
        [1, 5],
        [3, 9],
      ],
      null,
      'float32',
    );
    setKerasMask(
      yPred,
      tensor([
        [true, false],
        [true, true],
      ]),
    );
    expect(
      await metric(
        [
          [0, 0],
          [0, 0],
        ],
        yPred,
      ).item(),
    ).toBeCloseTo(13 / 3);
    metric.resetState();
    expect(
      await metric(
        [
          [0, 0],
          [0, 0],
        ],
        yPred,
        { sampleWeight: [3, 1] },
      ).item(),
    ).toBeCloseTo((3 + 12) / 5);
  });
});
