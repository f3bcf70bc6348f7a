import * as keras from '../index.js';

const { Input, Model, Sequential, layers, ops, tensor } = keras;

const failure = (run: () => unknown): Promise<Error> =>
  Promise.resolve()
    .then(run)
    .then(
      () => new Error('nothing failed'),
      (error: Error) => error,
    );

/** Every way to run a model, as a function that fails where the model does. */
const ways = (make: (options?: { runEagerly?: boolean }) => keras.Model, x: keras.Tensor, y: keras.Tensor) =>
  [
    ['a call', () => make()<keras.Tensor>(x.add(0)).array()],
    ['fit', () => make().fit(x, y, { verbose: 0 })],
    ['fit with runEagerly', () => make({ runEagerly: true }).fit(x, y, { verbose: 0 })],
    ['evaluate', () => make().evaluate(x, y, { verbose: 0 })],
    ['predict', () => make().predict(x, { verbose: 0 })],
    ['trainOnBatch', () => make().trainOnBatch(x, y)],
  ] as const;

it('the first NaN is that of a layer', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
  const model = new Sequential([Input([2]), new layers.Lambda((x) => ops.log(x), { name: 'log' })], { name: 'taker' });
  model.compile({ loss: 'mse', runEagerly: true });
  await model.evaluate(tensor([[1, -1]]), tensor([[0, 0]]), { verbose: 0 });
  expect(warn.mock.calls[0]![0]).toContain('In: taker (Sequential) → log (Lambda) → log.');
  warn.mockRestore();
});

describe('an index out of range', () => {
  const reader = (options: { runEagerly?: boolean } = {}): keras.Model => {
    const words = new layers.Embedding(5, 2, { name: 'words' });
    const stack = [Input([3], { dtype: 'int32' }), words, new layers.Flatten(), new layers.Dense(1)];
    const made = new Sequential(stack, { name: 'reader' });
    made.compile({ optimizer: 'sgd', loss: 'mse', ...options });
    return made;
  };
  const [x, y] = [tensor([[1, 2, 7]]), tensor([[1]])];

  it.each(ways(reader, x, y))('names model, layer and op: %s', async (_, run) => {
    const error = await failure(run);
    expect(error).toMatchObject({
      name: 'IndexError',
      message:
        '[gather]: index 7 is out of range for an axis of size 5.\n  In: reader (Sequential) → words (Embedding) → take.',
    });
  });

  it('is seen at once where the values are known', () => {
    expect(() => reader()(x)).toThrow(
      [
        'An index leads out of the table of embeddings.',
        '  Expected: integers from 0 to 4, for inputDim=5',
        '  Received: 7',
        '  In: reader (Sequential) → words (Embedding).',
      ].join('\n'),
    );
  });

  const guilty = (options: { runEagerly?: boolean } = {}): keras.Model => {
    const input = Input([3], { dtype: 'int32' });
    const innocent = new layers.Embedding(5, 2, { name: 'innocent' })(ops.minimum(input, 4));
    const table = tensor([1, 2, 3, 4, 5], null, 'float32');
    const lookup = new layers.Lambda((at: keras.Tensor) => ops.take(table, at, 0), { name: 'lookup' })(input);
    const joined = new layers.Concatenate()([new layers.Flatten()(innocent), lookup]);
    const made = new Model(input, new layers.Dense(1)(joined), { name: 'pair' });
    made.compile({ optimizer: 'adam', loss: 'mse', ...options });
    return made;
  };

  it.each(ways(guilty, x, y))('is that of the layer that asked, not of one of equal size: %s', async (_, run) => {
    const { message } = await failure(run);
    expect(message).toMatch(
      /^\[gather\]: index 7 is out of range for an axis of size 5\.\n {2}In: pair \(Model\) → lookup/,
    );
    expect(message).toMatch(/lookup \(Lambda\) → take/);
  });

  it('is told apart where two tables are equal, in sessions of equal structure', async () => {
    const input = Input([1], { dtype: 'int32' });
    const of = (first: string, second: string) => {
      const tables = [input, ops.minimum(input, 4)].map((at, i) =>
        new layers.Embedding(5, 2, { name: [first, second][i]! })(at),
      );
      return new Model(input, new layers.Add()(tables));
    };
    for (const [first, second] of [
      ['one', 'two'],
      ['three', 'four'],
    ] as const) {
      const { message } = await failure(() => of(first, second).predict([[9]], { verbose: 0 }));
      expect(message).toContain(`→ ${first} (Embedding) → take`);
    }
  });

  it('outside of layers names the op', async () => {
    const input = Input([1], { dtype: 'int32' });
    const picked = ops.take(tensor([1, 2, 3]), input, 0);
    const error = await failure(() => new Model(input, picked, { name: 'picker' }).predict([[9]], { verbose: 0 }));
    expect(error.message).toBe(
      '[gather]: index 9 is out of range for an axis of size 3.\n  In: picker (Model) → take.',
    );
  });

  it('counts from the end when it is negative', async () => {
    const table = new layers.Embedding(3, 1, { weights: [[[1], [2], [3]]] });
    expect(await table([-1, -3]).array()).toEqual([[3], [1]]);
    expect(() => table([-4])).toThrow('Received: -4');
  });

  it('within a loop or a remembered call keeps its place', async () => {
    const table = tensor([1, 2, 3], null, 'float32');
    class Looped extends layers.Layer {
      override call(at: keras.Tensor): keras.Tensor {
        const step = (sum: keras.Tensor, i: keras.Tensor): [keras.Tensor, keras.Tensor] => {
          const next = sum.add(ops.take(table, i, 0));
          return [next, next];
        };
        return ops.scan(step, ops.zeros([at.shape[0]!]), ops.transpose(at))[1];
      }
    }
    const input = Input([4], { dtype: 'int32' });
    const model = new Model(input, new Looped({ name: 'looped' })(input));
    const { message } = await failure(() => model.predict([[1, 2, 0, 5]], { verbose: 0 }));
    expect(message).toMatch(/index 5 .*\n.*→ looped \(Looped\) → scan → take/);
  });
});
