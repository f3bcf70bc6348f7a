import { watchesBatches } from './callback.js';
import { TerminateOnNaN } from './index.js';
import { captureOutput, lineModel } from './testing/line-model.js';

const broken = { x: [[1], [1], [1]], y: [[4], [Number.NaN], [4]], batchSize: 1, shuffle: false, verbose: 0 } as const;

afterEach(() => jest.restoreAllMocks());

describe('TerminateOnNaN', () => {
  it('ends training in the epoch', async () => {
    const output = captureOutput();
    const model = lineModel({ stepsPerExecution: 1 });
    const { epoch } = await model.fit({ ...broken, epochs: 5, callbacks: new TerminateOnNaN() });
    expect(epoch).toEqual([0]);
    expect(output).toEqual(['Batch 1: Invalid loss, terminating training\n']);
  });

  it('throws if asked, naming where', async () => {
    const model = lineModel({ stepsPerExecution: 3 });
    await expect(model.fit({ ...broken, callbacks: new TerminateOnNaN({ raiseError: true }) })).rejects.toThrow(
      /NaN or Inf loss encountered at batch 2 of epoch 1/,
    );
  });

  it('does not slow training', () => {
    expect(new TerminateOnNaN()[watchesBatches]()).toBe(false);
  });
});
