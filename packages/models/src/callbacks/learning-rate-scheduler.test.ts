import { MultiOptimizer, SGD } from '../optimizers/index.js';
import { LearningRateScheduler } from './index.js';
import { captureOutput, lineModel, samples } from './testing/line-model.js';

afterEach(() => jest.restoreAllMocks());

describe('LearningRateScheduler', () => {
  it('sets the rate of each epoch from the one before, and logs it', async () => {
    const callback = new LearningRateScheduler((epoch, rate) => (epoch < 1 ? rate : rate / 2));
    const { history } = await lineModel().fit({ ...samples, epochs: 3, verbose: 0, callbacks: callback });
    for (const [i, rate] of [0.1, 0.05, 0.025].entries()) expect(history.learning_rate![i]).toBeCloseTo(rate);
    expect(history.loss![2]).toBeCloseTo((3.2 * 0.9) ** 2, 4);
  });

  it('says what it does', async () => {
    const output = captureOutput();
    await lineModel().fit({ ...samples, verbose: 0, callbacks: [new LearningRateScheduler(() => 0.5, 1)] });
    expect(output).toEqual(['\nEpoch 1: LearningRateScheduler setting learning rate to 0.5.\n']);
  });

  it('sets the rates of several optimizers', async () => {
    const inner = new SGD({ learningRate: 0.1, name: 'inner' });
    const model = lineModel({ optimizer: new MultiOptimizer(() => inner) });
    const { history } = await model.fit({
      ...samples,
      epochs: 2,
      verbose: 0,
      callbacks: new LearningRateScheduler((_epoch, rate) => rate / 2),
    });
    expect(history.learning_rate_inner![1]).toBeGreaterThan(0);
  });

  it('refuses what is no number', async () => {
    const callback = new LearningRateScheduler(() => 'fast' as unknown as number);
    await expect(lineModel().fit({ ...samples, verbose: 0, callbacks: callback })).rejects.toThrow(
      /must return a number[\s\S]*fast/,
    );
  });
});
