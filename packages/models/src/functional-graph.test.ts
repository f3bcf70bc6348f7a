import { type Tensor, tensor } from '@org/core';
import { Input, layers, Model, Sequential } from './index.js';

const ones = tensor(new Float32Array(64).fill(1), [1, 64]);

/** Whether dropout was applied. */
const drops = async (y: unknown): Promise<boolean> =>
  ((await (y as typeof ones).data()) as Float32Array).some((value) => value === 0);

describe('the training flag with which a layer was called in the graph', () => {
  const x = Input([64]);
  const on = new Model(x, new layers.Dropout(0.5)(x, { training: true }));
  const off = new Model(x, new layers.Dropout(0.5)(x, { training: false }));

  it('holds when the model is called without one', async () => {
    expect([await drops(on(ones)), await drops(off(ones))]).toEqual([true, false]);
  });

  it('gives way to that of the call, and of calls around it', async () => {
    expect([await drops(on(ones, { training: false })), await drops(off(ones, { training: true }))]).toEqual([
      false,
      true,
    ]);
    expect(await drops(await on.predict(ones, { verbose: 0 }))).toBe(false);
    expect(await drops(new Sequential([off])(ones, { training: true }))).toBe(true);
  });
});

describe('inputs of another structure', () => {
  const [a, b] = [Input([2], { name: 'a' }), Input([2], { name: 'b' })];
  const sum = () => new layers.Subtract()([a, b]);
  const two = tensor([[1, 2]]);

  it('are a warning, once for a model', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const model = new Model({ a, b }, sum());
    model([two, two]);
    model([two, two]);
    expect(warn).toHaveBeenCalledTimes(1);
    new Model({ a, b }, sum())({ a: two, b: two, c: two });
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });

  it('are an error where a list has another order than the keys were written in', () => {
    expect(() => new Model({ b, a }, sum())([two, two])).toThrow('structure of the inputs differs');
  });
});

it('null is for optional inputs only', () => {
  class Sum extends layers.Layer {
    override call(x: Tensor, y: Tensor | null = null): Tensor {
      return y ? x.add(y) : x;
    }
  }
  const x = Input([2]);
  const made = (optional: boolean) => {
    const y = Input([2], { name: 'y', optional });
    return new Model([x, y], new Sum()(x, y));
  };
  expect((made(true)([tensor([[1, 2]]), null]) as Tensor).shape).toEqual([1, 2]);
  expect(() => made(false)([tensor([[1, 2]]), null])).toThrow('input "y" is not optional');
});

it('the size of the batch is free, also where the input names one', () => {
  const x = Input([2], { batchSize: 3 });
  const model = new Model(x, new layers.Dense(1)(x));
  expect((model(tensor([[1, 2]])) as Tensor).shape).toEqual([1, 1]);
  expect(() => model(tensor([[1, 2, 3]]))).toThrow('wrong shape');
});

test('inputs of another dtype than the model computes in keep all their digits, as in Keras', async () => {
  const x = Input({ shape: [1], dtype: 'float64' });
  const model = new Model(x, x.mul(tensor(3, [], 'float64')));
  expect(await (model(tensor([[0.1]], [1, 1], 'float64')) as Tensor).array()).toEqual([[0.1 * 3]]);
});
