import * as keras from '../index.js';

const { Input, Model, Sequential, layers, tensor } = keras;

const model = (options: { runEagerly?: boolean } = {}): keras.Model => {
  const words = new layers.Embedding(5, 2, { name: 'words' });
  const stack = [Input([3], { dtype: 'int32' }), words, new layers.Flatten(), new layers.Dense(1)];
  const made = new Sequential(stack, { name: 'reader' });
  made.compile({ optimizer: 'sgd', loss: 'mse', ...options });
  return made;
};
const [x, y] = [tensor([[1, 2, 7]]), tensor([[1]])];
const message = [
  'An index leads out of the table of embeddings.',
  '  Expected: integers from 0 to 4, for inputDim=5',
  '  Received: 7',
  '  In: reader (Sequential) → words (Embedding).',
].join('\n');

const failure = (run: () => unknown): Promise<Error> =>
  Promise.resolve()
    .then(run)
    .then(
      () => new Error('nothing failed'),
      (error: Error) => error,
    );

describe('an index out of range', () => {
  it.each<[string, () => unknown]>([
    ['a call', () => model()(x)],
    ['fit', () => model().fit(x, y, { verbose: 0 })],
    ['fit with runEagerly', () => model({ runEagerly: true }).fit(x, y, { verbose: 0 })],
    ['evaluate', () => model().evaluate(x, y, { verbose: 0 })],
    ['predict', () => model().predict(x, { verbose: 0 })],
    ['trainOnBatch', () => model().trainOnBatch(x, y)],
  ])('names the layer: %s', async (_, run) => {
    const error = await failure(run);
    expect(error).toMatchObject({ name: 'IndexError', message });
    expect(error.stack).toContain(__filename);
  });

  it('names all layers that it may be', async () => {
    const input = Input([1], { dtype: 'int32' });
    const tables = ['one', 'two'].map((name) => new layers.Embedding(5, 2, { name })(input));
    const error = await failure(() => new Model(input, new layers.Add()(tables)).predict([[9]], { verbose: 0 }));
    expect(error.message).toContain('→ one or two (Embedding)');
  });

  it('outside of embeddings keeps its message', async () => {
    const input = Input([1], { dtype: 'int32' });
    const picked = keras.ops.take(tensor([1, 2, 3]), input, 0);
    const error = await failure(() => new Model(input, picked, { name: 'picker' }).predict([[9]], { verbose: 0 }));
    expect(error.message).toBe('[gather]: index 9 is out of range for an axis of size 3.\n  In: picker (Model).');
  });

  it('counts from the end when it is negative', async () => {
    const table = new layers.Embedding(3, 1, { weights: [[[1], [2], [3]]] });
    expect(await table([-1, -3]).array()).toEqual([[3], [1]]);
    expect(() => table([-4])).toThrow('Received: -4');
  });
});
