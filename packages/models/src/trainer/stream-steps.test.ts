/** Batches that arrive one by one train as arrays do, whoever watches, and code of the user sees the model as it expects. */
import { ops, random, type Tensor, type TypedArray, tensor } from '@org/core';
import { Callback, type Logs } from '../callbacks/callback.js';
import { BatchGroups, type GroupMemory } from '../data/batch-groups.js';
import { formed } from '../data/batch-reader.js';
import * as keras from '../index.js';

const { layers } = keras;
const wave = (size: number, at: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(at * i));
const [SAMPLES, BATCH] = [330, 16];
const x = tensor(wave(SAMPLES * 6, 12.9898), [SAMPLES, 6]);
const y = tensor(wave(SAMPLES, 1), [SAMPLES, 1]);

function* slices(samples = SAMPLES) {
  for (let first = 0; first < samples; first += BATCH) {
    const rows = `${first}:${Math.min(first + BATCH, samples)}`;
    yield [x.at(rows), y.at(rows)];
  }
}

function newModel(options: object = {}): keras.Model {
  keras.utils.clearSession();
  random.setRandomSeed(5);
  const made = new keras.Sequential([
    keras.Input([6]),
    new layers.Dense(9, 'relu'),
    new layers.BatchNormalization(),
    new layers.Dropout(0.3),
    new layers.Dense(1),
  ]);
  made.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'], ...options });
  return made;
}

async function stateOf(model: keras.Model): Promise<TypedArray[]> {
  const variables = [...model.variables, ...model.optimizer.variables];
  return Promise.all(variables.map(({ value }) => value.data()));
}

class Watcher extends Callback {
  readonly heard: (number | Logs)[] = [];
  override onTrainBatchEnd(batch: number, logs: Logs): void {
    this.heard.push(batch, { ...logs });
  }
}

test.each([
  ['as the arrays that they are slices of', 320],
  ['the same in runs of any length, the last of a pass being smaller', SAMPLES],
])('batches train %s, to the bit', async (_, samples) => {
  const results: unknown[] = [];
  const fitted = async (options: object, fit: (model: keras.Model) => Promise<keras.callbacks.History>) => {
    const model = newModel(options);
    const { history } = await fit(model);
    results.push([await stateOf(model), history]);
  };
  const settings = { epochs: 3, shuffle: false, verbose: 0 } as const;
  const rows = `:${samples}`;
  if (samples % BATCH === 0)
    await fitted({}, (model) => model.fit(x.at(rows), y.at(rows), { ...settings, batchSize: BATCH }));
  for (const [options, callbacks] of [[{}], [{ stepsPerExecution: 4 }], [{}, new Watcher()]] as const)
    await fitted(options, (model) => model.fit(() => slices(samples), { ...settings, callbacks }));
  for (const result of results) expect(result).toEqual(results[0]);
});

test('an evaluation of batches is that of arrays', async () => {
  const model = newModel();
  const options = { verbose: 0, returnDict: true } as const;
  for (let i = 0; i < 3; i++)
    expect(await model.evaluate(() => slices(), options)).toEqual(
      await model.evaluate(x, y, { ...options, batchSize: BATCH }),
    );
});

test('who watches batches hears of each, with the logs so far', async () => {
  const watcher = new Watcher();
  await newModel().fit(() => slices(), { verbose: 0, callbacks: watcher });
  const numbers = watcher.heard.filter((each) => typeof each === 'number');
  expect(numbers).toEqual([...numbers.keys()]);
  expect(numbers).toHaveLength(Math.ceil(SAMPLES / BATCH));
  const losses = watcher.heard.flatMap((each) => (typeof each === 'number' ? [] : [each.loss]));
  expect(new Set(losses).size).toBe(losses.length);
});

/** Each step adds the mean of its batch to the only weight. */
function summing(options: object = {}): keras.Model {
  const embedding = new layers.Embedding(5, 1, { embeddingsInitializer: 'zeros' });
  const made = new keras.Sequential([keras.Input([null], { dtype: 'int32' }), embedding]);
  made.compile({
    optimizer: new keras.optimizers.SGD(-1),
    loss: (_: Tensor, yPred: Tensor) => yPred.mean(),
    ...options,
  });
  return made;
}
const weightOf = async (model: keras.Model): Promise<number> => {
  const [table] = (await model.getWeights()) as [Tensor];
  return ((await table.array()) as number[][])[1]![0]!;
};
/** So many batches of ones, as many rows and columns as are given in turn. */
function* ones(count: number, sizes: readonly (readonly [number, number])[] = [[2, 3]], note: number[] = []) {
  for (let i = 0; i < count; i++) {
    note.push(i);
    const ids = ops.ones(sizes[i % sizes.length]!, 'int32');
    yield [ids, ids];
  }
}
const trained = async (
  model: keras.Model,
  batches: () => AsyncIterator<unknown> | Iterator<unknown>,
  options: object = {},
) => {
  await model.fit(batches, { verbose: 0, ...options });
  return [await weightOf(model), await model.optimizer.iterations.item()];
};

