import { ops } from '@org/core';
import { EarlyStopping, type EarlyStoppingOptions } from './index.js';
import { captureOutput, lineModel, samples, weightOf } from './testing/line-model.js';

const losses = [1, 0.8, 0.9, 0.85, 0.7, 0.75, 0.72, 0.71, 0.9];

afterEach(() => jest.restoreAllMocks());

/** Ends epochs with these losses, after each of which the weight is the number of the epoch, from 1. */
async function run(callback: EarlyStopping, values = losses, name = callback.monitor) {
  const model = lineModel();
  callback.setModel(model);
  callback.onTrainBegin();
  const waits: number[] = [];
  for (let epoch = 0; epoch < values.length && !model.stopTraining; epoch++) {
    model.setWeights([[[epoch + 1]]]);
    await callback.onEpochEnd(epoch, { [name]: values[epoch]! });
    waits.push(callback.wait);
  }
  callback.onTrainEnd();
  return { waits, stopped: callback.stoppedEpoch, best: callback.best, weight: await weightOf(model) };
}

// The traces are those of Python Keras.
describe('EarlyStopping', () => {
  it.each<[EarlyStoppingOptions, number[], number, number, number]>([
    [{}, [0, 0, 1], 2, 0.8, 3],
    [{ patience: 2 }, [0, 0, 1, 2], 3, 0.8, 4],
    [{ patience: 3, restoreBestWeights: true }, [0, 0, 1, 2, 0, 1, 2, 3], 7, 0.7, 5],
    [{ patience: 2, minDelta: 0.15 }, [0, 0, 1, 2], 3, 0.8, 4],
    [{ patience: 2, minDelta: -0.15, restoreBestWeights: true }, [0, 0, 1, 2], 3, 0.8, 2],
    [{ patience: 2, baseline: 0.6 }, [1, 2, 3], 2, 0.8, 3],
    [{ patience: 2, baseline: 0.75, restoreBestWeights: true }, [1, 2, 3], 2, 0.8, 2],
    [{ patience: 1, mode: 'max', restoreBestWeights: true }, [0, 1], 1, 1, 1],
    [{ startFromEpoch: 3, restoreBestWeights: true }, [0, 0, 0, 0, 0, 1], 5, 0.7, 5],
  ])('%j', async (options, waits, stopped, best, weight) => {
    expect(await run(new EarlyStopping(options))).toEqual({ waits, stopped, best, weight });
  });

  it('asks the metric for its direction', async () => {
    const callback = new EarlyStopping('val_accuracy', { patience: 1 });
    const model = lineModel({ metrics: ['accuracy', 'mae'] });
    await model.fit({ ...samples, verbose: 0 });
    callback.setModel(model);
    callback.onTrainBegin();
    for (const value of [0.5, 0.6, 0.4]) await callback.onEpochEnd(1, { val_accuracy: value });
    expect(callback.best).toBe(0.6);
    const other = new EarlyStopping({ monitor: 'mae' });
    other.setModel(model);
    for (const value of [0.5, 0.6, 0.4]) await other.onEpochEnd(1, { mae: value });
    expect(other.best).toBe(0.4);
  });

  it('shows which operation finds the better value', async () => {
    const callback = new EarlyStopping({ monitor: 'loss' });
    expect(callback.monitorOp).toBeNull();
    await run(callback);
    expect(callback.monitorOp).toBe(ops.less);
    const other = new EarlyStopping({ mode: 'max' });
    await run(other);
    expect(other.monitorOp).toBe(ops.greater);
  });

  it('wants to be told where no metric knows', async () => {
    const message = /EarlyStopping cannot tell whether 'val_score'[\s\S]*mode: 'max'/;
    await expect(run(new EarlyStopping('val_score'))).rejects.toThrow(message);
  });

  it('warns about a missing value and an unknown mode', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    const result = await run(new EarlyStopping({ mode: 'best' as 'max' }), [1], 'loss');
    expect(result.best).toBeNull();
    await expect(run(new EarlyStopping('score'), [1], 'loss')).rejects.toThrow(/cannot tell/);
    await new EarlyStopping('loss').onEpochEnd(0);
    expect(warn.mock.calls.flat()).toEqual([
      "EarlyStopping mode 'best' is unknown, fallback to auto mode.",
      'Early stopping conditioned on metric `val_loss` which is not available. Available metrics are: loss',
      'Early stopping conditioned on metric `loss` which is not available. Available metrics are: ',
    ]);
  });

  it('says what it does', async () => {
    const output = captureOutput();
    await run(new EarlyStopping({ patience: 1, verbose: 1, restoreBestWeights: true }));
    expect(output).toEqual([
      'Epoch 3: early stopping\n',
      'Restoring model weights from the end of the best epoch: 2.\n',
    ]);
  });

  it('ends fit', async () => {
    const model = lineModel();
    const callback = new EarlyStopping({ monitor: 'loss', minDelta: 100, restoreBestWeights: true });
    const { epoch } = await model.fit({ ...samples, epochs: 10, verbose: 0, callbacks: callback });
    expect(epoch).toEqual([0, 1]);
    expect(await weightOf(model)).toBeCloseTo(0.8);
  });
});
