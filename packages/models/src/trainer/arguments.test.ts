/** Wrong arguments are refused by name, before anything runs; what Keras means by right ones is meant here. */
import * as keras from '../index.js';

const model = () => {
  const made = new keras.Sequential([keras.Input([1]), new keras.layers.Dense(1)]);
  made.compile({ optimizer: 'sgd', loss: 'mse' });
  return made;
};

const rows = [[1], [2], [3], [4]];

const wholeNumbers = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '4', 2n, [2], {}, true];
const counts = wholeNumbers.filter((value) => value !== 0);
const wrong: Record<string, Record<string, readonly unknown[]>> = {
  fit: {
    batchSize: [...wholeNumbers, 2.5],
    epochs: [...counts, '2'],
    initialEpoch: counts,
    stepsPerEpoch: wholeNumbers,
    validationSteps: wholeNumbers,
    validationBatchSize: wholeNumbers,
    validationFreq: [0, -1, 1.5, Number.NaN, '1', [0], [1, 'a'], {}],
    validationSplit: [Number.NaN, 1, -0.5, 2, '0.5', 1n, true],
    validationData: ['a', 3, true],
    verbose: [-1, 1.5, 'loud', Number.NaN],
    shuffle: ['all', 1, 'true'],
    classWeight: ['balanced', { 0: 'a' }, { cat: 1 }, { 0.5: 1 }, { 0: Number.NaN }, { 0: null }, 3],
  },
  evaluate: { batchSize: wholeNumbers, steps: wholeNumbers, verbose: ['loud'], returnDict: [1, 'yes'] },
  predict: { batchSize: wholeNumbers, steps: wholeNumbers, verbose: ['loud'] },
  trainOnBatch: { classWeight: ['balanced', { 0: 'a' }], returnDict: [1] },
  testOnBatch: { returnDict: ['yes'] },
  compile: {
    stepsPerExecution: [0, -1, 1.5, '2', Number.NaN],
    runEagerly: ['yes', 1],
    lossWeights: ['a', ['a'], { out: 'b' }, Number.NaN],
    jitCompile: ['yes'],
    autoScaleLoss: [0],
  },
};

const cases = Object.entries(wrong).flatMap(([method, names]) =>
  Object.entries(names).flatMap(([name, values]) => values.map((value) => [method, name, value] as const)),
);

type Method = (...args: unknown[]) => Promise<unknown>;

async function failure(body: () => unknown): Promise<Error> {
  try {
    await body();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

const call = (method: string, options: object): Promise<unknown> => {
  const made = model();
  const data = method === 'predict' ? { x: rows } : { x: rows, y: rows };
  const run = made[method as keyof typeof made] as Method;
  return run.call(made, method === 'compile' ? options : { ...data, ...options });
};

test.each(cases)('%s({ %s: %p }) is refused', async (method, name, value) => {
  const error = await failure(() => call(method, { [name]: value }));
  expect([error.name, error.message]).toEqual([
    'ValueError',
    expect.stringContaining(`${method}() cannot take this ${name}.`),
  ]);
  expect(error.message.length).toBeLessThan(500);
});

test.each(cases.filter(([method]) => method === 'fit').map(([, name]) => name))(
  'null is the default of %s',
  async (name) => {
    await call('fit', { [name]: null, ...(name !== 'verbose' && { verbose: 0 }) });
  },
);

describe('optimizers', () => {
  test.each([
    ['a layer', () => new keras.layers.Dense(1)],
    ['the class of a layer', () => keras.layers.Flatten],
    ['a function', () => () => 1],
    ['a number', () => 3],
    ['a loss', () => new keras.losses.MeanSquaredError()],
  ])('%s is none', async (_, make) => {
    const error = await failure(() => model().compile({ optimizer: make() as never }));
    expect([error.name, error.message]).toEqual([
      expect.stringMatching(/ValueError|TypeError/),
      expect.stringContaining('Could not interpret the optimizer'),
    ]);
  });
});

describe('losses and metrics', () => {
  test.each([
    [{ loss: 3 }, 'loss'],
    [{ loss: [true] }, 'loss'],
    [{ metrics: 'mae' }, 'metrics'],
    [{ metrics: [3] }, 'metric'],
    [{ weightedMetrics: { out: [true] } }, 'metric'],
  ])('%p are refused at once', async (options, text) => {
    const error = await failure(() => model().compile(options as never));
    expect([error.name, error.message]).toEqual(['ValueError', expect.stringContaining(text)]);
  });

  test('may be configs', async () => {
    const made = model();
    const config = (module: string) => ({ module, class_name: 'MeanSquaredError', config: {} });
    made.compile({ optimizer: 'sgd', loss: config('keras.losses'), metrics: [config('keras.metrics')] });
    const [loss, metric] = (await made.evaluate(rows, rows, { verbose: 0 })) as number[];
    expect(loss).toBeCloseTo(metric!);
  });
});