/** After the first fit a model knows how long its steps take, and takes many in a run. */
async function warm(options: object = {}): Promise<keras.Model> {
  const model = summing(options);
  await model.fit(() => ones(20), { verbose: 0 });
  await model.setWeights([ops.zeros([5, 1])]);
  model.optimizer.iterations.assign(0);
  return model;
}

test.each([
  ['alike', [[2, 3]]],
  ['of two kinds in turn', [[2, 3], [4, 2]]], // biome-ignore format: a list of sizes
  ['in stretches', [[4, 2], [4, 2], [4, 2], [2, 3], [2, 3], [1, 1]]], // biome-ignore format: a list of sizes
] as const)('batches %s are steps each', async (_, sizes) => {
  for (const options of [{}, { stepsPerExecution: 5 }, { runEagerly: true }])
    expect(await trained(await warm(options), () => ones(30, sizes))).toEqual([30, 30]);
});

test('no more batches are taken than an epoch needs', async () => {
  const model = await warm();
  const taken: number[] = [];
  const data = ones(100, undefined, taken);
  await model.fit(data, { stepsPerEpoch: 7, epochs: 2, verbose: 0 });
  expect(taken).toHaveLength(14);
  await model.evaluate(data, { steps: 5, verbose: 0 });
  expect(taken).toHaveLength(19);
  expect([...data]).toHaveLength(81);
});

test('memory that batches are made in again and again is the caller’s', async () => {
  const model = await warm();
  const row = [0];
  function* same() {
    for (let i = 0; i < 9; i++) {
      row[0] = i < 4 ? 1 : 2;
      yield [[row], [row]];
      row[0] = 9;
    }
  }
  expect(await trained(model, same)).toEqual([4, 9]);
});

test('steps before an error stay, be it the data’s or a step’s', async () => {
  const model = await warm();
  async function* broken() {
    yield* ones(6);
    throw new RangeError('mine');
  }
  await expect(model.fit(broken, { verbose: 0 })).rejects.toThrow('mine');
  expect(await weightOf(model)).toBe(6);
  function* misfits() {
    yield* ones(6);
    yield [ops.ones([2, 3], 'int32'), ops.ones([5, 3], 'int32')];
    yield* ones(6);
  }
  await expect(model.fit(misfits, { verbose: 0 })).rejects.toThrow('cardinality');
  expect(await weightOf(model)).toBe(12);
  function* outside() {
    yield* ones(6);
    yield [ops.full([2, 3], 9, 'int32'), ops.ones([2, 3], 'int32')];
    yield* ones(6);
  }
  await expect(model.fit(outside, { verbose: 0 })).rejects.toThrow('out of range');
  expect(await weightOf(model)).toBe(18);
});

test('a generator that uses the model finds it as the batches before have left it', async () => {
  const model = await warm();
  const seen: unknown[] = [];
  async function* played() {
    for (let i = 0; i < 12; i++) {
      const [first] = await (await model.predict([[1]], { verbose: 0 })).data();
      seen.push(first);
      yield* ones(i % 3);
    }
  }
  await model.fit(played, { verbose: 0 });
  expect(seen).toEqual([0, 0, 1, 3, 3, 4, 6, 6, 7, 9, 9, 10]);
});

test.each([1, 2])(
  'a data set that reads or sets variables does so between the steps, in fit number %d',
  async (fits) => {
    const model = await warm();
    let seen: unknown[] = [];
    async function* reading() {
      for (const each of ones(9)) {
        seen.push(await model.optimizer.iterations.item());
        yield each;
      }
    }
    const before = Number(await model.optimizer.iterations.item());
    for (let i = 0; i < fits; i++) {
      seen = [];
      await model.fit(reading, { verbose: 0 });
    }
    const first = before + 9 * (fits - 1);
    expect(seen.map(Number)).toEqual([...Array(9).keys()].map((i) => first + i));
  },
);

test('weights that a data set asks for late are those behind the batches before', async () => {
  const model = await warm();
  const seen: unknown[] = [];
  async function* asking() {
    yield* ones(20);
    seen.push(...(await Promise.all([weightOf(model), weightOf(model)])));
    yield* ones(3);
    seen.push(await weightOf(model));
  }
  await model.fit(asking, { verbose: 0 });
  expect(seen).toEqual([20, 20, 23]);
});

test('what a data set assigns late holds for the batches after, and not for those that wait', async () => {
  for (const callbacks of [[], [new Watcher()]]) {
    const model = await warm();
    function* slower() {
      yield* ones(30);
      model.optimizer.learningRate = 0;
      yield* ones(5);
      model.optimizer.learningRate = -1;
      yield* ones(1);
    }
    await model.fit(slower, { verbose: 0, callbacks });
    expect(await weightOf(model)).toBe(31);
    expect(await model.optimizer.iterations.item()).toBe(36);
  }
});

