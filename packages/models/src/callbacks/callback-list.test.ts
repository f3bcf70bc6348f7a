import { ops, Variable } from '@org/core';
import { type PredictLogs, watchesBatches } from './callback.js';
import { Callback, CallbackList, History, type Logs, ProgbarLogger } from './index.js';

class Recorder extends Callback {
  readonly calls: unknown[] = [];

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    await null;
    this.calls.push([epoch, Object.keys(logs)]);
    logs.extra = 1;
  }
}

describe('CallbackList', () => {
  it('calls all hooks in order and waits, with one copy of the logs, sorted', async () => {
    const [first, second] = [new Recorder(), new Recorder()];
    const list = new CallbackList([first, second], { epochs: 3 });
    expect(first.params).toEqual({ verbose: 0, epochs: 3, steps: null });
    const logs = { loss: 1, accuracy: 0 };
    await list.onEpochEnd(2, logs);
    expect(first.calls).toEqual([[2, ['accuracy', 'loss']]]);
    expect(second.calls).toEqual([[2, ['accuracy', 'loss', 'extra']]]);
    expect(logs).toEqual({ loss: 1, accuracy: 0 });
  });

  it('tells who gives logs by name that hooks take positions', async () => {
    const list = new CallbackList([new Recorder()]);
    const error = {
      name: 'TypeError',
      message: expect.stringMatching(/positions alone[\s\S]*onEpochEnd\(number, logs\)/),
    };
    await expect(list.onEpochEnd(2, { logs: { loss: 1 } } as never)).rejects.toMatchObject(error);
    await expect(list.onTrainEnd({ logs: {} } as never)).rejects.toThrow('onTrainEnd(logs)');
  });

  it('gives callbacks numbers for tensors, and predictions their outputs', async () => {
    const seen: unknown[] = [];
    class Watch extends Callback {
      override onTestEnd(logs: Logs): void {
        seen.push(logs);
      }
      override onPredictBatchEnd(_batch: number, { outputs }: PredictLogs): void {
        seen.push(outputs);
      }
    }
    const list = new CallbackList([new Watch()]);
    const outputs = ops.ones([2]);
    await list.onTestEnd({ loss: ops.ones([]), each: new Variable([1, 2]), text: 'a' } as never);
    await list.onPredictBatchEnd(0, { outputs });
    expect(seen[0]).toEqual({ loss: 1, each: [1, 2], text: 'a' });
    expect(seen[1]).toBe(outputs);
  });

  it('adds what is missing', () => {
    const list = new CallbackList({ callbacks: [new Recorder()], addHistory: true, addProgbar: true });
    expect(list.callbacks.map((each) => each.constructor)).toEqual([Recorder, History, ProgbarLogger]);
    const own = new History();
    expect(new CallbackList([own], true).callbacks).toEqual([own]);
    expect(new CallbackList([own], true).history).toBe(own);
  });

  it('watches batches if one callback does', () => {
    const list = new CallbackList([new Recorder(), new ProgbarLogger()]);
    expect(list[watchesBatches]('train')).toBe(false);
    list.append(
      new (class extends Callback {
        override onBatchEnd() {}
      })(),
    );
    expect([list[watchesBatches]('train'), list[watchesBatches]('test')]).toEqual([true, false]);
  });

  it('refuses what is no callback', () => {
    expect(() => new CallbackList([History as unknown as Callback])).toThrow(/must be Callback objects[\s\S]*History/);
  });
});
