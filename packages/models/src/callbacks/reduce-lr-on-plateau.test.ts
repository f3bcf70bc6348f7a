import { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from './index.js';
import { captureOutput, lineModel, samples } from './testing/line-model.js';

const losses = [1, 0.8, 0.9, 0.85, 0.7, 0.75, 0.72, 0.71, 0.9];

afterEach(() => jest.restoreAllMocks());

async function run(callback: ReduceLROnPlateau): Promise<number[][]> {
  callback.setModel(lineModel());
  callback.onTrainBegin();
  const trace: number[][] = [];
  for (const [epoch, loss] of losses.entries()) {
    const logs: Record<string, number> = { val_loss: loss };
    await callback.onEpochEnd(epoch, logs);
    trace.push([callback.wait, callback.cooldownCounter]);
  }
  return trace;
}

describe('ReduceLROnPlateau', () => {
  // Rates, waits and cooldowns of Python Keras.
  it.each<[ReduceLROnPlateauOptions, number[], number[], number[]]>([
    [
      { patience: 1, factor: 0.5 },
      [0.1, 0.1, 0.05, 0.025, 0.025, 0.0125, 0.00625, 0.003125, 0.0015625],
      [0, 0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0, 0],
    ],
    [
      { patience: 2, factor: 0.5 },
      [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.0125],
      [0, 0, 1, 0, 0, 1, 0, 1, 0],
      [0, 0, 0, 0, 0, 0, 0, 0, 0],
    ],
    [
      { patience: 1, factor: 0.5, cooldown: 2 },
      [0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.0125, 0.0125],
      [0, 0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 2, 1, 0, 2, 1, 2, 1],
    ],
    [
      { patience: 1, factor: 0.5, minLr: 0.04 },
      [0.1, 0.1, 0.05, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04],
      [0, 0, 0, 0, 0, 1, 2, 3, 4],
      [0, 0, 0, 0, 0, 0, 0, 0, 0],
    ],
    [
      { patience: 1, factor: 0.5, minDelta: 0.2 },
      [0.1, 0.05, 0.025, 0.0125, 0.0125, 0.00625, 0.003125, 0.0015625, 0.00078125],
      [0, 0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0, 0],
    ],
  ])('%j', async (options, rates, waits, cooldowns) => {
    const callback = new ReduceLROnPlateau(options);
    callback.setModel(lineModel());
    callback.onTrainBegin();
    for (const [epoch, loss] of losses.entries()) {
      await callback.onEpochEnd(epoch, { val_loss: loss });
      const rate = await callback.model.optimizer!.learningRate.array();
      expect([epoch, callback.wait, callback.cooldownCounter]).toEqual([epoch, waits[epoch], cooldowns[epoch]]);
      expect(rate).toBeCloseTo(rates[epoch]!, 8);
    }
  });

  it('says what it does, as Python prints numbers', async () => {
    const output = captureOutput();
    await run(new ReduceLROnPlateau({ patience: 1, verbose: 1 }));
    expect(output.slice(0, 3)).toEqual([
      '\nEpoch 3: ReduceLROnPlateau reducing learning rate to 0.010000000149011612.\n',
      '\nEpoch 4: ReduceLROnPlateau reducing learning rate to 0.0009999999776482583.\n',
      '\nEpoch 6: ReduceLROnPlateau reducing learning rate to 9.999999310821295e-05.\n',
    ]);
  });

  it('changes the rate of a compiled step, and logs it', async () => {
    const model = lineModel();
    const callback = new ReduceLROnPlateau({ monitor: 'loss', patience: 1, minDelta: 100 });
    const { history } = await model.fit({ ...samples, epochs: 3, verbose: 0, callbacks: [callback] });
    // The logs of an epoch hold the rate that it used.
    expect(Object.keys(history)).toEqual(['loss', 'learning_rate']);
    const rates = [0.1, 0.1, 0.01];
    for (const [i, rate] of rates.entries()) expect(history.learning_rate![i]).toBeCloseTo(rate);
    // 16 → (4 - 0.8)² → with a rate of 0.01 from there.
    expect(history.loss![1]).toBeCloseTo(10.24, 4);
    expect(history.loss![2]).toBeCloseTo(2.56 ** 2, 4);
  });

  it('refuses a factor that does not reduce, and warns about a missing value', async () => {
    expect(() => new ReduceLROnPlateau({ factor: 1 })).toThrow(/factor >= 1.0/);
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    const callback = new ReduceLROnPlateau();
    callback.setModel(lineModel());
    await callback.onEpochEnd(0, { loss: 1 });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('Available metrics are: loss,learning_rate.'));
    await callback.onEpochEnd(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('Available metrics are: learning_rate.'));
    const other = new ReduceLROnPlateau('score');
    other.setModel(lineModel());
    await expect(other.onEpochEnd(0, { loss: 1 })).rejects.toThrow(/cannot tell/);
  });
});
