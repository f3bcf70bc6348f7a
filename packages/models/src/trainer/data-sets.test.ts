/** Data sets of every kind, epoch by epoch. Numbers of updates, losses, hooks and lines are Python Keras's, where it has the case. */
import { near } from '@org/testing';
import { Callback } from '../callbacks/callback.js';
import { captureOutput } from '../callbacks/testing/line-model.js';
import type { BatchSource } from '../data/batch-stream.js';
import { PyDataset } from '../data/py-dataset.js';
import * as keras from '../index.js';
import type { FitOptions } from './types.js';

const batch = () => [
  [[1], [1]],
  [[1], [1]],
];

class Numbered extends PyDataset {
  readonly asked: (number | string)[] = [];
  constructor(private readonly count: number | null) {
    super();
  }
  override get numBatches() {
    return this.count;
  }
  override getItem(index: number) {
    this.asked.push(index);
    return batch();
  }
  override onEpochBegin() {
    this.asked.push('begin');
  }
  override onEpochEnd() {
    this.asked.push('end');
  }
}

function* finite(count: number, closed: string[] = []) {
  try {
    for (let i = 0; i < count; i++) yield batch();
  } finally {
    closed.push('closed');
  }
}

const model = () => {
  const made = new keras.Sequential([keras.Input([1]), new keras.layers.Dense(1, { kernelInitializer: 'zeros' })]);
  made.compile({ optimizer: 'sgd', loss: 'mse' });
  return made;
};

