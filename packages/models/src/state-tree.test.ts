import { type Tensor, tensor } from '@org/core';
import * as keras from './index.js';

const { Input, Model, layers } = keras;

const compiled = (): keras.Model => {
  const x = Input([3], { name: 'in' });
  const model = new Model(x, new layers.Dense(1, { name: 'out', kernelInitializer: 'ones' })(x));
  model.compile({ optimizer: 'adam', loss: 'mse' });
  return model;
};

it('holds the variables by the parts of their paths', async () => {
  const model = compiled();
  const tree = await model.getStateTree();
  expect(Object.keys(tree)).toEqual([
    'trainable_variables',
    'non_trainable_variables',
    'optimizer_variables',
    'metrics_variables',
  ]);
  const { kernel } = tree.trainable_variables!.out as Record<string, Tensor>;
  expect(await kernel!.array()).toEqual([[1], [1], [1]]);
  expect(tree.non_trainable_variables).toEqual({});
  expect(Object.keys(tree.optimizer_variables!.adam as object)).toEqual(['iteration', 'learning_rate']);
  expect(Object.keys(tree.metrics_variables!.loss as object).sort()).toEqual(['count', 'total']);
  const arrays = await model.getStateTree({ valueFormat: 'numpy_array' });
  expect(arrays.trainable_variables).toEqual({ out: { kernel: [[1], [1], [1]], bias: [0] } });
  await expect(model.getStateTree('text' as never)).rejects.toThrow('Unknown format');
});

it('is assigned, whole or in parts', async () => {
  const model = compiled();
  model.setStateTree({
    trainable_variables: { out: { bias: [0.5] } },
    optimizer_variables: { adam: { learning_rate: 0.25 } },
  });
  expect(await Promise.all(model.weights.map(({ value }) => value.array()))).toEqual([[[1], [1], [1]], [0.5]]);
  const other = compiled();
  other.setStateTree(await model.getStateTree());
  expect(await other.predict(tensor([[1, 1, 1]]), { verbose: 0 }).then((y) => y.array())).toEqual([[3.5]]);
  expect(() => model.setStateTree({ weights: {} })).toThrow('no group of variables "weights"');
});

it('needs paths that differ', async () => {
  class Twice extends Model {
    readonly first = new layers.Dense(1, { name: 'same' });
    readonly second = new layers.Dense(1, { name: 'same' });
    override call(x: Tensor): unknown {
      return this.second(this.first(x));
    }
  }
  const model = new Twice();
  model.build([null, 1]);
  await expect(model.getStateTree()).rejects.toThrow(/two variables[\s\S]*Hint/);
});
