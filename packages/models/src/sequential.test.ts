import { tensor } from '@org/core';
import * as keras from './index.js';

const { Input, Sequential, layers } = keras;

describe('a Sequential model', () => {
  it('is built at once where its input is known', () => {
    const model = new Sequential([Input([4]), new layers.Dense(3), new layers.Dense(2)]);
    expect([model.built, model.inputShape, model.outputShape]).toEqual([true, [null, 4], [null, 2]]);
    expect(model.layers.map(({ constructor }) => constructor.name)).toEqual(['Dense', 'Dense']);
  });

  it('waits for the first data otherwise', () => {
    const model = new Sequential([new layers.Dense(3)]);
    expect([model.built, model.weights.length]).toEqual([false, 0]);
    expect((model(tensor([[1, 2]], null, 'float32')) as keras.Tensor).shape).toEqual([1, 3]);
    expect([model.built, model.inputShape, model.weights.length]).toEqual([true, [1, 2], 2]);
  });

  it('grows and shrinks at the top', () => {
    const model = new Sequential([Input([4])]);
    model.add(new layers.Dense(3));
    model.add(new layers.Dense(2));
    expect(model.outputShape).toEqual([null, 2]);
    expect(model.pop()).toBeInstanceOf(layers.Dense);
    expect([model.outputShape, model.layers.length]).toEqual([[null, 3], 1]);
  });

  it('keeps the weights of layers when others come', () => {
    const model = new Sequential([Input([4]), new layers.Dense(3)]);
    const [kernel] = model.weights;
    model.add(new layers.Dense(2));
    expect(model.weights[0]).toBe(kernel);
    expect(model.countParams()).toBe(4 * 3 + 3 + 3 * 2 + 2);
  });

  it('comes back from its config', () => {
    const model = new Sequential([Input([4]), new layers.Dense(3, { name: 'first' })], { name: 'stack' });
    const copy = Sequential.fromConfig(model.getConfig()) as keras.Sequential;
    expect(copy.getConfig()).toEqual(model.getConfig());
    expect([copy.name, copy.outputShape]).toEqual(['stack', [null, 3]]);
  });

  it.each([
    ['two layers of one name', [new layers.Dense(1, { name: 'a' }), new layers.Dense(1, { name: 'a' })], 'is taken'],
    ['an input above a layer', [new layers.Dense(1), Input([2])], 'first layer'],
    ['what is no layer', ['dense' as unknown as keras.Layer], 'Only layers'],
    ['a class', [layers.Dense as unknown as keras.Layer], 'the class Dense'],
  ])('refuses %s', (_, given, message) => {
    expect(() => new Sequential(given)).toThrow(message);
  });

  it('without layers cannot be built', () => {
    expect(() => new Sequential().build([null, 2])).toThrow('has no layers');
  });
});