let warn: jest.SpyInstance;
beforeEach(() => {
  warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => jest.restoreAllMocks());

async function fitted(x: unknown, options: Partial<FitOptions> = {}) {
  const made = model();
  const { epoch, history } = await made.fit({ x, verbose: 0, shuffle: false, ...options });
  return {
    epochs: epoch.length,
    updates: await made.optimizer.iterations.item(),
    loss: history.loss,
    validation: history.val_loss ?? [],
    warnings: warn.mock.calls.length,
  };
}

/** Losses that are written down with four digits. */
const losses = (values: readonly number[]) => near(values, 6e-5);

describe('a PyDataset', () => {
  test('begins anew where an epoch has ended with it', async () => {
    const data = new Numbered(4);
    const loss = losses([0.8884, 0.6409, 0.4623]);
    expect(await fitted(data, { stepsPerEpoch: 4, epochs: 3 })).toMatchObject({ updates: 12, loss, warnings: 0 });
    const epoch = ['begin', 0, 1, 2, 3, 'end'];
    expect(data.asked).toEqual([...epoch, ...epoch, ...epoch]);
  });

  test('that ends within an epoch is told, and begins anew in the next', async () => {
    const data = new Numbered(4);
    const result = await fitted(data, { stepsPerEpoch: 3, epochs: 4 });
    expect(result).toMatchObject({
      epochs: 4,
      updates: 8,
      loss: losses([0.9236, 0.7828, 0.6663, 0.5647]),
      warnings: 2,
    });
    expect(warn.mock.calls[0]![0]).toContain('ran out of data');
    expect(data.asked.filter((each) => typeof each === 'number')).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    warn.mockClear();
    expect(await fitted(new Numbered(4), { stepsPerEpoch: 6, epochs: 2 })).toMatchObject({ updates: 8, warnings: 2 });
  });

  test.each([2.5, -1, Number.NaN])('of %p batches is refused by name', async (count) => {
    await expect(fitted(new Numbered(count))).rejects.toThrow('Numbered must say how many batches it has');
  });

  test('without end goes on from epoch to epoch', async () => {
    const data = new Numbered(null);
    expect(await fitted(data, { stepsPerEpoch: 3, epochs: 2 })).toMatchObject({
      updates: 6,
      loss: losses([0.9236, 0.723]),
    });
    expect(data.asked).toEqual(['begin', 0, 1, 2, 'end', 'begin', 3, 4, 5, 'end']);
  });

  test('for validation begins anew in each', async () => {
    const data = new Numbered(3);
    const options = { epochs: 2, validationData: data, validationSteps: 2 };
    expect(await fitted(new Numbered(4), options)).toMatchObject({ validation: losses([0.7214, 0.5204]) });
    expect(data.asked).toEqual(['begin', 0, 1, 'end', 'begin', 0, 1, 'end']);
  });
});

describe('anything that can be iterated', () => {
  class Rows {
    *[Symbol.iterator]() {
      yield* finite(4);
    }
  }
  class LateRows {
    async *[Symbol.asyncIterator]() {
      yield* finite(4);
    }
  }
  const bare = () => {
    const rows = finite(4);
    return { next: () => rows.next() };
  };
  const kinds: [string, () => BatchSource][] = [
    ['an object with Symbol.iterator', () => new Rows()],
    ['an object with Symbol.asyncIterator', () => new LateRows()],
    ['a plain object with Symbol.iterator', () => ({ [Symbol.iterator]: () => finite(4) })],
    [
      'a plain object with Symbol.asyncIterator',
      () => ({ [Symbol.asyncIterator]: () => new LateRows()[Symbol.asyncIterator]() }),
    ],
    ['a generator function', () => () => finite(4)],
    [
      'an async generator function',
      () =>
        async function* () {
          yield* finite(4);
        },
    ],
    ['a function that returns an iterable', () => () => new Rows()],
    ['a set', () => new Set([batch(), batch(), batch(), batch()])],
    ['promises of batches', () => new Set([1, 2, 3, 4].map(async () => batch()))],
  ];

  test.each(kinds)('%s is a data set, for each epoch anew', async (_, make) => {
    const data = make();
    expect(await fitted(data, { epochs: 3 })).toMatchObject({
      updates: 12,
      loss: losses([0.8884, 0.6409, 0.4623]),
      warnings: 0,
    });
    expect(await fitted(data, { epochs: 3, stepsPerEpoch: 4 })).toMatchObject({ updates: 12, warnings: 0 });
    expect(await fitted(data, { epochs: 2, validationData: data })).toMatchObject({
      validation: losses([0.7214, 0.5204]),
    });
    const made = model();
    expect((await made.predict(data, { verbose: 0 })).shape).toEqual([8, 1]);
    expect(await made.evaluate(data, { verbose: 0 })).toBe(1);
  });

  test.each([
    ['a generator', () => finite(4)],
    ['a bare iterator', bare],
    ['an async generator', () => new LateRows()[Symbol.asyncIterator]()],
  ])('%s goes on from epoch to epoch', async (_, make) => {
    expect(await fitted(make(), { epochs: 2, stepsPerEpoch: 2 })).toMatchObject({ epochs: 2, updates: 4, warnings: 0 });
  });

  test('a function that makes nothing of that kind is named', async () => {
    async function* nothing() {}
    await expect(
      fitted(function three() {
        return 3;
      }),
    ).rejects.toThrow(/three that returns number/);
    await expect(fitted(nothing)).rejects.toThrow('The data yields no batch');
    await expect(fitted(new Numbered(0))).rejects.toThrow('The data yields no batch');
  });
});

describe('a generator', () => {
  /** What batch has which number is seen by the loss of a model that gives zero, and does not learn. */
  function* numbered(count: number, taken: number[] = []) {
    for (let i = 0; i < count; i++) {
      taken.push(i);
      yield [[[0]], [[i]]];
    }
  }
  const idle = () => {
    const made = new keras.Sequential([keras.Input([1]), new keras.layers.Dense(1, { useBias: false })]);
    made.compile({ optimizer: new keras.optimizers.SGD(0), loss: 'mae' });
    return made;
  };

  test.each<[count: number, options: Partial<FitOptions>, losses: number[], taken: number]>([
    [5, { epochs: 3 }, [2, 0.5, 0.5], 5],
    [2, { epochs: 2 }, [0.5, 0.5], 2],
    [1, { epochs: 2 }, [0, 0], 1],
    [10, { epochs: 3, stepsPerEpoch: 3 }, [1, 4, 7], 9],
    [4, { epochs: 4, stepsPerEpoch: 3 }, [1, 3, 0.5, 0.5], 4],
    [3, { epochs: 3, stepsPerEpoch: 5 }, [1, 0.5, 0.5], 3],
  ])('of %i batches, with %j', async (count, options, expected, many) => {
    const taken: number[] = [];
    const { history } = await idle().fit({ x: numbered(count, taken), verbose: 0, ...options });
    expect(history.loss).toEqual(near(expected));
    expect(taken.length).toBe(many);
  });

  test.each([
    [5, null, [2, 0.5, 0.5]],
    [10, 3, [1, 4 / 3, 5 / 3]],
    [4, 3, [1, 4 / 3, 0.5]],
  ])('of %i batches for validations of %p steps', async (count, validationSteps, expected) => {
    const options = { epochs: 3, validationData: numbered(count), validationSteps, verbose: 0 } as const;
    const { history } = await idle().fit([[0]], [[0]], options);
    expect(history.val_loss).toEqual(near(expected));
  });

  test('that fills one buffer has batches of its own ahead', async () => {
    function* same() {
      const y = new Float32Array(1);
      for (let i = 1; i < 4; i++) yield [new Float32Array(1), y.fill(i)];
    }
    expect((await idle().fit(same(), { epochs: 2, verbose: 0 })).history.loss).toEqual(near([2, 1.5]));
  });

  test('that is used up is told once', async () => {
    expect(await fitted(finite(5), { epochs: 3 })).toMatchObject({ epochs: 3, updates: 9, warnings: 1 });
    expect(warn.mock.calls[0]![0]).toMatch(/ran out of data.*first 2 batches.*generator function/);
    warn.mockClear();
    expect(await fitted(new Numbered(4), { epochs: 3, validationData: finite(5) })).toMatchObject({ warnings: 1 });
  });

  test('that is used up cannot be used again', async () => {
    const data = finite(2);
    const made = model();
    await made.fit(data, { verbose: 0 });
    for (const use of [made.fit, made.evaluate, made.predict] as ((x: unknown, o: object) => Promise<unknown>)[])
      await expect(use.call(made, data, { verbose: 0 })).rejects.toThrow(/yields no batch[\s\S]*used up/);
  });

  test('that something else hides ends the training, and says so', async () => {
    const once = () => {
      const batches = finite(5);
      return { [Symbol.iterator]: () => batches };
    };
    expect(await fitted(once(), { epochs: 3 })).toMatchObject({
      epochs: 1,
      updates: 5,
      loss: losses([0.855]),
      warnings: 1,
    });
    expect(warn.mock.calls[0]![0]).toMatch(/ran out of data.*used up.*before epoch 2 of 3/);
    warn.mockClear();
    const options = { epochs: 3, validationData: once() };
    expect(await fitted(new Numbered(4), options)).toMatchObject({ validation: losses([0.7214]), warnings: 2 });
    expect(warn.mock.calls[0]![0]).toMatch(/validation.*used up/);
  });
});

describe('generators stay open', () => {
  test('from one validation to the next', async () => {
    const closed: string[] = [];
    const data = finite(9, closed);
    const options = { epochs: 2, validationData: data, validationSteps: 2 };
    expect(await fitted(new Numbered(4), options)).toMatchObject({ validation: losses([0.7214, 0.5204]), warnings: 0 });
    expect([...data].length).toBe(7);
  });

  test('from evaluate to predict to fit', async () => {
    const closed: string[] = [];
    const data = finite(6, closed);
    const made = model();
    await made.evaluate(data, { steps: 2, verbose: 0 });
    expect((await made.predict(data, { steps: 2, verbose: 0 })).shape).toEqual([4, 1]);
    await made.fit(data, { stepsPerEpoch: 1, verbose: 0 });
    expect(closed).toEqual([]);
    expect([...data].length).toBe(0);
  });
});

describe('generators are closed', () => {
  class Stop extends Callback {
    override onTrainBatchEnd() {
      this.model.stopTraining = true;
    }
    override onTestBatchEnd() {
      this.model.stopEvaluating = true;
    }
    override onPredictBatchEnd() {
      this.model.stopPredicting = true;
    }
  }
  class Fail extends Callback {
    override onTrainBatchEnd() {
      throw new RangeError('mine');
    }
    override onTestBatchBegin() {
      throw new RangeError('mine');
    }
    override onPredictBatchEnd() {
      throw new RangeError('mine');
    }
  }
  const uses: ['fit' | 'evaluate' | 'predict'][] = [['fit'], ['evaluate'], ['predict']];
  const run = (use: 'fit' | 'evaluate' | 'predict', x: BatchSource, callbacks: Callback): Promise<unknown> => {
    const made = model();
    const options = { x, callbacks, verbose: 0 } as const;
    return {
      fit: () => made.fit(options),
      evaluate: () => made.evaluate(options),
      predict: () => made.predict(options),
    }[use]();
  };

  test.each(uses)('when a callback stops %s', async (use) => {
    const closed: string[] = [];
    await run(use, finite(5, closed), new Stop());
    expect(closed).toEqual(['closed']);
  });

  test.each(uses)('when a callback of %s throws', async (use) => {
    const closed: string[] = [];
    await expect(run(use, finite(5, closed), new Fail())).rejects.toThrow('mine');
    expect(closed).toEqual(['closed']);
  });

  test('when a step fails, and the error is that of the step', async () => {
    const closed: string[] = [];
    function* wrong() {
      try {
        yield batch();
        yield [[[1, 2, 3]], [[1]]];
      } finally {
        closed.push('closed');
        // biome-ignore lint/correctness/noUnsafeFinally: it is what is tested
        throw new Error('another');
      }
    }
    await expect(model().fit(wrong(), { verbose: 0 })).rejects.toThrow('[null, 1]');
    expect(closed).toEqual(['closed']);
  });

  test('when the other data of fit fails', async () => {
    const [training, validation]: [string[], string[]] = [[], []];
    function* broken() {
      yield batch();
      throw new RangeError('mine');
    }
    const fit = (x: unknown, validationData: Generator) =>
      model().fit({ x, validationData, verbose: 0, stepsPerEpoch: 1 });
    await expect(fit(finite(5, training), broken())).rejects.toThrow('mine');
    expect(training).toEqual(['closed']);
    const data = finite(5, validation);
    data.next();
    await expect(model().fit({ x: broken(), validationData: data, validationSteps: 1, verbose: 0 })).rejects.toThrow(
      'mine',
    );
  });

  test('that were made for an epoch, where the epoch leaves them', async () => {
    const closed: string[] = [];
    await fitted(() => finite(5, closed), { epochs: 2, stepsPerEpoch: 2 });
    expect(closed).toEqual(['closed']);
    await model().evaluate(() => finite(5, closed), { steps: 2, verbose: 0 });
    expect(closed).toEqual(['closed', 'closed']);
    await fitted(new Numbered(4), { epochs: 3, validationData: () => finite(5, closed), validationSteps: 2 });
    expect(closed.length).toBe(5);
  });
});

describe('batches whose columns differ in their numbers of samples', () => {
  // Labelled samples beside a larger number without labels, and a weight for the whole batch.
  const x = [[1, 2, 3], [4, 5, 6], [0, 1, 2], [7]].map((rows) => keras.tensor(rows, null, 'float32'));
  const y = [[1], [2], [3], [4, 5]].map((rows) => keras.tensor(rows, null, 'float32'));
  const weight = keras.tensor(2, [], 'float32');
  const batches = x.map((each, i) => [each, y[i]!, weight]);

  class Weighted extends keras.Model {
    readonly sum = this.addWeight({ shape: [], initializer: 'zeros' });
    override trainStep([columns, labels, scale]: keras.Tensor[]) {
      this.sum.assign(this.sum.value.mul(2).add(columns!.sum().mul(labels!.sum()).mul(scale!)));
      return { sum: this.sum };
    }
    override testStep(data: keras.Tensor[]) {
      return this.trainStep(data);
    }
    override predictStep([columns, labels]: keras.Tensor[]) {
      return columns!.sum().mul(labels!.sum()).reshape([1]);
    }
  }
  const parts = [6, 30, 9, 63];
  const total = parts.reduce((sum, part) => 2 * sum + 2 * part, 0);

  test.each([1, 4])('are for steps of the user, %p steps in an execution', async (stepsPerExecution) => {
    const model = new Weighted();
    model.compile({ stepsPerExecution });
    const { history } = await model.fit(() => batches.values(), { verbose: 0 });
    expect(history.sum).toEqual([total]);
    model.sum.assign(0);
    expect(await model.evaluate(() => batches.values(), { verbose: 0, returnDict: true })).toEqual({ sum: total });
    model.sum.assign(0);
    expect(await model.trainOnBatch(x[0]!, y[0]!, { sampleWeight: weight })).toBe(12);
    expect(await (await model.predict(() => batches.values(), { verbose: 0 })).array()).toEqual(parts);
  });

  test('are refused by the steps of the library', async () => {
    const model = new keras.Sequential([keras.Input([1]), new keras.layers.Dense(1)]);
    model.compile({ loss: 'mse' });
    const uneven = [[[[1], [2]], [[1]]]];
    await expect(model.fit(() => uneven.values(), { verbose: 0 })).rejects.toThrow(/cardinality is ambiguous/);
    await expect(model.trainOnBatch([[1], [2]], [[1]])).rejects.toThrow(/cardinality is ambiguous/);
  });

  test('of more than three parts are told where the others go', async () => {
    const model = new Weighted();
    model.compile();
    const four = [[1, 2, 3, 4].map((value) => [value])];
    await expect(model.fit(() => four.values(), { verbose: 0 })).rejects.toThrow(/a list of 4[\s\S]*one list/);
  });
});

describe('arguments beside data', () => {
  const rows = Array.from({ length: 10 }, () => [1]);

  test('the number of steps gives the size of batches where nothing else does', async () => {
    expect(await fitted(rows, { y: rows, stepsPerEpoch: 5, epochs: 2 })).toMatchObject({
      updates: 10,
      loss: losses([0.855, 0.5684]),
      warnings: 0,
    });
    expect(await model().evaluate(rows, rows, { steps: 5, verbose: 0 })).toBe(1);
    expect((await model().predict(rows, { steps: 5, verbose: 0 })).shape).toEqual([10, 1]);
    expect(warn).not.toHaveBeenCalled();
  });

  test('arrays that end before the steps do are told', async () => {
    const options = { y: rows, batchSize: 2, stepsPerEpoch: 7, epochs: 2 };
    expect(await fitted(rows, options)).toMatchObject({ updates: 10, loss: losses([0.855, 0.5684]), warnings: 2 });
    await model().evaluate(rows, rows, { batchSize: 2, steps: 7, verbose: 0 });
    await model().predict(rows, { batchSize: 2, steps: 7, verbose: 0 });
    expect(warn).toHaveBeenCalledTimes(4);
  });

  test('validationSplit is for arrays', async () => {
    for (const data of [finite(3), new Numbered(4), () => finite(3)])
      await expect(fitted(data, { validationSplit: 0.5 })).rejects.toThrow('validationSplit is for arrays');
  });

  test('columns stand in the batches', async () => {
    await expect(fitted(new Numbered(4), { y: rows })).rejects.toThrow('stands for all data');
    await expect(fitted(finite(4), { sampleWeight: rows })).rejects.toThrow('stands for all data');
  });

  test('validationFreq chooses the epochs to validate after', async () => {
    const options = { y: rows, epochs: 4, validationData: [rows, rows] };
    expect(await fitted(rows, { ...options, validationFreq: 2 })).toMatchObject({
      validation: losses([0.8493, 0.7214]),
    });
    expect(await fitted(rows, { ...options, validationFreq: [1, 4] })).toMatchObject({
      validation: losses([0.9216, 0.7214]),
    });
  });

  test("shuffle: 'batch' leaves samples in their batch", async () => {
    const seen: number[][] = [];
    class Own extends keras.Sequential {
      override trainStep([x]: readonly [keras.Tensor]) {
        return { x: x.reshape([-1]) };
      }
    }
    class Batches extends Callback {
      override onTrainBatchEnd(_: number, logs: object) {
        seen.push((logs as { x: number[] }).x);
      }
    }
    const own = new Own([keras.Input([1]), new keras.layers.Dense(1)]);
    own.compile({ loss: 'mse' });
    const numbers = Array.from({ length: 40 }, (_, i) => [i]);
    await own.fit(numbers, numbers, {
      shuffle: 'batch',
      batchSize: 16,
      verbose: 0,
      callbacks: new Batches(),
    });
    const sorted = seen.map((each) => [...each].sort((a, b) => a - b));
    expect(sorted.flat()).toEqual(numbers.flat());
    expect(seen.flat()).not.toEqual(numbers.flat());
  });
});

describe('data of unknown length', () => {
  const lines = (output: readonly string[]) =>
    output
      .join('')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that make a terminal colourful.
      .replace(/\x1b\[\d*m|\r|\x08/g, '')
      .replace(/\d+[mu]?s\/step|\d+s/g, '…');

  test('ends the line with the number of its steps', async () => {
    const output = captureOutput();
    const made = model();
    await made.fit(finite(3));
    await made.evaluate(finite(3));
    await made.predict(finite(3));
    const [fit, evaluation, prediction] = lines(output).trimEnd().split('\n').slice(-3);
    expect(fit).toMatch(/3\/3 ━{20} … … - loss: 0.9236\s*$/);
    expect(evaluation).toMatch(/3\/3 ━{20} … … - loss: 0.7828\s*$/);
    expect(prediction).toMatch(/3\/3 ━{20} … …\s*$/);
  });

  test('has a line an epoch with verbose: 2', async () => {
    const output = captureOutput();
    const made = model();
    await made.fit(() => finite(3), { verbose: 2, epochs: 2 });
    await made.evaluate(finite(3), { verbose: 2 });
    await made.predict(finite(3), { verbose: 2 });
    expect(lines(output)).toBe(
      [
        'Epoch 1/2',
        '3/3 - … - … - loss: 0.9236',
        'Epoch 2/2',
        '3/3 - … - … - loss: 0.7230',
        '3/3 - … - … - loss: 0.6127',
        '3/3 - … - …',
        '',
      ].join('\n'),
    );
  });
});
