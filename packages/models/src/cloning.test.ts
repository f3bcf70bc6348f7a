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

  it('cannot copy a subclass', () => {
    class Own extends Model {}
    expect(() => cloneModel(new Own())).toThrow(/Only functional and Sequential models can be cloned[\s\S]*Hint/);
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
