import { Callback, CallbackList, History } from './index.js';
import { lineModel, samples } from './testing/line-model.js';

describe('History', () => {
  it('is what fit returns, and is found on the model', async () => {
    const model = lineModel({ metrics: ['mae'] });
    const history = await model.fit({ ...samples, epochs: 2, initialEpoch: 1, verbose: 0 });
    expect(model.history).toBe(history);
    expect(history.epoch).toEqual([1]);
    expect(history.params).toEqual({ verbose: 0, epochs: 2, steps: 1 });
    expect(history.history).toEqual({ loss: [16], mae: [4] });
  });

  it('continues over several runs if it is passed', async () => {
    const own = new History();
    const model = lineModel();
    for (let i = 0; i < 2; i++) await model.fit({ ...samples, verbose: 0, callbacks: [own] });
    expect(own.epoch).toEqual([0]);
    expect(own.history.loss).toHaveLength(2);
  });

  it('comes from a list made before', async () => {
    const model = lineModel();
    const list = new CallbackList({ callbacks: [new Callback()], addHistory: true, model });
    const history = await model.fit({ ...samples, verbose: 0, callbacks: list });
    expect(history).toBe(list.history);
    expect(history.history.loss).toHaveLength(1);
  });
});
