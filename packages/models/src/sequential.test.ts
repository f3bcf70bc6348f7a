import { tensor } from '@org/core';
import * as keras from './index.js';
import { graphOf } from './model-graph.js';

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

  it.each([
    ['a layer', new layers.Dense(3)],
    ['an input', Input([4])],
    ['a model', new Sequential([new layers.Dense(3)])],
  ])('takes its layers in brackets: %s', (_, layer) => {
    const make = () => new Sequential(layer as never);
    expect(make).toThrow(/must be a list[\s\S]*new Sequential\(\[layer\]\)/);
    expect(make).toThrow(expect.objectContaining({ name: 'TypeError' }));
    expect(() => new Sequential({ layers: layer as never })).toThrow('must be a list');
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

  it('is built at once above a model of known input', () => {
    const first = new Sequential([Input([4]), new layers.Dense(3)]);
    const model = new Sequential([first, new layers.Dense(2)]);
    expect([model.built, model.inputShape, model.layers.length]).toEqual([true, [null, 4], 2]);
  });

  it('calls its layers in turn on several inputs', () => {
    class Pass extends layers.Layer {
      override call(inputs: unknown): unknown {
        return inputs;
      }
    }
    const [a, b] = [tensor([[1, 2]]), tensor([[3]])];
    const shapes = (nest: unknown) => keras.tree.mapStructure(({ shape }: keras.Tensor) => shape, nest as keras.Tensor);
    expect(shapes(new Sequential([new Pass()])({ a, b }))).toEqual({ a: [1, 2], b: [1, 1] });
    expect(shapes(new Sequential([new Pass()])([a, b]))).toEqual([
      [1, 2],
      [1, 1],
    ]);
  });

  it('does so as well where the shapes of a layer are not to be known', () => {
    class Unknown extends layers.Layer {
      override call(x: keras.Tensor): keras.Tensor {
        return x.add(1);
      }
      override computeOutputSpec(): never {
        throw new keras.NotImplementedError('Nobody knows.');
      }
    }
    const model = new Sequential([new Unknown()]);
    expect((model(tensor([[1, 2]])) as keras.Tensor).shape).toEqual([1, 2]);
    expect(graphOf(model)).toBeNull();
  });

  it('needs a name and layers in its config', () => {
    expect(() => Sequential.fromConfig({ name: 'a' })).toThrow("must have the keys 'name' and 'layers'");
    expect(() => Sequential.fromConfig({ layers: [] })).toThrow(/Received: layers/);
  });

  it('keeps the input that it was made for', () => {
    const model = new Sequential([Input([2], { batchSize: 3 }), new layers.Dense(2)]);
    const refused = /input of another shape[\s\S]*Expected: \[3, 2\][\s\S]*Received: \[3, 4\]/;
    expect(() => model.build([3, 4])).toThrow(refused);
    expect(() => model.build([2])).toThrow(/another shape/);
    model.built = false;
    expect(() => model.build([3, 4])).toThrow(refused);
    model.build([3, 2]);
    model.build([3, 2]);
    const later = new Sequential([new layers.Dense(2)]);
    later.build([null, 3]);
    expect(() => later.build([null, 4])).toThrow(/another shape/);
  });

  it('has no inputs before they are known, and layers that cannot be set', () => {
    const attributeError = expect.objectContaining({ name: 'AttributeError' });
    for (const name of ['inputs', 'outputs', 'inputShape', 'outputShape'] as const) {
      expect(() => new Sequential()[name]).toThrow(attributeError);
    }
    expect(() => Object.assign(new Sequential(), { layers: [] })).toThrow(/use add\(\) and pop\(\)/);
  });
});

it('a config that names a class which the program does not contain says who has all classes', () => {
  const config = new keras.Sequential([new keras.layers.Dense(1)]).getConfig();
  const [dense] = config.layers as [object];
  expect(() => keras.Sequential.fromConfig({ ...config, layers: [{ ...dense, class_name: 'LeftOut' }] })).toThrow(
    /Could not locate class 'LeftOut'[\s\S]*a bundler has left it out: then import it, or read the config by loadModel\(\)/,
  );
});
