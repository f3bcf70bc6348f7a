/** Layers that leave the building of the layers in them to their `call`: these have their weights when a model is made. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KerasTensor, type SymbolicShape, type Tensor, tensor } from '@org/core';
import * as keras from './index.js';

const { Input, layers, Model, Sequential } = keras;
const { Dense, Layer } = layers;

class Block extends Layer {
  first = new Dense(4);
  second = new Dense(4);
  others = [new Dense(2)];
  override call(x: Tensor): Tensor {
    return this.others[0]!(this.second(this.first(x)));
  }
}

class WithShape extends Block {
  override computeOutputShape([batch]: SymbolicShape): SymbolicShape {
    return [batch!, 2];
  }
}

class WithSpec extends Block {
  override computeOutputSpec(x: KerasTensor): KerasTensor {
    return new KerasTensor([x.shape[0]!, 2]);
  }
}

/** Layers in layers, all of which tell their shapes. */
class Outer extends Layer {
  blocks = { inner: new WithShape(), head: new Dense(2) };
  override call(x: Tensor): Tensor {
    return this.blocks.head(this.blocks.inner(x));
  }
  override computeOutputShape([batch]: SymbolicShape): SymbolicShape {
    return [batch!, 2];
  }
}

class OfTwo extends Layer {
  static override callParameters = ['query', 'value', '*', 'scale', 'training'];
  query = new Dense(3);
  value = new Dense(3);
  override call(query: Tensor, value: Tensor, { scale = 1 } = {}): Tensor {
    return this.query(query).add(this.value(value)).mul(scale);
  }
  override computeOutputShape(query: SymbolicShape): SymbolicShape {
    return [query[0]!, 3];
  }
}

const count = (model: keras.Model): number => model.weights.length;

// The numbers of Python Keras 3.15 for the same classes.
it.each<[string, () => keras.layers.Layer, number]>([
  ['the shape of the output is traced', () => new Block(), 6],
  ['computeOutputShape tells it', () => new WithShape(), 6],
  ['computeOutputSpec tells it', () => new WithSpec(), 6],
  ['layers inside of layers tell it', () => new Outer(), 8],
])('where %s', (_, make, expected) => {
  const x = Input([3]);
  const model = new Model(x, make()(x));
  expect(count(model)).toBe(expected);
  expect(count(new Sequential([Input([3]), make()]))).toBe(expected);
  expect(count(keras.models.cloneModel(model))).toBe(expected);
  expect(model.weights[0]!.path).toMatch(/^\w+\/(\w+\/)?dense(_\d+)?\/kernel$/);
  const byHand = make();
  byHand.build([null, 3]);
  expect(byHand.weights).toHaveLength(expected);
});

it('with several arguments, and settings', () => {
  const [a, b] = [Input([3]), Input([4])];
  const model = new Model([a, b], new OfTwo()(a, b, { scale: 2 }));
  expect(model.weights.map(({ shape }) => shape)).toEqual([[3, 3], [3], [4, 3], [3]]);
});

it('what is not built yet holds no weights back from training and files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'unbuilt-'));
  const x = Input([3]);
  const model = new Model(x, new Outer()(x));
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  const data = tensor([[1, 2, 3]], null, 'float32');
  await model.fit(data, [[1, 1]], { verbose: 0 });
  const path = join(folder, 'model.keras');
  await model.save(path);
  const loaded = await keras.saving.loadModel(path, { customObjects: { Outer, WithShape } });
  expect(await loaded(data).array()).toEqual(await model(data).array());
  await rm(folder, { recursive: true });
});

it('a call that only values can go through is a warning, and builds at the first values', async () => {
  class ByValue extends WithShape {
    override call(x: Tensor): Tensor {
      if (x.constructor === KerasTensor || !x.host) throw new Error('no value');
      return super.call(x);
    }
  }
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const x = Input([3]);
  const layer = new ByValue();
  layer(x);
  expect(warn).toHaveBeenCalledWith(expect.stringMatching(/have no weights yet[\s\S]*build\(\)/));
  warn.mockRestore();
  expect(layer.weights).toHaveLength(0);
  layer(tensor([[1, 2, 3]], null, 'float32'));
  expect(layer.weights).toHaveLength(6);
});
