import { Callback, type Logs } from '../callbacks/callback.js';
import * as keras from '../index.js';

/** Writes down the steps that it hears of, for each epoch. */
class Steps extends Callback {
  readonly epochs: string[][] = [];
  override onEpochBegin(): void {
    this.epochs.push([]);
  }
  override onTrainBatchBegin(batch: number): void {
    this.epochs.at(-1)!.push(`${batch}-`);
  }
  override onTrainBatchEnd(batch: number): void {
    this.epochs.at(-1)!.push(String(this.epochs.at(-1)!.pop()) + batch);
  }
}

const model = (options: object = {}) => {
  const made = new keras.Sequential([keras.Input([1]), new keras.layers.Dense(1)]);
  made.compile({ optimizer: 'sgd', loss: 'mse', ...options });
  return made;
};

const rows = (count: number): number[][] => Array.from({ length: count }, (_, i) => [i / count]);

async function stepsOf(fit: object, compile: object = {}): Promise<string[][]> {
  const steps = new Steps();
  await model(compile).fit(rows(10), rows(10), { batchSize: 2, verbose: 0, callbacks: steps, ...fit });
  return steps.epochs;
}

test('with stepsPerEpoch an epoch goes on where the last one ended, until the data does', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const epochs = await stepsOf({ epochs: 4, stepsPerEpoch: 4 });
  expect(epochs.map(({ length }) => length)).toEqual([4, 1, 4, 1]);
  expect(warn).toHaveBeenCalledTimes(2);
  expect(warn.mock.calls[0]![0]).toContain('data ended before the epoch');
  expect((await stepsOf({ epochs: 3, stepsPerEpoch: 2 })).map(({ length }) => length)).toEqual([2, 2, 1]);
  warn.mockRestore();
});

test('a run of stepsPerExecution steps counts whole, also the last one', async () => {
  expect(await stepsOf({}, { stepsPerExecution: 2 })).toEqual([['0-1', '2-3', '4-5']]);
  function* batches() {
    for (let i = 0; i < 3; i++) yield [rows(2), rows(2)];
  }
  const steps = new Steps();
  await model({ stepsPerExecution: 2 }).fit(batches(), { verbose: 0, callbacks: steps });
  expect(steps.epochs).toEqual([['0-1', '2-3']]);
});

test('the last run of an epoch is as long as the others, while there is data', async () => {
  expect(await stepsOf({ stepsPerEpoch: 3 }, { stepsPerExecution: 2 })).toEqual([['0-1', '2-3']]);
  const made = model({ stepsPerExecution: 2 });
  expect((await made.predict(rows(10), { batchSize: 2, steps: 3, verbose: 0 })).shape).toEqual([8, 1]);
});

test('one run takes the full batches and the rest', async () => {
  const { history } = await model({ stepsPerExecution: 3 }).fit(rows(5), rows(5), { batchSize: 2, verbose: 0 });
  expect(history.loss!.length).toBe(1);
});

test('a dict of inputs is x, not the options', async () => {
  const [a, b] = [keras.Input([1], { name: 'a' }), keras.Input([1], { name: 'b' })];
  const sum = new keras.Model({ a, b }, new keras.layers.Add()([a, b]));
  sum.compile({ loss: 'mse' });
  const x = { a: rows(3), b: rows(3) };
  expect((await sum.predict(x)).shape).toEqual([3, 1]);
  await sum.evaluate(x, rows(3), { verbose: 0 });
  const [name] = sum.outputNames as [string];
  await sum.evaluate(x, { [name]: rows(3) });
  expect(await sum.testOnBatch(x, { [name]: rows(3) })).toEqual(await sum.testOnBatch(x, rows(3)));
  await sum.fit(x, rows(3), { verbose: 0 });
});

test('plain numbers in the logs of a step are kept', async () => {
  class Own extends keras.Sequential {
    override trainStep(data: Parameters<keras.Model['trainStep']>[0]) {
      return { ...super.trainStep(data), answer: 42 };
    }
  }
  const own = new Own([keras.Input([1]), new keras.layers.Dense(1)]);
  own.compile({ loss: 'mse' });
  const { history } = await own.fit(rows(4), rows(4), { batchSize: 2, verbose: 0 });
  expect(history.answer).toEqual([42]);
  expect(((await own.trainOnBatch(rows(4), rows(4), { returnDict: true })) as Logs).answer).toBe(42);
});

test("hooks are called in Keras's order", async () => {
  const called: string[] = [];
  class Record extends Callback {
    override onTrainBegin = () => void called.push('train<');
    override onTrainEnd = () => void called.push('train>');
    override onEpochBegin = (epoch: number) => void called.push(`epoch${epoch}<`);
    override onEpochEnd = (epoch: number) => void called.push(`epoch${epoch}>`);
    override onTrainBatchBegin = (batch: number) => void called.push(`${batch}<`);
    override onTrainBatchEnd = (batch: number) => void called.push(`${batch}>`);
    override onTestBegin = () => void called.push('test<');
    override onTestEnd = () => void called.push('test>');
    override onTestBatchBegin = (batch: number) => void called.push(`test${batch}<`);
    override onTestBatchEnd = (batch: number) => void called.push(`test${batch}>`);
  }
  function* batches(count: number) {
    for (let i = 0; i < count; i++) yield [rows(2), rows(2)];
  }
  const validation = 'test< test0< test0> test1< test1> test2< test2> test>';
  const epochs = [0, 1].map((epoch) => `epoch${epoch}< 0< 0> 1< 1> 2< 2> 3< 3> ${validation} epoch${epoch}>`);
  const expected = ['train<', ...epochs, 'train>'].join(' ');
  const options = { epochs: 2, batchSize: 2, verbose: 0 } as const;
  await model().fit(rows(8), rows(8), { ...options, validationData: [rows(6), rows(6)], callbacks: new Record() });
  expect(called.splice(0).join(' ')).toBe(expected);
  await model().fit(() => batches(4), { ...options, validationData: () => batches(3), callbacks: new Record() });
  expect(called.splice(0).join(' ')).toBe(expected);
  await model().fit(rows(8), rows(8), { ...options, initialEpoch: 3, callbacks: new Record() });
  expect(called.join(' ')).toBe('train< train>');
});
