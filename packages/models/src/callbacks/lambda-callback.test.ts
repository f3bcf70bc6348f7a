import { watchesBatches } from './callback.js';
import { LambdaCallback } from './index.js';
import { lineModel, samples } from './testing/line-model.js';

describe('LambdaCallback', () => {
  it('calls the functions in place of hooks', async () => {
    const calls: string[] = [];
    const callback = new LambdaCallback({
      onTrainBegin: () => void calls.push('begin'),
      onEpochEnd: (epoch, logs) => void calls.push(`epoch ${epoch} ${Object.keys(logs)}`),
      onTestEnd: () => void calls.push('test'),
      onTrainEnd: null,
    });
    expect(callback[watchesBatches]('train')).toBe(false);
    const validationData = [samples.x, samples.y];
    await lineModel().fit({ ...samples, validationData, epochs: 2, verbose: 0, callbacks: callback });
    expect(calls).toEqual(['begin', 'test', 'epoch 0 loss,val_loss', 'test', 'epoch 1 loss,val_loss']);
  });

  it('sees every batch where it has a hook for batches', async () => {
    const batches: number[] = [];
    const callback = new LambdaCallback(null, null, null, null, null, (batch: number) => void batches.push(batch));
    expect(callback[watchesBatches]('train')).toBe(true);
    await lineModel().fit({ x: [[1], [2], [3]], y: [[1], [2], [3]], batchSize: 1, verbose: 0, callbacks: callback });
    expect(batches).toEqual([0, 1, 2]);
  });

  it('keeps whatever else it is given', () => {
    const callback = new LambdaCallback({ onEpochEnd: null, limit: 3 });
    expect(callback).toMatchObject({ limit: 3 });
    expect(callback.onEpochEnd(0, {})).toBeUndefined();
  });
});
