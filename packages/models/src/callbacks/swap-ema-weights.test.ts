import { SGD } from '../optimizers/index.js';
import { Callback, type Logs, SwapEMAWeights } from './index.js';
import { lineModel, samples, weightOf } from './testing/line-model.js';

/** The weight that callbacks before and after see at the end of epochs and before tests, with the validation loss. */
class Watcher extends Callback {
  readonly seen: number[][] = [];

  override async onTestBegin(): Promise<void> {
    this.seen.push([await weightOf(this.model as never)]);
  }

  override async onEpochEnd(_epoch: number, logs: Logs): Promise<void> {
    this.seen.push([await weightOf(this.model as never), logs.val_loss!]);
  }
}

async function train(swapOnEpoch: boolean) {
  const model = lineModel({ optimizer: new SGD({ learningRate: 0.1, useEma: true, emaMomentum: 0.5 }) });
  const [before, after] = [new Watcher(), new Watcher()];
  await model.fit({
    ...samples,
    batchSize: 1,
    epochs: 3,
    shuffle: false,
    verbose: 0,
    validationData: [samples.x, samples.y],
    callbacks: [before, new SwapEMAWeights(swapOnEpoch), after],
  });
  return { before: before.seen, after: after.seen, final: await weightOf(model) };
}

function expectNear(actual: number[][], expected: number[][]): void {
  expect(actual.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  actual.flat().forEach((value, i) => {
    expect(value).toBeCloseTo(expected.flat()[i]!, 5);
  });
}

// The traces are those of Python Keras.
describe('SwapEMAWeights', () => {
  const before = [[1.44], [1.44, 8.2944002], [2.3616], [2.3616, 4.2074213], [2.9514241], [2.9514241, 1.8625917]];

  it('evaluates with the averages', async () => {
    const result = await train(false);
    expectNear(result.before, before);
    expectNear(result.after, [
      [1.12],
      [1.44, 8.2944002],
      [1.9488],
      [2.3616, 4.2074213],
      [2.6352317],
      [2.9514241, 1.8625917],
    ]);
    expect(result.final).toBeCloseTo(2.6352317, 5);
  });

  it('leaves them in the model between epochs if asked', async () => {
    const result = await train(true);
    expectNear(result.before, before);
    expectNear(result.after, [
      [1.12],
      [1.12, 8.2944002],
      [1.9488],
      [1.9488, 4.2074213],
      [2.6352317],
      [2.6352317, 1.8625917],
    ]);
    expect(result.final).toBeCloseTo(2.6352317, 5);
  });

  it('needs averages', async () => {
    const fit = lineModel().evaluate({ ...samples, verbose: 0, callbacks: new SwapEMAWeights() });
    await expect(fit).rejects.toThrow(/needs an optimizer that keeps moving averages/);
  });
});
