/** What a step logs stands for the values at the end of the step, in whatever form it is returned. */
import { ops, type Tensor, type TensorLike, Variable } from '@org/core';
import { Callback, type Logs } from '../callbacks/callback.js';
import * as keras from '../index.js';

/** The sum of all targets; its results are variables, not tensors. */
class Total extends keras.metrics.Metric<Variable> {
  readonly total = this.addVariable({ shape: [], name: 'total' });
  override updateState(yTrue: TensorLike): void {
    this.total.assignAdd(ops.sum(yTrue));
  }
  override result(): Variable {
    return this.total;
  }
}

class Parts extends keras.metrics.Metric<Record<string, Variable>> {
  readonly sum = this.addVariable({ shape: [], name: 'sum' });
  readonly batches = this.addVariable({ shape: [], name: 'batches', dtype: 'int32' });
  override updateState(yTrue: TensorLike): void {
    this.sum.assignAdd(ops.sum(yTrue));
    this.batches.assignAdd(1);
  }
  override result(): Record<string, Variable> {
    return { sum: this.sum, batches: this.batches };
  }
}

class Watch extends Callback {
  readonly seen: unknown[] = [];
  override onTrainBatchEnd(_batch: number, logs: Logs): void {
    this.seen.push(logs.total);
  }
}

const ones = (count: number): number[][] => Array.from({ length: count }, () => [1]);

const model = (options: object = {}, Type: typeof keras.Sequential = keras.Sequential) => {
  const made = new Type([keras.Input([1]), new keras.layers.Dense(1)]);
  made.compile({ optimizer: 'sgd', loss: 'mse', metrics: [new Total({ name: 'total' })], ...options });
  return made;
};

const options = { batchSize: 4, verbose: 0 } as const;

describe.each([{}, { stepsPerExecution: 2 }, { runEagerly: true }])(
  'with %j a result that is a variable',
  (settings) => {
    test('is logged as it is after the last step', async () => {
      const made = model(settings);
      const { history } = await made.fit(ones(20), ones(20), { ...options, epochs: 2 });
      expect(history.total).toEqual([20, 20]);
      expect(await made.evaluate(ones(18), ones(18), { ...options, returnDict: true })).toMatchObject({ total: 18 });
      expect(await made.trainOnBatch(ones(3), ones(3), { returnDict: true })).toMatchObject({ total: 3 });
      expect(await made.testOnBatch(ones(2), ones(2), { returnDict: true })).toMatchObject({ total: 2 });
    });
  },
);

test('results by name are in the order of the names', async () => {
  const made = model({ metrics: ['mse', 'accuracy'] });
  const names = ['accuracy', 'loss', 'mse'];
  const data = [ones(4), ones(4)] as const;
  expect(Object.keys((await made.fit(...data, options)).history)).toEqual(names);
  expect(Object.keys(await made.evaluate(...data, { verbose: 0, returnDict: true }))).toEqual(names);
  expect(Object.keys(await made.trainOnBatch(...data, { returnDict: true }))).toEqual(names);
  expect(Object.keys(await made.testOnBatch(...data, { returnDict: true }))).toEqual(names);
});

test('callbacks see it as it was after their batch', async () => {
  const watch = new Watch();
  await model().fit(ones(12), ones(12), { ...options, callbacks: watch });
  expect(watch.seen).toEqual([4, 8, 12]);
});

test('batches that come one by one log the same', async () => {
  function* batches() {
    for (let i = 0; i < 3; i++) yield [ones(2), ones(2)];
  }
  expect((await model().fit(batches(), { verbose: 0 })).history.total).toEqual([6]);
});

test('several results by name may be variables', async () => {
  const { history } = await model({ metrics: [new Parts()] }).fit(ones(8), ones(8), options);
  expect([history.sum, history.batches]).toEqual([[8], [2]]);
});

test('a metric of a model of one sums over steps the same way', async () => {
  class Held extends keras.Sequential {
    total = new Total({ name: 'held' });
    override computeMetrics(...args: Parameters<keras.Model['computeMetrics']>) {
      this.total.updateState(args[1] as Tensor);
      return super.computeMetrics(...args);
    }
  }
  const { history } = await model({ metrics: null }, Held).fit(ones(8), ones(8), { ...options, epochs: 2 });
  expect(history.held).toEqual([8, 8]);
});

test('metrics in lists, dicts and maps of a model are its metrics, and begin anew in each epoch', async () => {
  class Held extends keras.Sequential {
    totals = [new Total({ name: 'first' }), { inner: new Total({ name: 'second' }) }];
    others = new Map([['a', new Total({ name: 'third' })]]);
    override computeMetrics(...args: Parameters<keras.Model['computeMetrics']>) {
      for (const metric of this.metrics) if (metric instanceof Total) metric.updateState(args[1] as Tensor);
      return super.computeMetrics(...args);
    }
  }
  const made = model({ metrics: null }, Held);
  expect(made.metricsNames).toEqual(['loss', 'first', 'second', 'third']);
  const { history } = await made.fit(ones(8), ones(8), { ...options, epochs: 2 });
  expect([history.first, history.second, history.third]).toEqual([
    [8, 8],
    [8, 8],
    [8, 8],
  ]);
});

test('a step of one logs variables, numbers and arrays', async () => {
  const counter = new Variable(0, { dtype: 'float32', trainable: false });
  class Own extends keras.Sequential {
    override trainStep(data: Parameters<keras.Model['trainStep']>[0]) {
      counter.assignAdd(1);
      return { ...super.trainStep(data), counter, rate: this.optimizer.learningRate, both: [1, 2], yes: true };
    }
  }
  const { history } = await model({}, Own).fit(ones(8), ones(8), { ...options, epochs: 2 });
  expect(history.counter).toEqual([2, 4]);
  expect(history.rate![1]).toBeCloseTo(0.01);
  expect([history.both, history.yes]).toEqual([
    [
      [1, 2],
      [1, 2],
    ],
    [1, 1],
  ]);
});
