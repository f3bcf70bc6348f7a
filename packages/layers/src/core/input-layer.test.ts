import { KerasTensor } from '@org/core';
import { Input, InputLayer } from './input-layer.js';

describe('Input', () => {
  it('makes a symbolic tensor with its history', () => {
    const x = Input([28, 28, 1], { name: 'image', dtype: 'float16' });
    expect(x).toBeInstanceOf(KerasTensor);
    expect([x.shape, x.dtype, x.name]).toEqual([[null, 28, 28, 1], 'float16', 'image']);
    expect(x.history).toMatchObject({ nodeIndex: 0, tensorIndex: 0 });
    expect(x.history?.operation).toBeInstanceOf(InputLayer);
  });

  it('takes the batch size or the whole shape', () => {
    expect(Input({ shape: [2], batchSize: 5 }).shape).toEqual([5, 2]);
    expect(Input({ batchShape: [null, null, 3] }).shape).toEqual([null, null, 3]);
    expect(Input([]).shape).toEqual([null]);
  });

  it.each([
    [() => Input(), '`shape`'],
    [() => Input({ shape: [1], batchShape: [null, 1] }), 'batchShape'],
    [() => Input({ batchSize: 1, batchShape: [null, 1] }), 'batchShape'],
    [() => Input([1.5]), 'list of sizes'],
    [() => Input([1], { sparse: true }), 'sparse'],
    [() => Input([1], { tensor: new KerasTensor([null, 2]) }), 'shape'],
  ])('rejects %s', (make, message) => {
    expect(make).toThrow(message);
  });

  it('keeps Keras’s config', () => {
    const layer = new InputLayer([3], { name: 'x', dtype: 'int32' });
    const config = {
      batch_shape: [null, 3],
      dtype: 'int32',
      sparse: false,
      ragged: false,
      name: 'x',
      optional: false,
    };
    expect(layer.getConfig()).toEqual(config);
    expect(InputLayer.fromConfig(config).getConfig()).toEqual(config);
    expect([layer.built, layer.dtype]).toEqual([true, 'int32']);
  });
});
