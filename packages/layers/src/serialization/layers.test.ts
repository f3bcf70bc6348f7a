import { tensor } from '@org/core';
import { ReLU } from '../activations/relu.js';
import { Dense } from '../core/dense.js';
import { Masking } from '../core/masking.js';
import { Layer } from '../layer.js';
import { deserialize, serialize } from './layers.js';

class Twice extends Layer {
  override call(x: ReturnType<typeof tensor>) {
    return x.mul(2);
  }
}

describe('layers as JSON', () => {
  it('come back with config and build shapes', () => {
    const layer = new Dense(3, { activation: new ReLU(6, { name: 're_lu' }), name: 'dense' });
    layer(tensor([[1, 2]]));
    const json = JSON.parse(JSON.stringify(serialize(layer)));
    expect(json).toMatchObject({ module: 'keras.layers', class_name: 'Dense', build_config: { input_shape: [1, 2] } });
    const copy = deserialize(json) as Dense;
    expect(copy.activation).toBeInstanceOf(ReLU);
    expect(copy.kernel.shape).toEqual([2, 3]);
    expect(serialize(copy)).toEqual(json);
  });

  it('may be custom', () => {
    const json = serialize(new Twice({ name: 'twice' }));
    expect(json).toMatchObject({ module: null, class_name: 'Twice', registered_name: 'Twice' });
    expect(() => deserialize(json)).toThrow("class 'Twice'");
    expect(deserialize(json, { Twice })).toBeInstanceOf(Twice);
  });

  it('are JSON of layers', () => {
    expect(() => deserialize({ module: 'keras.initializers', class_name: 'Zeros', config: {} })).toThrow('layer');
    expect(deserialize(serialize(new Masking()))).toBeInstanceOf(Masking);
  });
});

test('custom objects may be given by name', () => {
  const json = serialize(new Twice({ name: 'twice' }));
  expect(() => deserialize(json)).toThrow('Twice');
  expect(deserialize(json, { Twice })).toBeInstanceOf(Twice);
  expect(deserialize(json, { customObjects: { Twice } })).toBeInstanceOf(Twice);
});
