import * as keras from './index.js';

const { Input, Model, Sequential, layers } = keras;
const { cloneModel, modelFromJson } = keras.models;

describe('cloneModel', () => {
  it('copies a Sequential model, built or not', () => {
    const built = new Sequential([Input([2]), new layers.Dense(3)], { name: 'stack' });
    const copy = cloneModel(built);
    expect(copy).toBeInstanceOf(Sequential);
    expect([copy.name, copy.inputShape, copy.weights.length]).toEqual(['stack', [null, 2], 2]);
    expect(copy.layers[0]).not.toBe(built.layers[0]);
    expect(cloneModel(new Sequential([new layers.Dense(3)])).built).toBe(false);
  });

  it('copies layers as it is told', () => {
    const x = Input([2]);
    const model = new Model(x, new layers.Dense(3, { name: 'dense' })(x));
    const wider = cloneModel(model, { cloneFunction: () => new layers.Dense(5) });
    expect(wider.outputShape).toEqual([null, 5]);
  });

  it('begins at given tensors', () => {
    const x = Input([2]);
    const model = new Model(x, new layers.Dense(3)(x));
    const start = Input([2], { name: 'start' });
    expect(cloneModel(model, start).inputNames).toEqual(['start']);
    expect(cloneModel(new Sequential([Input([2]), new layers.Dense(3)]), start).inputNames).toEqual(['start']);
  });

  it('refuses inputs of another structure', () => {
    const [a, b] = [Input([2]), Input([2])];
    const model = new Model({ a, b }, new layers.Add()([a, b]));
    expect(cloneModel(model, { inputTensors: { a: Input([2]), b: Input([2]) } }).inputShape).toEqual({
      a: [null, 2],
      b: [null, 2],
    });
    expect(() => cloneModel(model, { inputTensors: [a, b] })).toThrow('must have the structure of model.input');
  });

  it('copies layers of classes that are not registered', () => {
    class Own extends layers.Dense {}
    expect(cloneModel(new Sequential([Input([2]), new Own(3)])).layers[0]).toBeInstanceOf(Own);
  });

  it('copies a subclass by its config, and by nothing else', () => {
    class Own extends Model {
      readonly dense = new layers.Dense(3);
      override call(x: keras.Tensor): unknown {
        return this.dense(x);
      }
    }
    const own = new Own({ name: 'own' });
    const copy = cloneModel(own);
    expect(copy).toBeInstanceOf(Own);
    expect(copy.name).toBe('own');
    expect((copy as Own).dense).not.toBe(own.dense);
    expect(() => cloneModel(own, { cloneFunction: (layer) => layer })).toThrow('functional and Sequential models');
  });

  it('compiles the copy of a compiled model', () => {
    const model = new Sequential([Input([2]), new layers.Dense(1)]);
    expect(cloneModel(model).compiled).toBe(false);
    model.compile({ optimizer: 'adam', loss: 'binary_crossentropy' });
    const copy = cloneModel(model);
    expect(copy.getCompileConfig()).toEqual(model.getCompileConfig());
    expect(copy.optimizer).not.toBe(model.optimizer);
  });

  const withDropout = (layer: { invoke(...args: unknown[]): unknown }, ...args: unknown[]): unknown => {
    const out = layer.invoke(...args);
    return layer instanceof layers.Dense ? new layers.Dropout(0.5)(out as keras.Tensor) : out;
  };
  const namesIn = (model: keras.Model): string[] => model.layers.map(({ constructor }) => constructor.name);

  it('calls layers as it is told', () => {
    const x = Input([2]);
    const model = new Model(x, new layers.Dense(3)(new layers.Dense(2)(x)));
    const copy = cloneModel(model, { cloneFunction: (layer) => layer, callFunction: withDropout });
    expect(namesIn(copy)).toEqual(['InputLayer', 'Dense', 'Dropout', 'Dense', 'Dropout']);
    expect(copy.layers[1]).toBe(model.layers[1]);
    const stack = new Sequential([Input([2]), new layers.Dense(1)]);
    expect(() => cloneModel(stack, { callFunction: withDropout })).toThrow('for functional models');
  });

  it('goes into models inside only when it is told to, and keeps shared layers shared', () => {
    const a = Input([2]);
    const inner = new Model(a, new layers.Dense(2)(a));
    const x = Input([2]);
    const model = new Model(x, inner(inner(x)));
    const flat = cloneModel(model, { cloneFunction: (layer) => layer });
    expect(flat.layers[1]).toBe(inner);
    const deep = cloneModel(model, { callFunction: withDropout, recursive: true });
    expect(deep.layers.length).toBe(2);
    expect(namesIn(deep.layers[1] as keras.Model)).toEqual(['InputLayer', 'Dense', 'Dropout']);
  });
});

describe('modelFromJson', () => {
  it('finds custom objects', () => {
    class Twice extends layers.Layer {
      override call(x: keras.Tensor): keras.Tensor {
        return x.mul(2);
      }
    }
    const json = new Sequential([Input([2]), new Twice()]).toJson();
    expect(modelFromJson(json, { Twice }).layers[0]).toBeInstanceOf(Twice);
    expect(() => modelFromJson(json)).toThrow(/Could not locate class 'Twice'/);
  });

  it('refuses JSON of something else', () => {
    expect(() => modelFromJson('[]')).toThrow(/does not describe a model[\s\S]*Received: \[\]/);
    const layer = JSON.stringify(layers.serialize(new layers.Dense(1)));
    expect(() => modelFromJson(layer)).toThrow(/does not describe a model/);
  });
});
