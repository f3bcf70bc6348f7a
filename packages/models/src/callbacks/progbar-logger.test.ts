import { type Callback, watchesBatches } from './callback.js';
import { ProgbarLogger } from './progbar-logger.js';
import { captureOutput, lineModel, samples } from './testing/line-model.js';

afterEach(() => jest.restoreAllMocks());

/** What a run prints, without what depends on the clock. */
async function printed(run: () => Promise<unknown>): Promise<string[]> {
  const lines = captureOutput();
  await run();
  const text = lines.join('').replace(/\d+(s|ms|us)\b/g, '#');
  return text.split('\n').filter((line) => line.trim() !== '');
}

describe('with verbose 2', () => {
  it('fit prints a line an epoch, where validation has no line of its own', async () => {
    const fit = () => lineModel().fit({ ...samples, epochs: 2, verbose: 2, validationData: [samples.x, samples.y] });
    expect(await printed(fit)).toEqual([
      'Epoch 1/2',
      expect.stringMatching(/^1\/1 - # - #\/step - loss: 16\.0000 - val_loss: 10\.2400$/),
      'Epoch 2/2',
      expect.stringMatching(/^1\/1 - # - #\/step - loss: 10\.2400 - val_loss: [\d.]+$/),
    ]);
  });

  it('a single epoch has no title', async () => {
    expect(await printed(() => lineModel().fit({ ...samples, verbose: 2 }))).toEqual([
      expect.stringMatching(/^1\/1 .* loss: 16\.0000$/),
    ]);
  });

  it('evaluate and predict print one line', async () => {
    const model = lineModel();
    expect(await printed(() => model.evaluate({ ...samples, verbose: 2 }))).toEqual([
      expect.stringMatching(/^1\/1 - # - #\/step - loss: 16\.0000$/),
    ]);
    expect(await printed(() => model.predict({ x: samples.x, batchSize: 1, verbose: 2 }))).toEqual([
      expect.stringMatching(/^2\/2 - # - #\/step$/),
    ]);
  });
});

it('with verbose 1 the line is drawn after each run', async () => {
  const model = lineModel({ stepsPerExecution: 1 });
  const [line] = await printed(() => model.fit({ ...samples, batchSize: 1, verbose: 1 }));
  expect(line).toContain('1/2');
  expect(line).toContain('2/2');
});

it('with verbose 0 nothing is printed', async () => {
  expect(await printed(() => lineModel().fit({ ...samples, verbose: 0 }))).toEqual([]);
});

it('does not ask for a call after every batch', () => {
  expect((new ProgbarLogger() as Callback)[watchesBatches]('train')).toBe(false);
});
