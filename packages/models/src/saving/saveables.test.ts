import { type Tensor, tensor } from '@org/core';
import * as keras from '../index.js';
import { walkSaveables } from './saveables.js';

const { Input, Model, Sequential, layers } = keras;

/** The paths under which something is stored. */
function storedPaths(model: keras.Model): string[] {
  const paths: string[] = [];
  walkSaveables(model, (path, saveable) => {
    const store: Record<string, Tensor> = {};
    saveable.saveOwnVariables(store);
    if (Object.keys(store).length > 0) paths.push(path);
  });
  return paths.sort();
}

class Net extends Model {
  readonly zebra = new layers.Dense(1);
  readonly _hidden = new layers.Dense(2);
  readonly blocks = [
    new layers.Dense(2),
    new layers.Dense(2),
    new Sequential([Input([2]), new layers.Dense(2)]),
  ] as const;
  readonly table = { first: new layers.Dense(2), rest: [new layers.Dense(2)] };
  readonly again = this.zebra;
  readonly innerPart: keras.Model;

  constructor() {
    super();
    const x = Input([2]);
    this.innerPart = new Model(x, new layers.Dense(2)(x));
  }

  override call(inputs: Tensor): Tensor {
    const blocks = this.blocks.reduce((x: Tensor, block) => block(x), this._hidden(inputs));
    return this.zebra(this.innerPart(this.table.rest[0]!(this.table.first(blocks))));
  }
}

const ones = tensor([[1, 1]], null, 'float32');

it('every object is visited once, under the path that Keras gives it', async () => {
  const model = new Net();
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  await model.fit(ones, tensor([[1]]), { verbose: 0 });
  // The groups of the file that Python Keras 3.15 writes for the same class.
  expect(storedPaths(model)).toEqual([
    'again',
    'blocks/dense',
    'blocks/dense_1',
    'blocks/sequential/layers/dense',
    'inner_part/layers/dense',
    'layers/dense_1',
    'layers/dense_4',
    'layers/dense_5',
    'optimizer',
  ]);
});

it('what a field of a functional model holds beside its graph has a path of its own', () => {
  const x = Input([2]);
  const model = Object.assign(new Model(x, new layers.Dense(1)(new layers.Dense(3)(x))), {
    extra: new layers.Dense(2),
  });
  model.extra.build([null, 2]);
  expect(model.layers).toHaveLength(3);
  expect(model.weights).toHaveLength(6);
  expect(storedPaths(model)).toEqual(['extra', 'layers/dense', 'layers/dense_1']);
});