test.each([1, 3])(
  'who is told that steps begin, and uses the model, finds it as before them: %d in a run',
  async (each) => {
    const model = await warm({ stepsPerExecution: each });
    const seen: unknown[] = [];
    class Asking extends Callback {
      override async onTrainBatchBegin(batch: number): Promise<void> {
        const [first] = await (await model.predict([[1]], { verbose: 0 })).data();
        seen.push([batch, first]);
      }
    }
    await model.fit(() => ones(9), { verbose: 0, callbacks: new Asking() });
    expect(seen).toEqual([...Array(9 / each).keys()].map((i) => [i * each, i * each]));
  },
);

test('a step that fails before the generator uses the model is the error of fit', async () => {
  const model = await warm();
  const seen: unknown[] = [];
  async function* played() {
    yield* ones(4);
    yield [ops.full([2, 3], 9, 'int32'), ops.ones([2, 3], 'int32')];
    seen.push(await (await model.predict([[1]], { verbose: 0 })).item());
    yield* ones(4);
  }
  await expect(model.fit(played, { verbose: 0 })).rejects.toThrow('out of range');
  // On a busy machine runs are shorter, and the step may fail before the generator goes on.
  expect([[], [4]]).toContainEqual(seen);
  expect(await weightOf(model)).toBe(4);
});

test('who stops the training from the data has the step on that batch, and no more', async () => {
  const model = await warm();
  function* stopping() {
    yield* ones(3);
    model.stopTraining = true;
    yield* ones(5);
  }
  expect(await trained(model, stopping)).toEqual([4, 4]);
});

test('slow data sets have shorter runs, and lose nothing', async () => {
  const model = await warm();
  async function* slow() {
    for (const each of ones(8)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      yield each;
    }
  }
  expect(await trained(model, slow)).toEqual([8, 8]);
});

describe('groups of batches', () => {
  const batch = (rows: number, columns = 2) =>
    formed([tensor(new Float32Array(rows * columns), [rows, columns]), null, null]);
  const sizesOf = (groups: BatchGroups, rows: readonly number[]) =>
    [...groups.of(rows.map((each) => batch(each)))].map(({ order, count }) => (order ? count : 0));

  test('are of one form; what has no like beside it is by itself', () => {
    expect(sizesOf(new BatchGroups(), [4, 4, 4, 1])).toEqual([3, 0]);
    expect(sizesOf(new BatchGroups(), [4, 3, 2, 4, 4])).toEqual([1, 0, 0, 2]);
    expect(sizesOf(new BatchGroups(), [4, 4, 3, 3, 3])).toEqual([2, 0, 2]);
  });

  test('which are by themselves does not depend on how many come at a time', () => {
    const rows = [4, 4, 3, 3, 3, 4, 1, 4, 2, 2];
    const groups = new BatchGroups();
    const alone = rows.map((each) => sizesOf(groups, [each])[0] === 0);
    expect(alone).toEqual([false, false, true, false, false, false, true, false, true, false]);
  });

  test('lie where those of an earlier pass did', async () => {
    const memory: GroupMemory = { place: null };
    const pass = (value: number) => {
      const column = tensor(new Float32Array(4).fill(value), [2, 2]);
      const same = formed([column, null, null]);
      return [...new BatchGroups(memory).of([same, same])][0]!;
    };
    const [first, second] = [pass(1), pass(2)];
    expect(second.order).toBe(first.order);
    // A worker keeps an array that comes again as it was: each group has its own.
    const [before, now] = [first, second].map(({ columns }) => (columns[0] as Tensor).host!.data);
    expect(now!.buffer).toBe(before!.buffer);
    expect(now).not.toBe(before);
    expect(await (second.columns[0] as Tensor).at(':4').array()).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
  });

  test('hold a tensor that stands for several columns as often', async () => {
    const [column, other, weights] = [
      [1, 2],
      [3, 4],
      [5, 6],
    ].map((each) => tensor(each, [2], 'float32')) as Tensor[];
    const [joined] = [...new BatchGroups().of([formed([column, column, weights]), formed([column, other, weights])])];
    const rows = await Promise.all((joined!.columns as readonly Tensor[]).map((each) => each.at(':4').array()));
    expect(rows).toEqual([
      [1, 2, 1, 2],
      [1, 2, 3, 4],
      [5, 6, 5, 6],
    ]);
  });

  test('are bounded by their bytes and their number', () => {
    expect([...new BatchGroups().of([batch(4, 2 ** 20)])][0]!.order).toBeNull();
    expect(sizesOf(new BatchGroups(), new Array<number>(300).fill(1))).toEqual([256, 44]);
  });
});
